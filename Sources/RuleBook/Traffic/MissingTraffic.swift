/// The second kind: the series is not there.
///
/// No pods, pods out of memory, lost nodes, a broken deployment and a scrape that fails look the same
/// from here. Of a service that is named it is known what is missing; of others, that they were there
/// within a day.
struct MissingTraffic {
    let series: TrafficSeries
    let alert: AlertingRule

    init(_ series: TrafficSeries, _ ruleSettings: RuleSettings) {
        self.series = series
        let text = TrafficText(series: series)
        let advice: AlertText = """
            No pods, pods out of memory, lost nodes, a broken deployment and a failing scrape look the \
            same from here. Look first at the pods of \(text.service) and at what was deployed last, \
            then at the page /targets of Prometheus.
            """
        let wait = max(.minutes(5), 2 * ruleSettings.scrapeInterval)
        alert = ruleSettings.adjusting(
            series.settings.isOneSeries
                ? AlertingRule(
                    Self.name, .absent(series.namedRate), wait: wait, keepFiringFor: .minutes(10),
                    summary:
                        "\(text.service) has no series of traffic (absent is \(.value(.number)))",
                    description: advice)
                : AlertingRule(
                    Self.name,
                    PromQL.call(.maximumOverTime, [series.rate.over(.days(1))])
                        .unless(series.rate),
                    wait: wait, keepFiringFor: .minutes(10),
                    summary: """
                        \(text.service) has no series of traffic any more, and had up to \(text.rate) \
                        within a day
                        """,
                    description: "\(advice) If it was removed on purpose, this ends after a day.",
                    comment: "What was there within a day and is gone."))
    }

    private static let name = "Traffic is missing"
}
