extension ZeroTraffic {
    /// The cases that prove it.
    var test: AlertTest {
        let scenario = TrafficScenario.hours(series)
        let usual = scenario.usual
        let before = TimeSpan.minutes(30)
        let onset = scenario.onset(alert)
        let recovery = scenario.recovery(alert)
        let trouble = scenario.requests([.rate(usual, before), .rate(0, onset + before)])
        return AlertTest(
            alert,
            fires: scenario.test(
                "fires when nobody calls", [trouble],
                [
                    .silent(alert, at: before),
                    scenario.firing(alert, at: before + onset, value: 0),
                ]),
            silent: scenario.test(
                "is silent while somebody calls",
                [scenario.requests([.rate(usual, .hours(2))])],
                [.silent(alert, at: before), .silent(alert, at: .hours(2))]),
            withoutData: scenario.test(
                "says nothing without data", [], [.silent(alert, at: .hours(1))]),
            recovers: scenario.test(
                "recovers when calls come again",
                [
                    scenario.requests(
                        [.rate(usual, before), .rate(0, onset), .rate(usual, recovery + before)])
                ],
                [
                    scenario.firing(alert, at: before + onset, value: 0),
                    .silent(alert, at: before + onset + recovery),
                ]),
            further: [beginnings(scenario)] + proberTests(scenario) + idleTests(scenario))
    }

    private func beginnings(_ scenario: TrafficScenario) -> UnitTest {
        let usual = scenario.usual
        let quiet = TimeSpan.minutes(30)
        return scenario.test(
            "is silent when the counter appears, and when it begins anew",
            [
                scenario.requests(
                    [.missing(quiet), .rate(usual, .hours(1)), .restart, .rate(usual, .hours(1))])
            ],
            [quiet + .minutes(10), .minutes(90), .minutes(95), .minutes(100), .minutes(120)]
                .map { .silent(alert, at: $0) })
    }

    /// A prober calls on, and must not hide that nobody else does.
    private func proberTests(_ scenario: TrafficScenario) -> [UnitTest] {
        let before = TimeSpan.minutes(30)
        let onset = scenario.onset(alert)
        guard let prober = scenario.proberRequests([.rate(1, before + onset + before)]) else {
            return []
        }
        return [
            scenario.test(
                "fires when only a prober calls",
                [
                    scenario.requests([.rate(scenario.usual, before), .rate(0, onset + before)]),
                    prober,
                ],
                [scenario.firing(alert, at: before + onset, value: 0)])
        ]
    }

    /// Among all services there are some that nobody ever calls.
    private func idleTests(_ scenario: TrafficScenario) -> [UnitTest] {
        guard !series.settings.isOneSeries else { return [] }
        return [
            scenario.test(
                "is silent about a service that never had traffic",
                [scenario.requests([.rate(0, .hours(2))])], [.silent(alert, at: .hours(2))])
        ]
    }
}
