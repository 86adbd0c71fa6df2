/// The rule on Sonde's own service, seen from the inside: what it answers, not what users get.
struct ServiceErrorRules {
    static let name = "Errors rate exceeds 10%"

    let window: TimeSpan
    let requests: RecordingRule
    let errors: RecordingRule
    let ratio: RecordingRule
    let alert: AlertingRule

    init(_ settings: RuleSettings) {
        let labels = ["job", "instance", "url"]
        let window = max(.minutes(1), RuleGuards.samplesPerWindow * settings.scrapeInterval)
        self.window = window
        let count = PromQL.metric("http_request_duration_count")
        let failed = PromQL.metric(
            "http_request_duration_count", where: [LabelMatcher("code", .matches, "5..")])
        requests = RecordingRule(
            "url:http_requests:increase\(window)", .sum(by: labels, .increase(count, window)))
        errors = RecordingRule(
            "url:http_server_errors:increase\(window)",
            PromQL.sum(by: labels, .increase(failed, window)).or(0 * requests.series))
        ratio = RecordingRule(
            "url:http_server_errors:ratio\(window)", errors.series / (requests.series > 0))
        alert = settings.adjusting(
            AlertingRule(
                Self.name,
                (ratio.series > .number(ProbeErrorRules.ratioMax))
                    .and(errors.series > RuleGuards.failureIncrease),
                wait: .seconds(30),
                summary: """
                    \(.value(.percentage)) of the answers of \(.label("url")) on \
                    \(.label("instance")) were 5xx within \(window.asWindow)
                    """,
                description: """
                    The service fails at its own job; the client did nothing wrong. Look first at \
                    which code it is, sum by (code) \
                    (increase(http_request_duration_count{url="\(.label("url"))", code=~"5.."}[5m])), \
                    then at the log of \(.label("instance")), and at sonde_fault in case somebody set \
                    one.
                    """,
                comment: """
                    The third error is asked for as above: one of the two requests of a quiet minute \
                    is 50 %. A service with fewer than three requests in the window is left to the \
                    probe.
                    """))
    }

    var group: RuleGroup {
        RuleGroup(
            "reservations",
            rules: [
                .recording(requests), .recording(errors), .recording(ratio), .alerting(alert),
            ])
    }
}
