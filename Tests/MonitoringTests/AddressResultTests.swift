import Base
import Monitoring
import Testing

@Suite struct AddressResultTests {
    private let step = Step(
        request: HTTPRequest(method: "GET", url: "http://x"), expectedStatus: [200])
    private let refused = Failure(stage: .connect, reason: .refused, detail: "nobody listens")
    private let wrong = Failure(stage: .expect, reason: .status, detail: "got 500, want 200")

    private func result(
        _ milliseconds: Int, _ failures: Failure..., warnings: [Failure] = []
    ) -> StepResult {
        StepResult(
            step: step, outcome: failures.first.map(Outcome.failure) ?? .success,
            failures: failures, warnings: warnings, attempt: 2, status: milliseconds,
            duration: .milliseconds(milliseconds), phases: PhaseTimings())
    }

    @Test func `of addresses that all answer, the slowest is told`() {
        let warning = Failure(stage: .expect, reason: .latency, detail: "slow")
        let worst = StepResult(worstOf: [
            ("192.0.2.1", result(10)), ("192.0.2.2", result(30, warnings: [warning])),
            ("2001:db8::1", result(20)),
        ])
        #expect(worst.outcome == .success)
        #expect(worst.failures == [])
        #expect(worst.warnings.map(\.detail) == ["192.0.2.2: slow"])
        #expect(worst.attempt == 2)
        #expect(worst.status == 30)
        #expect(worst.address == "192.0.2.2")
        #expect(worst.duration == .milliseconds(30))
        #expect(
            worst.addresses == [
                AddressResult(address: "192.0.2.1", status: 10, duration: .milliseconds(10)),
                AddressResult(address: "192.0.2.2", status: 30, duration: .milliseconds(30)),
                AddressResult(address: "2001:db8::1", status: 20, duration: .milliseconds(20)),
            ])
        #expect(worst.addresses.map(\.family) == [.ipv4, .ipv4, .ipv6])
    }

    @Test func `one failure outweighs any slowness, and the longest time is the step's`() {
        let worst = StepResult(worstOf: [
            ("192.0.2.1", result(300)), ("192.0.2.2", result(1, refused)),
            ("192.0.2.3", result(5, wrong)), ("192.0.2.4", result(5, refused)),
        ])
        #expect(
            worst.failures == [
                Failure(stage: .expect, reason: .status, detail: "192.0.2.3: got 500, want 200"),
                Failure(stage: .connect, reason: .refused, detail: "192.0.2.2: nobody listens"),
                Failure(stage: .connect, reason: .refused, detail: "192.0.2.4: nobody listens"),
            ])
        #expect(worst.outcome == .failure(worst.failures[0]))
        #expect(worst.address == "192.0.2.3")
        #expect(worst.status == 5)
        #expect(worst.duration == .milliseconds(300))
        #expect(
            worst.addresses.map(\.outcome.label) == ["success", "failure", "failure", "failure"])
    }

    @Test func `what came to nothing at no address is no result`() async {
        await #expect(processExitsWith: .failure) {
            _ = StepResult(worstOf: [])
        }
    }
}
