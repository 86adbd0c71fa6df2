package import Monitoring

/// Traffic that is forecast: one series, and how its forecasts are shown.
package struct ForecastedTraffic: Hashable, Sendable {
    /// Where its values come from.
    package enum Source: Hashable, Sendable {
        /// A PromQL expression that gives one series.
        case query(String)
        /// A counter of this process: the sum of the series with `labels` and without those of
        /// `excluded`, each name with values, as a rate.
        case ownCounter(
            name: String, labels: [String: String], excluded: [String: [String]])
    }

    /// One end of a band that is shown.
    package struct Quantile: Hashable, Sendable {
        /// What the label `quantile` says.
        package let label: String
        /// The part of the usual values that is below, from 0 to 1.
        package let probability: Double

        package init(label: String, probability: Double) {
            self.label = label
            self.probability = probability
        }
    }

    /// Unique among the traffic of a process.
    package let name: String
    /// What the metrics of its forecasts carry.
    package let labels: [String: String]
    package let source: Source
    /// The time from one sample to the next, whole seconds from 1 s to 1 h.
    package let step: Duration
    /// From which age of the last sample on forecasts are stale, and not shown.
    package let ageMax: Duration
    /// Whose local time it follows.
    package let zone: TrafficZone
    /// When work is done on the service, so that nothing is learned from its traffic.
    package let maintenance: [TimeWindow]
    /// The ends that are shown beside those of the bands of 80 and 99 %, because a rule reads them.
    package let lower: Quantile?
    package let upper: Quantile?

    package init(
        name: String, labels: [String: String], source: Source, step: Duration,
        ageMax: Duration, zone: TrafficZone, maintenance: [TimeWindow] = [],
        lower: Quantile? = nil, upper: Quantile? = nil
    ) {
        self.name = name
        self.labels = labels
        self.source = source
        self.step = step
        self.ageMax = ageMax
        self.zone = zone
        self.maintenance = maintenance
        self.lower = lower
        self.upper = upper
    }

    /// Where the values come from, the same text for the same source in every process.
    var sourceText: String {
        switch source {
        case .query(let query): return query
        case .ownCounter(let name, let labels, let excluded):
            let others = excluded.mapValues { $0.sorted().joined(separator: "|") }
            return "\(name) \(labels.selectorText) without \(others.selectorText)"
        }
    }

    /// Seconds.
    var stepSeconds: Int64 { max(step.components.seconds, 1) }
}
