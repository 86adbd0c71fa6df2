/// The eighth kind: the rate is outside of the band of a forecast.
///
/// The only one that knows every hour of every weekday, and how much each swings by itself. It is as
/// good as its forecaster is alive, which therefore has an alert of its own.
struct ForecastTraffic {
    let series: TrafficSeries
    let below: AlertingRule
    let above: AlertingRule
    let stale: AlertingRule

    /// The alert that is about the forecaster, not about the service.
    static let staleName = "Traffic forecast is stale"

    var settings: TrafficSettings.Forecast { series.settings.forecast }

    init(_ series: TrafficSeries, _ ruleSettings: RuleSettings) {
        self.series = series
        let text = TrafficText(series: series)
        let settings = series.settings.forecast
        let metrics = ForecastSeries(series)
        let labels = VectorMatching.on(series.allLabels)
        let lower = metrics.bound("forecast_lower", settings.lowerQuantile, .min)
        let upper = metrics.bound("forecast_upper", settings.upperQuantile, .max)
        let factor = PromQL.number(settings.factor)
        let band = "the band of its forecast x \(factor)"
        let guide: AlertText = """
            \(metrics.metric("forecast_expected")) is what was expected at this time of the week.
            """
        below = ruleSettings.adjusting(
            AlertingRule(
                "Traffic is below its forecast", series.rate.with(.less, lower, labels),
                wait: .minutes(5), keepFiringFor: .minutes(10),
                summary: "\(text.service) gets \(text.rate), which is below \(band)",
                description: "\(guide) \(text.lowAdvice)"))
        above = ruleSettings.adjusting(
            AlertingRule(
                "Traffic is above its forecast", series.rate.with(.greater, upper, labels),
                wait: .minutes(5), keepFiringFor: .minutes(10), severity: AlertingRule.warning,
                summary: "\(text.service) gets \(text.rate), which is above \(band)",
                description: "\(guide) \(text.highAdvice)"))
        let updated = metrics.updated
        let age = PromQL.time - .aggregate(.max, by: series.allLabels, updated)
        stale = ruleSettings.adjusting(
            AlertingRule(
                Self.staleName,
                (age > metrics.ageMax).or(PromQL.time * .absent(updated)),
                wait: .minutes(5), severity: AlertingRule.warning,
                summary: """
                    The forecast of \(text.service) \(.ifValue(
                        above: 1e9, "was never updated",
                        otherwise: "was updated \(.value(.duration)) ago"))
                    """,
                description: """
                    Its bands are not trusted now, so only the other rules watch \(text.service). Look \
                    first at whether Sonde runs and is scraped, then at its log: the query of the \
                    entry \(.label(TrafficSettings.nameLabel)) may fail, or give nothing.
                    """))
    }
}

/// What the forecaster exposes for an entry.
private struct ForecastSeries {
    private let series: TrafficSeries
    private var settings: TrafficSettings { series.settings }

    init(_ series: TrafficSeries) {
        self.series = series
    }

    /// One of the metrics, for this entry.
    func metric(_ name: String, _ further: [LabelMatcher] = []) -> PromQL {
        let entry = LabelMatcher(TrafficSettings.nameLabel, .equal, settings.name)
        return .metric(name, where: [entry] + further)
    }

    /// When the forecast was updated, under all labels, so that its absence has them.
    var updated: PromQL {
        .metric("forecast_updated_timestamp_seconds", where: .equal(settings.forecastLabels))
    }

    /// The age from which on a forecast is stale, in seconds.
    var ageMax: PromQL { .seconds(settings.forecastAgeMax) }

    /// One end of the wider band, of the forecasters that are fresh and trained; of several the one
    /// that is further out.
    func bound(
        _ name: String, _ quantile: Double, _ widest: Aggregation.Operator
    ) -> PromQL {
        let end = metric(
            name, [LabelMatcher("quantile", .equal, PromQL.number(quantile).description)])
        let expected = metric("forecast_expected")
        let quantileApart = VectorMatching.ignoring(["quantile"])
        let distance = expected.with(.subtract, end, quantileApart)
        let wider = expected.with(
            .subtract, .number(settings.forecast.factor) * distance, quantileApart)
        let isFresh = PromQL.time - metric("forecast_updated_timestamp_seconds") < ageMax
        let isTrained =
            metric("forecast_training_samples")
            >= .number(Double(TrafficSettings.Forecast.sampleCountMin))
        return .aggregate(widest, by: series.allLabels, wider.and(isFresh).and(isTrained))
    }
}
