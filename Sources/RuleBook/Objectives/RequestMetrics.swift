/// The series by which a service's requests are counted, the bad ones among them told, and their
/// duration measured.
package struct RequestMetrics: Hashable, Sendable {
    /// The counter of all requests, or the `_count` of a histogram.
    package var total: String

    /// What chooses the service's series.
    package var select: [LabelMatcher] = []

    /// What tells the bad requests; nil: all answers are good, if they are fast enough.
    package var bad: LabelMatcher?

    /// Their duration; nil: it is not measured.
    package var histogram: Histogram?

    /// Labels that tell the service in what is recorded.
    package var labels: [String: String] = [:]

    /// A classic histogram of durations.
    package struct Histogram: Hashable, Sendable {
        /// The name without `_bucket`.
        package var name: String

        /// The upper bounds in the histogram's unit, `+Inf` left out; nil: not known.
        package var bounds: [Double]?

        /// Whether it is given a bound at the latency of each objective, beside `bounds`, as Sonde's
        /// own histograms are when Sonde starts.
        package var takesBounds = false

        /// The histogram's unit.
        package var unit: Unit

        package init(name: String, bounds: [Double]?, unit: Unit) {
            self.name = name
            self.bounds = bounds
            self.unit = unit
        }
    }

    /// What a duration is counted in.
    package enum Unit: String, CaseIterable, Hashable, Sendable {
        case seconds
        case milliseconds

        /// A time in this unit.
        package func value(_ time: TimeSpan) -> Double {
            switch self {
            case .seconds: time.inSeconds
            case .milliseconds: Double(time.milliseconds)
            }
        }

        /// The unit that a metric's name says; seconds where it says none, as it should.
        package init(ofMetric name: String) {
            self =
                name.hasSuffix("_milliseconds") || name.hasSuffix("_ms") ? .milliseconds : .seconds
        }
    }

    package init(total: String) {
        self.total = total
    }

    /// Chooses the series with a label's value, if there is one, which is recorded as another label.
    mutating func narrow(_ label: String, to value: String?, as recorded: String) {
        guard let value else { return }
        select.append(LabelMatcher(label, .equal, value))
        labels[recorded] = value
    }

    /// Chooses the series with these values of labels; what is chosen of the same labels so far does
    /// not count any more.
    package mutating func select(_ values: [String: String]) {
        select.removeAll { values[$0.label] != nil }
        select += .equal(values)
    }
}
