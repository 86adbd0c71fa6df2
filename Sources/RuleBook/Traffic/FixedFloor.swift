/// The third kind: the rate is below a fixed number.
///
/// It needs no history, and knows no night from day: the number is that of the quietest hour.
struct FixedFloor {
    let series: TrafficSeries
    let floor: Double
    let alert: AlertingRule

    init(_ series: TrafficSeries, floor: Double, _ ruleSettings: RuleSettings) {
        self.series = series
        self.floor = floor
        let text = TrafficText(series: series)
        alert = ruleSettings.adjusting(
            AlertingRule(
                "Traffic is below its floor", series.rate < .number(floor),
                wait: .minutes(5), keepFiringFor: .minutes(10),
                summary:
                    "\(text.service) gets \(text.rate), less than its floor of \("\(PromQL.number(floor))")",
                description: """
                    \(text.service) has less traffic than in its quietest hour. \(text.lowAdvice)
                    """))
    }
}
