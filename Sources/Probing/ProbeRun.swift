import Base
import Monitoring

/// A run of a probe that is under way: its steps one after the other, and once more from the first
/// on where an attempt failed and another one may be made.
///
/// After a failure only the steps that always run are left, but for those whose variables have no
/// values: what was not made need not be cleaned up. Time is kept for them, so that they also run
/// after a timeout. Each attempt begins without cookies and variables.
final class ProbeRun {
    private let probe: Probe
    private let tools: ProbeTools
    private let isInMaintenance: Bool
    private let trace: TraceContext
    private let begun = MonotonicInstant.now()
    private let started = WallClockInstant.now()
    private var completion: ((ProbeResult) -> Void)?
    private var results: [StepResult] = []

    // The attempt under way.
    private var attempt = 1
    private var deadline: MonotonicInstant
    private var nextIndex = 0
    private var hasFailed = false
    private var jar = CookieJar()
    private var filler: TemplateFiller
    private var step: (any StepExecution)?

    init(
        _ probe: Probe, _ tools: ProbeTools, isInMaintenance: Bool,
        completion: @escaping (ProbeResult) -> Void
    ) {
        self.probe = probe
        self.tools = tools
        self.isInMaintenance = isInMaintenance
        self.completion = completion
        trace = TraceContext(using: &tools.identifiers)
        deadline = begun + probe.timeout
        filler = Self.makeFiller(tools)
    }

    var isFinished: Bool { completion == nil }

    func start() {
        runNextStep()
    }

    /// Gives the run up; its completion is not called.
    func cancel() {
        completion = nil
        step?.cancel()
        step = nil
    }

    private static func makeFiller(_ tools: ProbeTools) -> TemplateFiller {
        TemplateFiller(readFile: tools.files.secret)
    }

    // MARK: Steps

    private func runNextStep() {
        guard let next = takeNextStep() else { return endAttempt() }
        let setting = StepSetting(
            step: next, tools: tools, trace: trace, attempt: attempt, limit: limit(of: next),
            jar: jar, filler: filler)
        // Each holds the other until the step has ended or the run is given up.
        let completion: (StepRun.End) -> Void = { self.take($0) }
        let run: any StepExecution =
            switch next.request.connection.addresses {
            case .any: StepRun(setting, completion: completion)
            case .all: AddressesRun(setting, completion: completion)
            }
        step = run
        run.start()
    }

    /// The step to be run now; nil after the last.
    private func takeNextStep() -> Step? {
        while nextIndex < probe.steps.count {
            let step = probe.steps[nextIndex]
            nextIndex += 1
            if !hasFailed || step.isAlways && hasValues(for: step) { return step }
        }
        return nil
    }

    private func hasValues(for step: Step) -> Bool {
        step.variables.allSatisfy { filler.variables[$0] != nil }
    }

    private func limit(of step: Step) -> StepRun.TimeLimit {
        let cleanupTime = probe.cleanupTime(from: nextIndex)
        let end = deadline - cleanupTime
        if let timeout = step.timeout, case let own = MonotonicInstant.now() + timeout, own < end {
            return StepRun.TimeLimit(deadline: own, origin: .step(timeout: timeout))
        }
        return StepRun.TimeLimit(
            deadline: end, origin: .run(timeout: probe.timeout, kept: cleanupTime))
    }

    private func take(_ end: StepRun.End) {
        step = nil
        results.append(end.result)
        jar = end.jar
        filler = end.filler
        if end.result.outcome != .success, !end.result.step.isAlways { hasFailed = true }
        runNextStep()
    }

    private func endAttempt() {
        guard hasFailed, attempt < probe.attempts else { return finish() }
        attempt += 1
        deadline = .now() + probe.timeout
        nextIndex = 0
        hasFailed = false
        jar = CookieJar()
        filler = Self.makeFiller(tools)
        runNextStep()
    }

    private func finish() {
        let result = ProbeResult(
            probe: probe, started: started, duration: MonotonicInstant.now() - begun,
            steps: results, traceID: trace.traceID, isInMaintenance: isInMaintenance)
        let action = completion
        completion = nil
        action?(result)
    }
}
