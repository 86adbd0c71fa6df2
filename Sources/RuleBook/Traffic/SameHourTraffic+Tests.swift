extension SameHourTraffic {
    /// The cases that prove both alerts; what is common to both is shown of one.
    var tests: [AlertTest] {
        let scenario = TrafficScenario.weeks(series)
        let usual = scenario.usual
        let low = scenario.rounded(usual * settings.below * 0.6)
        return [
            test(
                below, wrong: low, fine: usual * (1 + settings.below) / 2,
                further: [shortHistory(low)] + badWeek(low)),
            test(
                above, wrong: scenario.rounded(usual * settings.above * 1.5),
                fine: usual * (1 + settings.above) / 2),
        ]
    }

    private func test(
        _ alert: AlertingRule, wrong: Double, fine: Double, further: [UnitTest] = []
    ) -> AlertTest {
        let scenario = TrafficScenario.weeks(series)
        let weeks = PastWeeks(scenario, alert, count: settings.weekCountMin)
        let past = Array(repeating: scenario.usual, count: weeks.count)
        let onset = weeks.start + scenario.onset(alert)
        return AlertTest(
            alert,
            fires: scenario.test(
                "fires when this hour is unlike those before",
                [weeks.requests(past: past, now: wrong)],
                [
                    .silent(alert, at: weeks.start),
                    scenario.firing(alert, at: onset, value: wrong),
                ]),
            silent: scenario.test(
                "is silent when it is a little unlike them",
                [weeks.requests(past: past, now: fine)],
                [.silent(alert, at: weeks.start), .silent(alert, at: onset)]),
            withoutData: scenario.test(
                "says nothing without data", [], [.silent(alert, at: .hours(3))]),
            recovers: scenario.test(
                "recovers when the hour is as before",
                [weeks.requests(past: past, now: wrong)],
                [
                    scenario.firing(alert, at: onset, value: wrong),
                    .silent(alert, at: weeks.troubleEnd + scenario.recovery(alert)),
                ]),
            further: further)
    }

    private func shortHistory(_ wrong: Double) -> UnitTest {
        let scenario = TrafficScenario.weeks(series)
        let weeks = PastWeeks(scenario, below, count: settings.weekCountMin - 1)
        let past = Array(repeating: scenario.usual, count: weeks.count)
        return scenario.test(
            "is silent while too few weeks are known",
            [weeks.requests(past: past, now: wrong)],
            [.silent(below, at: weeks.start + scenario.onset(below))])
    }

    /// The median of three does not follow one.
    private func badWeek(_ wrong: Double) -> [UnitTest] {
        guard settings.weekCount >= 3 else { return [] }
        let scenario = TrafficScenario.weeks(series)
        let weeks = PastWeeks(scenario, below, count: 3)
        return [
            scenario.test(
                "fires although one of the weeks before was as bad",
                [weeks.requests(past: [wrong, scenario.usual, scenario.usual], now: wrong)],
                [
                    scenario.firing(
                        below, at: weeks.start + scenario.onset(below), value: wrong)
                ])
        ]
    }
}

/// The same hours of past weeks, without anything between them, which would only cost time.
private struct PastWeeks {
    let scenario: TrafficScenario
    let count: Int

    /// When the trouble of this week begins, and when it ends.
    let start: TimeSpan
    let troubleEnd: TimeSpan

    private let before: TimeSpan
    private let length: TimeSpan
    private let trouble: TimeSpan

    init(_ scenario: TrafficScenario, _ alert: AlertingRule, count: Int) {
        self.scenario = scenario
        self.count = count
        // Enough for the alerts of the empty time before to end, and for clean samples to come.
        before = .hours(4)
        trouble = scenario.onset(alert)
        length = before + trouble + scenario.recovery(alert) + .hours(3)
        start = count * .weeks(1) + before
        troubleEnd = start + trouble
    }

    /// - Parameters:
    ///   - past: The rates of the weeks before, the oldest first.
    ///   - now: The rate of this week's trouble.
    func requests(past: [Double], now: Double) -> InputSeries {
        let empty = .weeks(1) - length
        return scenario.requests(
            past.flatMap { [.rate($0, length), .missing(empty)] }
                + [
                    .rate(scenario.usual, before), .rate(now, trouble),
                    .rate(scenario.usual, length),
                ])
    }
}
