/// The rules on what a probe knows of itself: how often it failed in a row, here and elsewhere, and
/// when the certificate that it was shown expires.
struct ProbeStateRules {
    /// The age of a run, in intervals, from which on it tells nothing of now.
    static let intervalCountMax: PromQL = 3

    /// Failures in a row that count where several places have to agree.
    static let consecutiveCountAtPlace: PromQL = 2

    /// Places that have to agree.
    static let placeCountMin: PromQL = 2

    /// The time before a certificate expires from which on it is an alert.
    static let certificateTime = TimeSpan.days(14)

    /// For how long after maintenance its failures are forgiven: until the first run after it.
    private static let maintenanceWindow = TimeSpan.minutes(1)

    let streak: RecordingRule
    let down: AlertingRule
    let atPlaces: AlertingRule
    let certificate: AlertingRule

    init(_ settings: RuleSettings) {
        let streak = Self.streak
        self.streak = streak
        down = settings.adjusting(
            AlertingRule(
                "Synthetic probe is down", streak.series >= ProbeErrorRules.consecutiveCountMin,
                summary: """
                    Probe \(.label("probe")) on \(.label("instance")) failed \
                    \(.value(.rounded(digits: 0))) times in a row
                    """,
                description: """
                    What \(.label("probe")) watches is down, or cannot be reached from \
                    \(.label("instance")). Look first at why: \(AlertText.failureReasons) names stage \
                    and reason; then at whether other probes of this Sonde fail as well.
                    """,
                comment: """
                    The quickest alert there is: the probe counts, so there is no window to fill, and \
                    with three in a row there is nothing to wait for. A probe that runs every 5 s and \
                    is scraped as often is heard 10 to 25 s after its first failure, at evaluations \
                    every 10 s.
                    """))
        atPlaces = settings.adjusting(
            AlertingRule(
                "Synthetic probe fails at several places",
                PromQL.aggregate(
                    .count, by: ["job", "probe"], streak.series >= Self.consecutiveCountAtPlace)
                    >= Self.placeCountMin,
                summary: """
                    Probe \(.label("probe")) fails at \(.value(.rounded(digits: 0))) places at once
                    """,
                description: """
                    Several Sondes see \(.label("probe")) fail, so it is not the network of one of \
                    them. Look first at the service itself, and at what was changed last: \
                    synthetic_consecutive_failures{probe="\(.label("probe"))"} shows who sees it.
                    """,
                comment: """
                    A quorum by count, not by mean: what two places see is no matter of a place, so \
                    two failures in a row at each are enough. With a single Sonde it is silent.
                    """))
        certificate = settings.adjusting(Self.certificateAlert)
    }

    /// A gauge keeps its value while the prober hangs or sleeps, so an old one does not count.
    private static let streak: RecordingRule = {
        let isOld =
            SilenceRules.lastRunAge
            > intervalCountMax * .metric("synthetic_interval_seconds")
        return RecordingRule(
            "probe:synthetic_consecutive_failures:current",
            PromQL.metric("synthetic_consecutive_failures")
                .unless(isOld, .on(ProbeLabels.probe))
                .heldBackInMaintenance(maintenanceWindow),
            comment: """
                Failures in a row, as long as the probe runs: a gauge keeps its value while the \
                prober hangs or sleeps. Without those in maintenance.
                """)
    }()

    private static let certificateAlert = AlertingRule(
        "Synthetic certificate expires soon",
        .metric("synthetic_certificate_expiry_timestamp_seconds") - .time
            < .seconds(certificateTime),
        wait: .minutes(5), severity: AlertingRule.warning,
        summary: """
            A certificate that probe \(.label("probe")) is shown \
            \(.ifValue(
                above: 0, "expires in \(.value(.duration))",
                otherwise: "has expired: \(.value(.duration))"))
            """,
        description: """
            From then on nobody can use what \(.label("probe")) watches. Look first at what should \
            have renewed it, and at the whole chain: the first of all certificates that were shown \
            counts, in step \(.label("step")).
            """)

    var group: RuleGroup {
        RuleGroup(
            "synthetic-state",
            rules: [
                .recording(streak), .alerting(down), .alerting(atPlaces), .alerting(certificate),
            ])
    }
}
