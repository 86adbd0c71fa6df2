/// The first kind: the rate is 0.
///
/// It sees a route that is gone, a name that no longer resolves, callers that have stopped, as long
/// as the pods are there to say 0; `MissingTraffic` is for when they are not.
struct ZeroTraffic {
    let series: TrafficSeries
    let alert: AlertingRule

    init(_ series: TrafficSeries, _ ruleSettings: RuleSettings) {
        self.series = series
        let text = TrafficText(series: series)
        let isZero = series.rate.equal(to: 0)
        alert = ruleSettings.adjusting(
            AlertingRule(
                "Traffic is zero",
                series.settings.isOneSeries
                    ? isZero
                    : isZero.and(.call(.maximumOverTime, [series.rate.over(.days(1))]) > 0),
                wait: .minutes(5), keepFiringFor: .minutes(10),
                summary: "\(text.service) gets \(text.rate)",
                description: """
                    Nobody calls \(text.service), or no call arrives, and its pods are up to say so. \
                    No errors and no latency can be seen while this lasts. \(text.lowAdvice)
                    """,
                comment: series.settings.isOneSeries
                    ? nil : "Of services that had traffic within a day: others are idle by nature.")
        )
    }
}
