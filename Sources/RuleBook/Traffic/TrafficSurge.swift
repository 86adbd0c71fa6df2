/// The sixth kind: the rate is far from the mean, in standard deviations, with headroom.
///
/// Of a day, and of a week. Its low side is held at 0, which it reaches wherever nights are quiet:
/// for such a service it says nothing, and the learnt floors do.
struct TrafficSurge {
    let series: TrafficSeries
    let alert: AlertingRule

    let span: TimeSpan
    let countMin: Int
    let isHigh: Bool

    /// The bounds that are watched: above those of a day and of a week, and below that of a day.
    static func all(_ series: TrafficSeries, _ ruleSettings: RuleSettings) -> [TrafficSurge] {
        let day = TimeSpan.days(1)
        let week = TimeSpan.weeks(1)
        return [
            TrafficSurge(
                series, span: day, countMin: TrafficSeries.dayCount, isHigh: true, ruleSettings),
            TrafficSurge(
                series, span: week, countMin: 2 * TrafficSeries.dayCount, isHigh: true, ruleSettings
            ),
            TrafficSurge(
                series, span: day, countMin: TrafficSeries.dayCount, isHigh: false, ruleSettings),
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
        _ series: TrafficSeries, span: TimeSpan, countMin: Int, isHigh: Bool,
        _ ruleSettings: RuleSettings
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
        alert = ruleSettings.adjusting(
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
}
