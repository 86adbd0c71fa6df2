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
    let factor: Double

    /// Outages within the week that its tests have it outlast.
    let outlasts: [TimeSpan]

    /// Below a share of the lowest of a week.
    static func minimum(_ series: TrafficSeries, _ ruleSettings: RuleSettings) -> LearntFloor {
        LearntFloor(
            series, operation: "min1w",
            threshold: series.overClean(.minimumOverTime, .weeks(1)),
            factor: series.settings.minimum.factor,
            alertName: "Traffic is below the lowest of a week", words: "the lowest of a week",
            outlasts: [.hours(3)], ruleSettings)
    }

    /// Below a share of a low quantile of a week.
    static func quantile(_ series: TrafficSeries, _ ruleSettings: RuleSettings) -> LearntFloor {
        let quantile = PromQL.number(series.settings.quantile.quantile)
        return LearntFloor(
            series, operation: "quantile1w",
            threshold: series.overClean(.quantileOverTime, .weeks(1), parameter: quantile),
            factor: series.settings.quantile.factor,
            alertName: "Traffic is below the quantile of a week",
            words: "the quantile \(quantile) of a week",
            // Zeros of 17 hours a week would be the quantile 0.1.
            outlasts: [.hours(3), .hours(20)], ruleSettings)
    }

    private init(
        _ series: TrafficSeries, operation: String, threshold: PromQL, factor: Double,
        alertName: String, words: String, outlasts: [TimeSpan], _ ruleSettings: RuleSettings
    ) {
        self.series = series
        self.factor = factor
        self.outlasts = outlasts
        record = series.learningRule(operation, threshold, countMin: Self.sampleCountMin)
        let learnt = series.recorded(series.learnt(operation))
        let text = TrafficText(series: series)
        let share = PromQL.number(factor)
        alert = ruleSettings.adjusting(
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
}
