import Base
import Monitoring
import Transfers

/// A step under way whose request goes to every address of its target: a `StepRun` for each, all at
/// once, so that one that hangs takes no time from the others.
///
/// The step fails if it fails at one address. What is told of it is the worst case: the answer of
/// the address where it failed, or else of the slowest, and the longest time of all. Later steps go
/// on with cookies and values of the first address where it succeeded.
///
/// Not `Sendable`: it belongs to the prober's thread.
final class AddressesRun: StepExecution {
    private let setting: StepSetting
    private let begun = MonotonicInstant.now()
    private var runs: [StepRun] = []

    /// What came of each address so far, in their order.
    private var ends: [(address: String, end: StepRun.End?)] = []
    private var completion: ((StepRun.End) -> Void)?

    init(_ setting: StepSetting, completion: @escaping (StepRun.End) -> Void) {
        self.setting = setting
        self.completion = completion
    }

    func start() {
        // Only the host counts here; each run fills the places of the request for itself.
        var filler = setting.filler
        filler.now = .now()
        do throws(TemplateFiller.Unfilled) {
            var request = try setting.tools.builder.transfer(for: setting.step.request, &filler)
            guard let rest = setting.limit.rest else { return fail(setting.limit.failure) }
            request.timeout = rest
            guard let host = URLParts(request.url)?.host else { return startPlainly() }
            setting.tools.engine.addresses(of: request) { [weak self] in self?.take($0, host) }
        } catch {
            fail(error.failure)
        }
    }

    func cancel() {
        completion = nil
        for run in runs { run.cancel() }
    }

    /// Leaves it to one run to say what is wrong with a URL that has no host.
    private func startPlainly() {
        let run = StepRun(setting) { [weak self] in self?.complete($0) }
        runs = [run]
        run.start()
    }

    // MARK: Addresses

    private func take(_ addresses: RequestAddresses, _ host: String) {
        guard completion != nil else { return }
        switch addresses {
        case .known(let addresses): begin(at: addresses, of: host)
        case .none: begin(at: [host], of: host)
        case .failure(let failure): fail(Failure(failure, setting.limit))
        }
    }

    private func begin(at addresses: [String], of host: String) {
        let lookUpTime = MonotonicInstant.now() - begun
        ends = addresses.map { ($0, nil) }
        runs = addresses.enumerated().map { index, address in
            let place = StepRun.Place(host: host, address: address, lookUpTime: lookUpTime)
            return StepRun(setting, at: place) { [weak self] in self?.take($0, of: index) }
        }
        for run in runs { run.start() }
    }

    private func take(_ end: StepRun.End, of index: Int) {
        ends[index].end = end
        let ends = ends.compactMap { address, end in end.map { (address: address, end: $0) } }
        guard ends.count == self.ends.count else { return }
        let next = ends.first { $0.end.result.outcome == .success } ?? ends[0]
        let result = StepResult(worstOf: ends.map { ($0.address, $0.end.result) })
        complete(StepRun.End(result: result, jar: next.end.jar, filler: next.end.filler))
    }

    // MARK: The end

    /// Ends the step before any address is known.
    private func fail(_ failure: Failure) {
        let shown = Failure(
            stage: failure.stage, reason: failure.reason,
            detail: setting.filler.redact(failure.detail))
        let result = StepResult(
            step: setting.step, outcome: .failure(shown), attempt: setting.attempt, status: nil,
            duration: .now() - begun, phases: PhaseTimings())
        complete(StepRun.End(result: result, jar: setting.jar, filler: setting.filler))
    }

    private func complete(_ end: StepRun.End) {
        runs = []
        let action = completion
        completion = nil
        action?(end)
    }
}
