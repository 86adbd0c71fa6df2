/// The rule on the share of a probe's requests that fail.
///
/// Divisions are guarded: what is divided by is above 0. A series of failures that is missing counts
/// as 0, one of requests as missing; `SilenceRules` is for the latter.
struct ProbeErrorRules {
    static let name = "Synthetic errors rate exceeds 10%"

    /// The share above which a probe's errors are an alert.
    static let ratioMax = 0.10

    /// Failures in a row from which on it is an alert.
    static let consecutiveCountMin = PromQL.number(Double(RuleGuards.failureCount))

    let window: ProbeWindow
    let requests: RecordingRule
    let failures: RecordingRule
    let ratio: RecordingRule
    let alert: AlertingRule

    init(_ window: ProbeWindow, _ settings: RuleSettings) {
        self.window = window
        let length = window.length
        let count = PromQL.metric("synthetic_request_duration_count")
        let failed = PromQL.metric("synthetic_request_duration_count", ["result": "failure"])
        let labels = ProbeLabels.probe
        requests = RecordingRule(
            "probe:synthetic_requests:increase\(length)",
            window.own(.sum(by: labels, .increase(count, length))))
        failures = RecordingRule(
            "probe:synthetic_failures:increase\(length)",
            window.own(.sum(by: labels, .increase(failed, length))).or(0 * requests.series))
        ratio = RecordingRule(
            "probe:synthetic_failures:ratio\(length)", failures.series / (requests.series > 0))
        let inARow = PromQL.metric("synthetic_consecutive_failures") >= Self.consecutiveCountMin
        let expression = (ratio.series > .number(Self.ratioMax))
            .and((failures.series > RuleGuards.failureIncrease).or(inARow), .on(labels))
            .heldBackInMaintenance(length)
        alert = settings.adjusting(
            AlertingRule(
                Self.name, expression, wait: window.wait(.seconds(30)),
                summary: """
                    \(.value(.percentage)) of the requests of probe \(.label("probe")) failed \
                    within \(window.length.asWindow)
                    """,
                description: """
                    Users of what \(.label("probe")) watches most likely fail as well. Look first at \
                    why: \(AlertText.failureReasons) names stage and reason. With stage "expect" the \
                    service answered, and wrongly; with any other stage look at the network, the name \
                    or the certificate on the way to it.
                    """,
                comment: Self.comment(window)))
    }

    private static func comment(_ window: ProbeWindow) -> String {
        """
        Two failures in a row are no reason to wake anybody, so a third is asked for: within \
        \(window.length.asWindow), or in a row however slow the probe is.
        """
    }

    var group: RuleGroup {
        RuleGroup(
            "synthetic-\(window.length)", interval: window.evaluationInterval,
            rules: [
                .recording(requests), .recording(failures), .recording(ratio), .alerting(alert),
            ],
            comment: groupComment)
    }

    private var groupComment: String {
        let which =
            switch (window.above, window.upTo) {
            case (nil, nil): "all probes"
            case (nil, let upTo?): "the probes that run every \(upTo) or faster"
            case (let above?, nil): "the probes that run more rarely than every \(above)"
            case (let above?, let upTo?):
                "the probes that run more rarely than every \(above), and every \(upTo) at least"
            }
        return """
            For \(which): a window of \(window.length) holds at least \
            \(RuleGuards.samplesPerWindow) of their runs. One expression by labels serves them all.
            """
    }
}
