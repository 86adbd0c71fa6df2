extension ForecastTraffic {
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
        let seconds = onset.inSeconds
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
