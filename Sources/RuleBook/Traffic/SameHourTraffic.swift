/// The seventh kind: the rate is far from the median of the same hour in past weeks.
///
/// It knows Monday morning from Sunday night, and one bad week is outvoted. Prometheus has to keep
/// what it looks at: three weeks need 22 days of retention, and its own standard is 15.
struct SameHourTraffic {
    let series: TrafficSeries
    let below: AlertingRule
    let above: AlertingRule

    var settings: TrafficSettings.Median { series.settings.median }

    init(_ series: TrafficSeries, _ ruleSettings: RuleSettings) {
        self.series = series
        let settings = series.settings.median
        let text = TrafficText(series: series)
        let median = series.recorded(Self.medianOperation(series))
        let low = PromQL.number(settings.below)
        let high = PromQL.number(settings.above)
        let weeks = settings.weekCount == 1 ? "last week" : "\(settings.weekCount) weeks"
        let hour = "the same hour of \(weeks)"
        let caution = "A holiday, now or in those weeks, looks like this."
        below = ruleSettings.adjusting(
            AlertingRule(
                "Traffic is below the same hour of past weeks", series.rate < low * median,
                wait: .minutes(10), keepFiringFor: .minutes(10), severity: AlertingRule.warning,
                summary: "\(text.service) gets \(text.rate), less than \(low) x \(hour)",
                description: """
                    \(text.service) has far less traffic than at this hour of this weekday; \(median) \
                    is the median of \(hour). \(caution) \(text.lowAdvice)
                    """))
        above = ruleSettings.adjusting(
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
        let offset = week * .weeks(1) - (TrafficSeries.delay + hour / 2)
        return .call(.averageOverTime, [series.clean.over(hour).offset(offset)])
    }

    private func aggregate(
        _ operation: Aggregation.Operator, parameter: PromQL? = nil, _ hours: PromQL
    ) -> PromQL {
        .aggregation(
            Aggregation(operation, .without([Self.weekLabel]), parameter: parameter, hours))
    }
}
