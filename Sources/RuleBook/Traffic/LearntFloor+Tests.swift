extension LearntFloor {
    /// The cases that prove it.
    var test: AlertTest {
        let scenario = TrafficScenario.days(series)
        let usual = scenario.usual
        let training = scenario.training(Self.sampleCountMin)
        let onset = scenario.onset(alert)
        let recovery = scenario.recovery(alert)
        let low = scenario.rounded(usual * factor * 0.6)
        let onsetTime = training + onset
        let trouble = scenario.requests(
            scenario.history(training) + [.rate(low, onset + .hours(1))])
        return AlertTest(
            alert,
            fires: scenario.test(
                "fires when most of the traffic is gone", [trouble],
                [.silent(alert, at: training), scenario.firing(alert, at: onsetTime, value: low)]),
            silent: scenario.test(
                "is silent a little below what is usual, and when the counter begins anew",
                [
                    scenario.requests([
                        .rate(usual, .days(1)), .restart, .rate(usual, training),
                        .rate(usual * (1 + factor) / 2, onset + .hours(1)),
                    ])
                ],
                [.days(1) + onset, .days(1) + training, .days(1) + onsetTime].map {
                    .silent(alert, at: $0)
                }),
            withoutData: scenario.test(
                "says nothing without data", [], [.silent(alert, at: .hours(3))]),
            recovers: scenario.test(
                "recovers when the traffic is back",
                [
                    scenario.requests(
                        scenario.history(training) + [
                            .rate(low, onset), .rate(usual, recovery + .hours(1)),
                        ])
                ],
                [
                    scenario.firing(alert, at: onsetTime, value: low),
                    .silent(alert, at: onsetTime + recovery),
                ]),
            further: [shortHistory(scenario, low), longTrouble(scenario)]
                + outlasts.map { afterOutage(scenario, low, lasting: $0) }
                + neighbourTests(scenario, low))
    }

    private func shortHistory(_ scenario: TrafficScenario, _ low: Double) -> UnitTest {
        let onset = scenario.onset(alert)
        return scenario.test(
            "is silent while there is too little history",
            [scenario.requests([.rate(scenario.usual, .days(1)), .rate(low, onset + .hours(1))])],
            [.silent(alert, at: .days(1) + onset)])
    }

    /// What is low long enough is learnt by a floor that looks an hour back.
    private func longTrouble(_ scenario: TrafficScenario) -> UnitTest {
        let training = scenario.training(Self.sampleCountMin)
        let onset = scenario.onset(alert)
        let low = scenario.rounded(scenario.usual * factor * 0.85)
        return scenario.test(
            "fires for as long as the trouble lasts",
            [
                scenario.requests(
                    scenario.history(training) + [.rate(low, onset + .hours(5))])
            ],
            [0, 1, 2, 5].map {
                scenario.firing(alert, at: training + onset + $0 * .hours(1), value: low)
            })
    }

    /// Neither an outage, nor a dip so short that its alert is only pending, nor a gap in the scrapes
    /// may lower the floor of the days behind it.
    private func afterOutage(
        _ scenario: TrafficScenario, _ low: Double, lasting outage: TimeSpan
    ) -> UnitTest {
        let usual = scenario.usual
        let training = scenario.training(Self.sampleCountMin)
        let dip = TimeSpan.minutes(4)
        let gap = TimeSpan.minutes(10)
        let end = training + outage + .days(1) + gap + .days(1) + gap + .days(1)
        return scenario.test(
            "fires after an outage of \(outage), a dip and a gap within the week",
            [
                scenario.requests(
                    scenario.history(training) + [
                        .rate(0, outage), .rate(usual, .days(1)),
                        .rate(0.3 * low, dip), .rate(usual, gap - dip + .days(1)),
                        .missing(gap), .rate(usual, .days(1)),
                        .rate(low, scenario.onset(alert) + .hours(1)),
                    ])
            ],
            [
                .silent(alert, at: end),
                scenario.firing(alert, at: end + scenario.onset(alert), value: low),
            ])
    }

    /// Among all services, one that is down keeps the others from learning nothing.
    private func neighbourTests(_ scenario: TrafficScenario, _ low: Double) -> [UnitTest] {
        guard !series.settings.isOneSeries else { return [] }
        let training = scenario.training(Self.sampleCountMin)
        let onset = scenario.onset(alert)
        return [
            scenario.test(
                "fires while another service is down",
                [
                    scenario.requests(
                        scenario.history(training) + [.rate(low, onset + .hours(1))]),
                    scenario.requests(
                        scenario.history(.hours(2)) + [.rate(0, training + onset)],
                        service: "b", pod: "b"),
                ],
                [scenario.firing(alert, at: training + onset, value: low)])
        ]
    }
}
