/// A level of service that is promised: the share of requests that are good over a window.
package struct ObjectiveSettings: Hashable, Sendable {
    /// Unique among the objectives; the value of the label `objective`.
    package var name = ""
    package var metrics = RequestMetrics(total: "")

    /// The share of requests that must be good, above 0 and below 1.
    package var target = 0.0

    /// How fast an answer must be to be good; nil: only whether it fails counts.
    package var latency: TimeSpan?

    /// The time over which it is promised.
    package var window = TimeSpan.days(30)

    /// How often requests come, if that is known: the interval of a probe.
    package var requestInterval: TimeSpan?

    package init() {}

    /// The share of requests that may be bad: 0.001 for 99.9 %, exactly.
    package var budget: Double {
        // A target has no more digits than this, and 1 - 0.999 is not 0.001.
        ((1 - target) * 1e12).rounded() / 1e12
    }

    /// The bound, in its unit, that the histogram is given for this objective; nil if it has one there
    /// anyway, or is given none.
    package var addedBound: Double? {
        guard let latency, let histogram = metrics.histogram, histogram.takesBounds else {
            return nil
        }
        let bound = histogram.unit.value(latency)
        return histogram.bounds?.contains(bound) == true ? nil : bound
    }

    /// What is promised, in words: `99.9% within 250ms over 30d`.
    package var promise: String {
        let latency = latency.map { " within \($0)" } ?? ""
        let percent = (target * 1e12).rounded() / 1e10
        return "\(PromQL.number(percent))%\(latency) over \(window)"
    }
}
