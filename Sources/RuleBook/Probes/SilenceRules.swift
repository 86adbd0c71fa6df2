/// The rules on silence: without these, a monitor that is gone looks like a service without errors.
struct SilenceRules {
    let noRuns: AlertingRule
    let noResults: AlertingRule
    let absent: AlertingRule
    let targetDown: AlertingRule

    /// The job that scrapes Sonde.
    let job: String

    /// How old the last run of each probe was when it was scraped, in seconds.
    ///
    /// `timestamp`, not `time()`: else the wait for the next scrape would count as silence, and a
    /// probe that runs every second would always be late.
    static let lastRunAge: PromQL = {
        let lastRun = PromQL.metric("synthetic_last_run_timestamp_seconds")
        return .call(.timestamp, [lastRun]) - lastRun
    }()

    init(_ settings: RuleSettings) {
        job = settings.job
        noRuns = settings.adjusting(Self.noRuns(job: settings.job))
        noResults = settings.adjusting(Self.noResults)
        absent = settings.adjusting(Self.absent(job: settings.job))
        targetDown = settings.adjusting(Self.targetDown)
    }

    private static func noRuns(job: String) -> AlertingRule {
        let interval = PromQL.metric("synthetic_interval_seconds")
        let stopped = lastRunAge > ProbeStateRules.intervalCountMax * interval
        let neverRan =
            .time + 0 * interval.unless(.metric("synthetic_last_run_timestamp_seconds"))
        let isAsleep = PromQL.metric("synthetic_inactive").equal(to: 1)
        let hasNoProbe =
            .time
            * PromQL.metric("up", ["job": job]).equal(to: 1)
            .unless(interval, .on(["job", "instance"]))
        return AlertingRule(
            "Synthetic prober makes no runs",
            stopped.or(neverRan).unless(isAsleep, .on(ProbeLabels.probe)).or(hasNoProbe),
            wait: .seconds(30),
            summary: """
                \(.ifLabel("probe", "Probe \(.label("probe"))", otherwise: "The prober")) on \
                \(.label("instance")) \
                \(.ifValue(
                    above: 1e9, "has made no run",
                    otherwise: "made its last run \(.value(.duration)) ago"))
                """,
            description: """
                Nothing watches the service now, so no other alert can be trusted. Look first at \
                http://\(.label("instance"))/-/ready, which names the thread that is stuck, then at \
                the clocks of both machines and at whether Sonde runs with --no-probes.
                """,
            comment: """
                Three branches: runs that stopped, a probe that never ran, and a Sonde without any \
                probe. `timestamp`, not `time()`: the age of a run when it was scraped. Else the wait \
                for the next scrape would count as silence, and a probe that runs every second would \
                always be late.
                """)
    }

    private static let noResults = AlertingRule(
        "Synthetic probe has no results",
        PromQL.aggregate(.group, by: ProbeLabels.probe, .metric("synthetic_probe_info"))
            .unless(.metric("synthetic_request_duration_count"), .on(ProbeLabels.probe)),
        wait: .minutes(1),
        summary: """
            Prometheus has no results of probe \(.label("probe")) on \(.label("instance"))
            """,
        description: """
            Sonde has this probe, and the alerts on its errors are blind. Look first at whether \
            Prometheus takes native histograms and leaves the classic ones out \
            (always_scrape_classic_histograms), then at relabelling that drops \
            synthetic_request_duration, and at sample_limit of the job \(.label("job")).
            """,
        comment: """
            synthetic_probe_info is the inventory: it names every probe that Sonde has, so that what \
            is missing has a name, and what was removed is not missed.
            """)

    private static func absent(job: String) -> AlertingRule {
        AlertingRule(
            "Synthetic series are absent",
            PromQL.absent(.metric("synthetic_request_duration_count", ["job": job]))
                .unless(
                    PromQL.metric("up", ["job": job]).equal(to: 0), .on(["job"])),
            wait: .seconds(30),
            summary: "Prometheus has no series of any probe of job \(.label("job"))",
            description: """
                Nothing watches the service now, and the alerts on errors are blind. Look first at \
                the page /targets of Prometheus: is there a target in job \(.label("job"))? Then at \
                its /metrics, and at relabelling that drops synthetic_request_duration.
                """,
            comment: "Held back while a target is down, which has its own alert.")
    }

    private static let targetDown = AlertingRule(
        "Scrape target is down", PromQL.metric("up").equal(to: 0), wait: .seconds(30),
        summary: "Prometheus cannot scrape \(.label("instance")) of job \(.label("job"))",
        description: """
            Whatever \(.label("instance")) measures is unknown, and its alerts are blind. Look first \
            at the page /targets of Prometheus, which shows the error of the last scrape, then at \
            whether the process runs and listens there.
            """)

    var group: RuleGroup {
        RuleGroup(
            "silence",
            rules: [noRuns, noResults, absent, targetDown].map { .alerting($0) },
            comment: "Without these, a monitor that is gone looks like a service without errors.")
    }

    /// The part that needs no probe.
    var targetGroup: RuleGroup {
        RuleGroup("silence", rules: [.alerting(targetDown)])
    }
}
