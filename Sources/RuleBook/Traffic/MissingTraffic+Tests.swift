extension MissingTraffic {
    /// The cases that prove it.
    var test: AlertTest {
        let scenario = TrafficScenario.hours(series)
        let usual = scenario.usual
        let before = TimeSpan.minutes(30)
        let onset = scenario.onset(alert)
        let recovery = scenario.recovery(alert)
        let value = series.settings.isOneSeries ? 1 : usual
        // Its own pod, so that nothing of another service is taken for it.
        let neighbour = scenario.requests(
            [.rate(usual, .hours(2) + onset)], service: "b", pod: "b")
        let others = series.settings.isOneSeries ? [] : [neighbour]
        let end = before + onset
        return AlertTest(
            alert,
            fires: scenario.test(
                "fires when the series is gone",
                [scenario.requests([.rate(usual, before)])] + others,
                [.silent(alert, at: before), scenario.firing(alert, at: end, value: value)]),
            silent: scenario.test(
                "is silent while the series is there, even at 0",
                [scenario.requests([.rate(usual, before), .rate(0, onset + before)])] + others,
                [.silent(alert, at: before), .silent(alert, at: end + before)]),
            withoutData: withoutData(scenario),
            recovers: scenario.test(
                "recovers when the series is back",
                [
                    scenario.requests(
                        [.rate(usual, before), .missing(onset), .rate(usual, recovery + before)])
                ] + others,
                [
                    scenario.firing(alert, at: end, value: value),
                    .silent(alert, at: end + recovery),
                ]),
            further: [
                scenario.test(
                    "is silent when one of two pods is gone, and when one begins anew",
                    [
                        scenario.requests([.rate(usual, before)]),
                        scenario.requests(
                            [.rate(usual, .hours(1)), .restart, .rate(usual, onset + before)],
                            pod: "b"),
                    ],
                    [before + onset, .hours(1) + .minutes(5), .hours(1) + onset].map {
                        .silent(alert, at: $0)
                    })
            ])
    }

    private func withoutData(_ scenario: TrafficScenario) -> UnitTest {
        series.settings.isOneSeries
            ? scenario.test(
                "fires when there never was a series", [],
                [scenario.firing(alert, at: scenario.onset(alert), value: 1)])
            : scenario.test(
                "says nothing when there never was a series", [], [.silent(alert, at: .hours(1))])
    }
}
