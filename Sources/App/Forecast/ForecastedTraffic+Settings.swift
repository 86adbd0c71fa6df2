import RuleBook
import TrafficForecast

extension Configuration {
    /// The traffic that is forecast, of all that is watched: what has something to learn from.
    var forecastedTraffic: [ForecastedTraffic] {
        traffic.compactMap { settings in
            guard let source = source(of: settings) else { return nil }
            return ForecastedTraffic(
                name: settings.name, labels: settings.forecastLabels, source: source,
                step: settings.step, ageMax: .milliseconds(settings.forecastAgeMax.milliseconds),
                zone: forecasts.trafficZone, maintenance: settings.maintenance,
                lower: Self.quantile(settings.forecast.lowerQuantile),
                upper: Self.quantile(settings.forecast.upperQuantile))
        }
    }

    /// A quantile, labelled as the rules select it.
    private static func quantile(_ probability: Double) -> ForecastedTraffic.Quantile {
        ForecastedTraffic.Quantile(
            label: PromQL.number(probability).description, probability: probability)
    }

    /// Where samples come from: from a Prometheus if there is one, else from a counter of this
    /// process.
    private func source(of settings: TrafficSettings) -> ForecastedTraffic.Source? {
        if prometheus != nil { return .query(settings.forecastQuery) }
        guard settings.query == nil, settings.preset.map({ $0 == .sonde }) ?? true else {
            return nil
        }
        return .ownCounter(
            name: settings.counter,
            labels: settings.select.merging(settings.fixedLabels) { $1 },
            excluded: settings.exclude ?? [:])
    }
}
