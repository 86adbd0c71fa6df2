import Monitoring
import Testing

@Suite struct ProbeStateTests {
    private let failure = Failure(stage: .wait, reason: .timeout, detail: "no answer within 2s")
    private let other = Failure(stage: .expect, reason: .status, detail: "got 500, want 200")

    @Test func `the first failure and the first success after it are news, the rest is not`() {
        var state = ProbeState()
        #expect(state.record(.success) == .none)
        #expect(state.record(.failure(failure)) == .wentDown(failure))
        #expect(state.record(.failure(other)) == .none)
        #expect(state.record(.failure(failure)) == .none)
        #expect(state.consecutiveFailureCount == 3)
        #expect(state.record(.success) == .recovered(failureCount: 3))
        #expect(state.consecutiveFailureCount == 0)
        #expect(state.record(.success) == .none)
    }

    @Test func `a target that is down from the start is news`() {
        var state = ProbeState()
        #expect(state.record(.failure(failure)) == .wentDown(failure))
    }
}
