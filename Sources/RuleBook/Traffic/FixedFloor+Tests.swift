extension FixedFloor {
    /// The cases that prove it.
    var test: AlertTest {
        let scenario = TrafficScenario.hours(series)
        let before = TimeSpan.minutes(30)
        let onset = scenario.onset(alert)
        let recovery = scenario.recovery(alert)
        let low = scenario.rounded(floor / 2)
        let end = before + onset
        return AlertTest(
            alert,
            fires: scenario.test(
                "fires at half of the floor",
                [scenario.requests([.rate(2 * floor, before), .rate(low, onset + before)])],
                [.silent(alert, at: before), scenario.firing(alert, at: end, value: low)]),
            silent: scenario.test(
                "is silent a quarter above the floor, also when the counter begins anew",
                [
                    scenario.requests(
                        [.rate(1.25 * floor, .hours(1)), .restart, .rate(1.25 * floor, .hours(1))])
                ],
                [.minutes(30), .minutes(60), .minutes(65), .minutes(120)].map {
                    .silent(alert, at: $0)
                }),
            withoutData: scenario.test(
                "says nothing without data", [], [.silent(alert, at: .hours(1))]),
            recovers: scenario.test(
                "recovers above the floor",
                [
                    scenario.requests(
                        [
                            .rate(2 * floor, before), .rate(low, onset),
                            .rate(2 * floor, recovery + before),
                        ])
                ],
                [
                    scenario.firing(alert, at: end, value: low),
                    .silent(alert, at: end + recovery),
                ]),
            further: [
                scenario.test(
                    "is silent when one of two pods is gone and the other takes over",
                    [
                        scenario.requests([.rate(0.75 * floor, before)]),
                        scenario.requests(
                            [.rate(0.75 * floor, before), .rate(1.5 * floor, end + before)],
                            pod: "b"),
                    ],
                    [before + .minutes(2), before + .minutes(5), end, end + before].map {
                        .silent(alert, at: $0)
                    })
            ])
    }
}
