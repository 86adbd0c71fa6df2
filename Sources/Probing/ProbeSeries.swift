import Metrics
import Monitoring

/// The series of one probe, so that a result looks none of them up by its labels.
final class ProbeSeries {
    let steps: [StepSeries]
    let consecutiveFailures: Gauge

    /// There is none before the first run has ended.
    var lastRun: Gauge?

    init(steps: [StepSeries], consecutiveFailures: Gauge) {
        self.steps = steps
        self.consecutiveFailures = consecutiveFailures
    }
}

/// The series of one step; those that only some answers need are made when they are needed.
final class StepSeries {
    struct FailureKey: Hashable {
        let stage: Stage
        let reason: Reason
    }

    let success: Histogram
    let failure: Histogram

    /// In the order of `PhaseTimings.Phase`.
    var phases: [Histogram?] = Array(repeating: nil, count: PhaseTimings.Phase.allCases.count)

    /// Those that have been counted so far; they are rare, so their series are looked up.
    var failures: Set<FailureKey> = []
    var degraded: Set<Reason> = []

    init(success: Histogram, failure: Histogram) {
        self.success = success
        self.failure = failure
    }
}
