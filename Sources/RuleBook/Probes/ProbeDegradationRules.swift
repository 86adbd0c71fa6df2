/// The rules on answers that are right, and not as they should be: `warn:` of the configuration.
struct ProbeDegradationRules {
    /// The share of requests above which it is an alert.
    static let ratioMax = 0.10

    let window: ProbeWindow
    let slow: AlertingRule
    let degraded: AlertingRule

    init(_ window: ProbeWindow, _ settings: RuleSettings) {
        self.window = window
        slow = settings.adjusting(
            AlertingRule(
                "Synthetic probe is slow",
                Self.expression(window, LabelMatcher("reason", .equal, "latency")),
                wait: window.wait(.minutes(1)), severity: AlertingRule.warning,
                summary: """
                    \(.value(.percentage)) of the requests of probe \(.label("probe")) took longer \
                    than they should within \(window.length.asWindow)
                    """,
                description: """
                    The answers are right, and later than what "warn: latency" of \
                    \(.label("probe")) allows. Look first at which phase grew: sum by (phase) \
                    (rate(synthetic_phase_duration_seconds_sum{probe="\(.label("probe"))"}\
                    [\(window.length)])); "wait" is the service itself, the others are the network, \
                    the name servers and TLS.
                    """,
                comment: """
                    The probe itself compares each request with its objective, "warn: latency", so no \
                    bound of a histogram has to lie there. What "expect: latency" does not allow is a \
                    failure.
                    """))
        degraded = settings.adjusting(
            AlertingRule(
                "Synthetic probe is degraded",
                Self.expression(window, LabelMatcher("reason", .unequal, "latency")),
                wait: window.wait(.minutes(1)), severity: AlertingRule.warning,
                summary: """
                    \(.value(.percentage)) of the requests of probe \(.label("probe")) were answered \
                    not quite as they should within \(window.length.asWindow)
                    """,
                description: """
                    The answers are good enough for "expect" of \(.label("probe")), and not for its \
                    "warn". Look first at which test it is: sum by (step, reason) \
                    (increase(synthetic_degraded_total{probe="\(.label("probe"))"}\
                    [\(window.length)])) > 0, then at what "sonde probe \(.label("probe"))" shows of a run.
                    """))
    }

    /// The share of a probe's requests that were marked for such a reason.
    private static func expression(_ window: ProbeWindow, _ reason: LabelMatcher) -> PromQL {
        let labels = ProbeLabels.probe
        let marked = PromQL.sum(
            by: labels,
            .increase(.metric("synthetic_degraded_total", where: [reason]), window.length))
        let requests = PromQL.sum(
            by: labels, .increase(.metric("synthetic_request_duration_count"), window.length))
        return (window.own(marked) / (requests > 0) > .number(ratioMax))
            .and(marked > RuleGuards.failureIncrease)
            .heldBackInMaintenance(window.length)
    }

    var group: RuleGroup {
        RuleGroup(
            "synthetic-degraded-\(window.length)", interval: window.evaluationInterval,
            rules: [.alerting(slow), .alerting(degraded)],
            comment: "What nobody has to be woken for: right answers that could be better.")
    }
}
