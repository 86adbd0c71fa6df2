/// The seventh kind: the rate is far from the median of the same hour in past weeks.
///
/// It knows Monday morning from Sunday night, and one bad week is outvoted. Prometheus has to keep
/// what it looks at: three weeks need 22 days of retention, and its own standard is 15.
struct SameHourTraffic {
    let series: TrafficSeries
    let below: AlertingRule
    let above: AlertingRule

    private var settings: TrafficSettings.Median { series.settings.median }

    init(_ series: TrafficSeries, _ rules: RuleSettings) {
        self.series = series
        let settings = series.settings.median
        let text = TrafficText(series: series)
        let median = series.recorded(Self.medianOperation(series))
        let low = PromQL.number(settings.below)
        let high = PromQL.number(settings.above)
        let weeks = settings.weekCount == 1 ? "last week" : "\(settings.weekCount) weeks"
        let hour = "the same hour of \(weeks)"
        let caution =
            "Look first at the calendar: a holiday, now or in those weeks, looks like this."
        below = rules.adjusting(
            AlertingRule(
                "Traffic is below the same hour of past weeks", series.rate < low * median,
                wait: .minutes(10), keepFiringFor: .minutes(10), severity: AlertingRule.warning,
                summary: "\(text.service) gets \(text.rate), less than \(low) x \(hour)",
                description: """
                    \(text.service) has far less traffic than at this hour of this weekday; \(median) \
                    is the median of \(hour). \(caution) \(text.lowAdvice)
                    """))
        above = rules.adjusting(
            AlertingRule(
                "Traffic is above the same hour of past weeks", series.rate > high * median,
                wait: .minutes(10), keepFiringFor: .minutes(10), severity: AlertingRule.warning,
                summary: "\(text.service) gets \(text.rate), more than \(high) x \(hour)",
                description: """
                    \(text.service) has far more traffic than at this hour of this weekday; \(median) \
                    is the median of \(hour). \(caution) \(text.highAdvice)
                    """))
    }

    // MARK: What is recorded

    /// The label that tells the weeks apart.
    static let weekLabel = "weeks_ago"

    private static func hourOperation(_ series: TrafficSeries) -> String {
        series.learnt("mean1h")
    }

    private static func medianOperation(_ series: TrafficSeries) -> String {
        "median\(series.settings.median.weekCount)w_" + hourOperation(series)
    }

    /// The mean of the hour around this time in each week, and their median.
    var records: [RecordingRule] {
        let weeks = (1...settings.weekCount).map { week in
            series.rule(
                Self.hourOperation(series), meanHour(weeksAgo: week),
                labels: [Self.weekLabel: "\(week)"],
                comment: week == 1
                    ? """
                    The hour around this time in past weeks. Samples are clean after \
                    \(TrafficSeries.delay), so the window ends that much later. Prometheus must keep \
                    \(7 * settings.weekCount + 1) days.
                    """ : nil)
        }
        let hours = series.recorded(Self.hourOperation(series))
        let median = aggregate(.quantile, parameter: 0.5, hours)
            .and(aggregate(.count, hours) >= .number(Double(settings.weekCountMin)))
        return weeks + [series.rule(Self.medianOperation(series), median)]
    }

    private func meanHour(weeksAgo week: Int) -> PromQL {
        let hour = TimeSpan.hours(1)
        let early = TrafficSeries.delay.milliseconds + hour.milliseconds / 2
        let offset = TimeSpan(milliseconds: (week * .weeks(1)).milliseconds - early)
        return .call(.averageOverTime, [series.clean.over(hour).offset(offset)])
    }

    private func aggregate(
        _ operation: Aggregation.Operator, parameter: PromQL? = nil, _ hours: PromQL
    ) -> PromQL {
        .aggregation(
            Aggregation(operation, .without([Self.weekLabel]), parameter: parameter, hours))
    }

    // MARK: Tests

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
        let empty = TimeSpan(milliseconds: TimeSpan.weeks(1).milliseconds - length.milliseconds)
        return scenario.requests(
            past.flatMap { [.rate($0, length), .missing(empty)] }
                + [
                    .rate(scenario.usual, before), .rate(now, trouble),
                    .rate(scenario.usual, length),
                ])
    }
}
