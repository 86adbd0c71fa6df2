/// The sixth kind: the rate is far from the mean, in standard deviations, with headroom.
///
/// Of a day, and of a week. Its low side is held at 0, which it reaches wherever nights are quiet:
/// for such a service it says nothing, and the learnt floors do.
struct TrafficSurge {
    let series: TrafficSeries
    let alert: AlertingRule

    private let span: TimeSpan
    private let countMin: Int
    private let isHigh: Bool

    /// The bounds that are watched: above those of a day and of a week, and below that of a day.
    static func all(_ series: TrafficSeries, _ rules: RuleSettings) -> [TrafficSurge] {
        let day = TimeSpan.days(1)
        let week = TimeSpan.weeks(1)
        return [
            TrafficSurge(series, span: day, countMin: TrafficSeries.dayCount, isHigh: true, rules),
            TrafficSurge(
                series, span: week, countMin: 2 * TrafficSeries.dayCount, isHigh: true, rules),
            TrafficSurge(series, span: day, countMin: TrafficSeries.dayCount, isHigh: false, rules),
        ]
    }

    /// The rules that record mean and standard deviation, each once.
    static func records(_ surges: [TrafficSurge]) -> [RecordingRule] {
        surges.filter(\.isHigh).flatMap { surge in
            let functions: [(String, Function)] = [
                ("mean", .averageOverTime), ("stddev", .standardDeviationOverTime),
            ]
            return functions.map { operation, function in
                surge.series.learningRule(
                    "\(operation)\(surge.span)", surge.series.overClean(function, surge.span),
                    countMin: surge.countMin)
            }
        }
    }

    private init(
        _ series: TrafficSeries, span: TimeSpan, countMin: Int, isHigh: Bool, _ rules: RuleSettings
    ) {
        self.series = series
        self.span = span
        self.countMin = countMin
        self.isHigh = isHigh
        let settings = series.settings.surge
        let mean = series.recorded(series.learnt("mean\(span)"))
        let spread =
            .number(settings.deviations) * series.recorded(series.learnt("stddev\(span)"))
        let factor = PromQL.number(settings.factor)
        let text = TrafficText(series: series)
        let time = span == .days(1) ? "a day" : "a week"
        alert = rules.adjusting(
            isHigh
                ? AlertingRule(
                    "Traffic is far above that of \(time)", series.rate > factor * (mean + spread),
                    wait: .minutes(5), keepFiringFor: .minutes(10), severity: AlertingRule.warning,
                    summary: """
                        \(text.service) gets \(text.rate), more than \(factor) x (mean + \
                        \(PromQL.number(settings.deviations)) standard deviations) of \(time)
                        """,
                    description: """
                        \(text.service) has far more traffic than at any usual time of \(time); \
                        \(mean) is the mean. \(text.highAdvice)
                        """)
                : AlertingRule(
                    "Traffic is far below that of \(time)",
                    series.rate < .call(.clampMinimum, [mean - spread, 0]) / factor,
                    wait: .minutes(5), keepFiringFor: .minutes(10), severity: AlertingRule.warning,
                    summary: """
                        \(text.service) gets \(text.rate), less than (mean - \
                        \(PromQL.number(settings.deviations)) standard deviations) of \(time) / \
                        \(factor)
                        """,
                    description: """
                        \(text.service) has far less traffic than at any usual time of \(time); \
                        \(mean) is the mean. \(text.lowAdvice)
                        """,
                    comment: "Never of a service whose nights are quiet: there the bound is 0."))
    }

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
        let hours = Int(scenario.training(countMin).milliseconds / TimeSpan.hours(1).milliseconds)
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
