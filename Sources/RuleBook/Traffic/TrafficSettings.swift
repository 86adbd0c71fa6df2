package import Monitoring

/// Traffic to be watched: of one service, or of all that a counter knows.
package struct TrafficSettings: Hashable, Sendable {
    /// Unique among the entries: the value of the label `traffic` of all that is made of this one.
    package var name = ""

    /// Whose counter is read; nil: `metric` is.
    package var preset: RequestPreset?
    /// The counter that is read where no preset says it.
    package var metric: String?
    /// The labels that tell services apart; nil: as the preset has it.
    ///
    /// With a preset they are other names for its labels, one for each.
    package var by: [String]?
    /// Labels that the counter's series must have.
    package var select: [String: String] = [:]
    /// Labels of traffic that is left out, each with its values; nil: as the preset has it.
    package var exclude: [String: [String]]?
    /// The service's name; nil: all services, or the preset's own.
    package var service: String?
    package var namespace: String?
    /// The side of a request that counts it, where the preset knows two.
    package var reporter: RequestPreset.Reporter?

    /// The time over which a rate is taken.
    package var window = TimeSpan.minutes(5)
    /// The rules that are asked for; nil: all that have what they need.
    package var chosenKinds: [TrafficKind]?
    /// Requests a second below which something is wrong.
    package var floor: Double?
    package var minimum = Minimum()
    package var quantile = Quantile()
    package var surge = Surge()
    package var median = Median()
    package var forecast = Forecast()

    /// Whether there is something that a forecaster can learn from.
    package var hasForecaster = false
    /// What a forecaster learns from; nil: what the recording rule records.
    package var query: String?
    /// The time between two samples that a forecaster learns from.
    package var step: Duration = .seconds(300)

    /// When work is done on the service, so that a forecaster learns nothing from its traffic.
    package var maintenance: [TimeWindow] = []

    /// Labels that all that is made of this entry carries.
    package var labels: [String: String] = [:]

    package init() {}

    /// The floor that is the lowest of a week.
    package struct Minimum: Hashable, Sendable {
        /// The share of it below which traffic is low.
        package var factor = 0.8
    }

    /// The floor that is a quantile of a week.
    package struct Quantile: Hashable, Sendable {
        /// From 0 to 1.
        package var quantile = 0.1
        /// The share of it below which traffic is low.
        package var factor = 0.5
    }

    /// The bounds that are made of mean and standard deviation.
    package struct Surge: Hashable, Sendable {
        /// The headroom: how many times the bound is too much.
        package var factor = 1.4
        /// The distance of the bound from the mean, in standard deviations.
        package var deviations = 3.0
    }

    /// The bounds that are made of the same hour in past weeks.
    package struct Median: Hashable, Sendable {
        /// How many weeks are looked at.
        package var weekCount = 3
        /// The share of the median below which traffic is low.
        package var below = 0.5
        /// How many times the median traffic is high.
        package var above = 2.0

        /// The weeks of which there must be something.
        var weekCountMin: Int { min(2, weekCount) }
    }

    /// The bounds that are a forecast's.
    package struct Forecast: Hashable, Sendable {
        /// The quantiles of the band, from 0 to 1.
        package var lowerQuantile = 0.005
        package var upperQuantile = 0.995
        /// By which the distances of the band's ends from the expected value are multiplied.
        package var factor = 1.15

        /// The samples that a forecaster must have learnt from: two days of 5 minutes each.
        package static let sampleCountMin = 576
    }
}

extension TrafficSettings {
    /// The label that tells the entries apart.
    package static let nameLabel = "traffic"

    /// The counter that is read.
    package var counter: String { metric ?? preset?.counter ?? "" }

    /// Whether Sonde counts it itself, so that a forecaster needs nobody else's history.
    package var readsOwnCounter: Bool {
        preset == .sonde
            || ["sonde_", "synthetic_"].contains { metric?.hasPrefix($0) ?? false }
    }

    /// The labels that tell services apart.
    package var serviceLabels: [String] { by ?? preset?.serviceLabels ?? [] }

    /// The values of those of `serviceLabels` that are fixed.
    package var fixedLabels: [String: String] {
        let names = preset == nil ? [] : [service ?? preset?.standardService, namespace]
        var labels = select.filter { serviceLabels.contains($0.key) }
        for (label, name) in zip(serviceLabels, names) { labels[label] = name ?? labels[label] }
        return labels
    }

    /// The label by which each request is counted once, though two proxies see it; none where the
    /// preset knows but one.
    var reporterLabel: [String: String] {
        preset == .istio ? ["reporter": (reporter ?? .standard).rawValue] : [:]
    }

    /// Whether it is one service, and so one series.
    package var isOneSeries: Bool {
        serviceLabels.allSatisfy { fixedLabels[$0] != nil }
    }

    /// The rules that are made.
    package var kinds: [TrafficKind] {
        chosenKinds
            ?? TrafficKind.allCases.filter { kind in
                switch kind {
                case .floor: floor != nil
                case .forecast: isOneSeries && hasForecaster
                default: true
                }
            }
    }

    /// The labels of the series that a forecaster gives for this entry.
    package var forecastLabels: [String: String] {
        labels.merging(fixedLabels) { $1 }.merging([Self.nameLabel: name]) { $1 }
    }

    /// What a forecaster learns from, as PromQL.
    ///
    /// It is the expression of the recording rule, not what that recorded: so a forecaster has its
    /// history before the rules are there.
    package var forecastQuery: String {
        query ?? TrafficSeries(self).rateExpression.description
    }

    /// How old a forecast may be: three steps, at least 15 minutes.
    package var forecastAgeMax: TimeSpan {
        max(.minutes(15), TimeSpan(step * 3))
    }
}
