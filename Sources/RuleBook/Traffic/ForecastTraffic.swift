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

    private var settings: TrafficSettings.Forecast { series.settings.forecast }

    init(_ series: TrafficSeries, _ rules: RuleSettings) {
        self.series = series
        let text = TrafficText(series: series)
        let settings = series.settings.forecast
        let metrics = ForecastMetrics(series)
        let labels = VectorMatching.on(series.allLabels)
        let lower = metrics.bound("forecast_lower", settings.lowerQuantile, .min)
        let upper = metrics.bound("forecast_upper", settings.upperQuantile, .max)
        let factor = PromQL.number(settings.factor)
        let band = "the band of its forecast x \(factor)"
        let guide: AlertText = """
            \(metrics.metric("forecast_expected")) is what was expected at this time of the week.
            """
        below = rules.adjusting(
            AlertingRule(
                "Traffic is below its forecast", series.rate.with(.less, lower, labels),
                wait: .minutes(5), keepFiringFor: .minutes(10),
                summary: "\(text.service) gets \(text.rate), which is below \(band)",
                description: "\(guide) \(text.lowAdvice)"))
        above = rules.adjusting(
            AlertingRule(
                "Traffic is above its forecast", series.rate.with(.greater, upper, labels),
                wait: .minutes(5), keepFiringFor: .minutes(10), severity: AlertingRule.warning,
                summary: "\(text.service) gets \(text.rate), which is above \(band)",
                description: "\(guide) \(text.highAdvice)"))
        let updated = metrics.updated
        let age = PromQL.time - .aggregate(.max, by: series.allLabels, updated)
        stale = rules.adjusting(
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

    /// The cases that prove the three alerts.
    var tests: [AlertTest] {
        let scenario = ForecastScenario(series)
        // The band reaches a fifth of what is expected to either side.
        let reach = 0.2 * scenario.expected * settings.factor
        return [
            bandTest(
                below, scenario, wrong: scenario.hours.rounded(scenario.expected - 1.5 * reach),
                fine: scenario.expected - 0.95 * reach),
            bandTest(
                above, scenario, wrong: scenario.hours.rounded(scenario.expected + 1.5 * reach),
                fine: scenario.expected + 0.95 * reach),
            staleTest(scenario),
        ]
    }

    private func bandTest(
        _ alert: AlertingRule, _ scenario: ForecastScenario, wrong: Double, fine: Double
    ) -> AlertTest {
        let hours = scenario.hours
        let before = TimeSpan.minutes(30)
        let end = before + hours.onset(alert)
        let length = end + hours.recovery(alert) + before
        let trouble = hours.requests([.rate(scenario.expected, before), .rate(wrong, length)])
        let fires = hours.firing(alert, at: end, value: wrong)
        return AlertTest(
            alert,
            fires: hours.test(
                "fires outside of the band", [trouble] + scenario.forecast(length),
                [.silent(alert, at: before), fires]),
            silent: hours.test(
                "is silent at the edge of the wider band",
                [hours.requests([.rate(scenario.expected, before), .rate(fine, length)])]
                    + scenario.forecast(length),
                [.silent(alert, at: before), .silent(alert, at: end)]),
            withoutData: hours.test(
                "says nothing without a forecast", [trouble], [.silent(alert, at: end)]),
            recovers: hours.test(
                "recovers within the band",
                [
                    hours.requests([
                        .rate(scenario.expected, before), .rate(wrong, hours.onset(alert)),
                        .rate(scenario.expected, length),
                    ])
                ] + scenario.forecast(length),
                [fires, .silent(alert, at: end + hours.recovery(alert))]),
            further: [
                hours.test(
                    "is silent when the forecast is stale",
                    [trouble] + scenario.forecast(length, updated: .steady(0, for: length)),
                    [.silent(alert, at: length)]),
                hours.test(
                    "is silent when the forecaster has learnt from too little",
                    [trouble] + scenario.forecast(length, trainingCount: 575),
                    [.silent(alert, at: end)]),
                hours.test(
                    "fires when one of two forecasters is stale",
                    [trouble] + scenario.forecast(length)
                        + scenario.forecast(
                            length, updated: .steady(0, for: length), instance: "b"),
                    [fires]),
            ])
    }

    private func staleTest(_ scenario: ForecastScenario) -> AlertTest {
        let hours = scenario.hours
        let ageMax = series.settings.forecastAgeMax
        let onset = hours.settling(ageMax + stale.wait)
        let length = onset + hours.recovery(stale) + .minutes(30)
        let seconds = Double(onset.milliseconds) / 1_000
        let fires = AlertCheck.firing(
            stale, at: onset, series.settings.forecastLabels, value: seconds)
        return AlertTest(
            stale,
            fires: hours.test(
                "fires when the forecast is no longer updated",
                scenario.forecast(length, updated: .steady(0, for: length)),
                [.silent(stale, at: ageMax), fires]),
            silent: hours.test(
                "is silent while the forecast is updated", scenario.forecast(length),
                [.silent(stale, at: ageMax), .silent(stale, at: onset)]),
            withoutData: hours.test("fires when there is no forecast", [], [fires]),
            recovers: hours.test(
                "recovers when the forecast is updated again",
                scenario.forecast(
                    length,
                    updated: .steady(0, for: onset + hours.sampleInterval).jumping(to: seconds)
                        .rising(by: hours.sampleSeconds, for: length)),
                [fires, .silent(stale, at: onset + hours.recovery(stale))]),
            further: [
                hours.test(
                    "is silent when one of two forecasters is stale",
                    scenario.forecast(length)
                        + scenario.forecast(
                            length, updated: .steady(0, for: length), instance: "b"),
                    [.silent(stale, at: onset)])
            ])
    }
}

/// What the forecaster exposes for an entry.
private struct ForecastMetrics {
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
        let labels = settings.forecastLabels.sorted { $0.key < $1.key }
        return .metric(
            "forecast_updated_timestamp_seconds",
            where: labels.map { LabelMatcher($0.key, .equal, $0.value) })
    }

    /// The age from which on a forecast is stale, in seconds.
    var ageMax: PromQL { .number(Double(settings.forecastAgeMax.milliseconds) / 1_000) }

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

/// Forecasts that tests make up.
private struct ForecastScenario {
    let hours: TrafficScenario
    private let settings: TrafficSettings

    /// What is expected, all the time.
    var expected: Double { hours.usual }

    init(_ series: TrafficSeries) {
        hours = .hours(series)
        settings = series.settings
    }

    /// The metrics of a forecaster, for some time.
    ///
    /// - Parameter updated: When the forecast was updated; nil: all the time.
    func forecast(
        _ length: TimeSpan, updated: Samples? = nil, trainingCount: Int = 576,
        instance: String = "a"
    ) -> [InputSeries] {
        let labels = settings.forecastLabels.merging(["instance": instance]) { $1 }
        func end(_ quantile: Double) -> [String: String] {
            labels.merging(["quantile": PromQL.number(quantile).description]) { $1 }
        }
        let always = Samples.rising(by: hours.sampleSeconds, for: length)
        return [
            InputSeries("forecast_expected", labels, .steady(expected, for: length)),
            InputSeries(
                "forecast_lower", end(settings.forecast.lowerQuantile),
                .steady(0.8 * expected, for: length)),
            InputSeries(
                "forecast_upper", end(settings.forecast.upperQuantile),
                .steady(1.2 * expected, for: length)),
            InputSeries("forecast_updated_timestamp_seconds", labels, updated ?? always),
            InputSeries(
                "forecast_training_samples", labels,
                .steady(Double(trainingCount), for: length)),
        ]
    }
}
