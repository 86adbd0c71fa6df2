extension TrafficSurge {
    /// The cases that prove it.
    var test: AlertTest {
        let scenario = TrafficScenario.days(series)
        let usual = scenario.usual
        let training = scenario.training(countMin)
        let onset = scenario.onset(alert)
        let recovery = scenario.recovery(alert)
        let wrong = wrongRate(scenario)
        let end = training + onset
        return AlertTest(
            alert,
            fires: scenario.test(
                isHigh ? "fires at far more traffic" : "fires at far less traffic",
                [scenario.requests([.rate(usual, training), .rate(wrong, onset + .hours(1))])],
                [.silent(alert, at: training), scenario.firing(alert, at: end, value: wrong)]),
            silent: scenario.test(
                "is silent within the headroom, and when the counter begins anew",
                [
                    scenario.requests([
                        .rate(usual, training), .restart, .rate(usual, .hours(1)),
                        .rate(fineRate(scenario), onset + .hours(1)),
                    ])
                ],
                [training, training + .hours(1), end + .hours(1)].map { .silent(alert, at: $0) }),
            withoutData: scenario.test(
                "says nothing without data", [], [.silent(alert, at: .hours(3))]),
            recovers: scenario.test(
                "recovers when the traffic is as before",
                [
                    scenario.requests([
                        .rate(usual, training), .rate(wrong, onset),
                        .rate(usual, recovery + .hours(1)),
                    ])
                ],
                [
                    scenario.firing(alert, at: end, value: wrong),
                    .silent(alert, at: end + recovery),
                ]),
            further: [shortHistory(scenario), longTrouble(scenario)]
                + (isHigh ? [] : [quietNights(scenario)]))
    }

    private func wrongRate(_ scenario: TrafficScenario) -> Double {
        let factor = series.settings.surge.factor
        return scenario.rounded(
            scenario.usual * (isHigh ? factor * 1.5 : 0.6 / factor))
    }

    private func fineRate(_ scenario: TrafficScenario) -> Double {
        let factor = series.settings.surge.factor
        return scenario.usual * (1 + (isHigh ? factor : 1 / factor)) / 2
    }

    private func shortHistory(_ scenario: TrafficScenario) -> UnitTest {
        let onset = scenario.onset(alert)
        return scenario.test(
            "is silent while there is too little history",
            [
                scenario.requests([
                    .rate(scenario.usual, .hours(20)),
                    .rate(wrongRate(scenario), onset + .hours(1)),
                ])
            ],
            [.silent(alert, at: .hours(20) + onset)])
    }

    private func longTrouble(_ scenario: TrafficScenario) -> UnitTest {
        let training = scenario.training(countMin)
        let onset = scenario.onset(alert)
        let wrong = wrongRate(scenario)
        return scenario.test(
            "fires for as long as it lasts, and does not move its own bound",
            [
                scenario.requests(
                    [.rate(scenario.usual, training), .rate(wrong, onset + .hours(5))])
            ],
            [0, 2, 5].map {
                scenario.firing(alert, at: training + onset + $0 * .hours(1), value: wrong)
            })
    }

    /// Where traffic swings by itself, mean - 3 standard deviations is below 0.
    private func quietNights(_ scenario: TrafficScenario) -> UnitTest {
        let usual = scenario.usual
        let hours = scenario.training(countMin).milliseconds / TimeSpan.hours(1).milliseconds
        let swings = (0...hours).map {
            TrafficScenario.Part.rate(($0 % 2 == 0 ? 0.6 : 1.4) * usual, .hours(1))
        }
        let start = (hours + 1) * .hours(1)
        let onset = scenario.onset(alert)
        return scenario.test(
            "is silent about a service that swings by itself",
            [scenario.requests(swings + [.rate(usual / 100, onset + .hours(1))])],
            [.silent(alert, at: start), .silent(alert, at: start + onset)])
    }
}
