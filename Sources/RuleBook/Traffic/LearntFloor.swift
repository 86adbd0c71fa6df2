/// The fourth and the fifth kind: the rate is below a floor learnt from a week.
///
/// The minimum is the surer of the two: what was seen within a week is no alarm. The quantile is
/// nearer to what is usual, does not hang on one quiet moment, and so notices smaller losses.
struct LearntFloor {
    let series: TrafficSeries
    /// The rule that records what was learnt.
    let record: RecordingRule
    let alert: AlertingRule

    /// The share of what was learnt below which traffic is low.
    private let factor: Double
    private let outlasts: [TimeSpan]

    /// Below a share of the lowest of a week.
    static func minimum(_ series: TrafficSeries, _ rules: RuleSettings) -> LearntFloor {
        LearntFloor(
            series, operation: "min1w",
            threshold: series.overClean(.minimumOverTime, .weeks(1)),
            factor: series.settings.minimum.factor,
            alertName: "Traffic is below the lowest of a week", words: "the lowest of a week",
            outlasts: [.hours(3)], rules)
    }

    /// Below a share of a low quantile of a week.
    static func quantile(_ series: TrafficSeries, _ rules: RuleSettings) -> LearntFloor {
        let quantile = PromQL.number(series.settings.quantile.quantile)
        return LearntFloor(
            series, operation: "quantile1w",
            threshold: series.overClean(.quantileOverTime, .weeks(1), parameter: quantile),
            factor: series.settings.quantile.factor,
            alertName: "Traffic is below the quantile of a week",
            words: "the quantile \(quantile) of a week",
            // Zeros of 17 hours a week would be the quantile 0.1.
            outlasts: [.hours(3), .hours(20)], rules)
    }

    private init(
        _ series: TrafficSeries, operation: String, threshold: PromQL, factor: Double,
        alertName: String, words: String, outlasts: [TimeSpan], _ rules: RuleSettings
    ) {
        self.series = series
        self.factor = factor
        self.outlasts = outlasts
        record = series.learningRule(operation, threshold, countMin: Self.sampleCountMin)
        let learnt = series.recorded(series.learnt(operation))
        let text = TrafficText(series: series)
        let share = PromQL.number(factor)
        alert = rules.adjusting(
            AlertingRule(
                alertName, series.rate < share * learnt,
                wait: .minutes(5), keepFiringFor: .minutes(10), severity: AlertingRule.warning,
                summary: "\(text.service) gets \(text.rate), less than \(share) x \(words)",
                description: """
                    \(text.service) has less traffic than in the quietest times of a week; \(learnt) \
                    is what they were. \(text.lowAdvice) If it stays so for good, the floor follows \
                    when the week before is over.
                    """))
    }

    /// Two days: both ends of a day were seen, and not only on one.
    static let sampleCountMin = 2 * TrafficSeries.dayCount

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
