extension ProbeDegradationRules {
    /// What proves the rules, for probes of the job that the settings name.
    func tests(job: String) -> [AlertTest] {
        [
            DegradationCases(slow, reason: "latency", other: "body", window, job: job).test,
            DegradationCases(degraded, reason: "body", other: "latency", window, job: job).test,
        ]
    }
}

private struct DegradationCases {
    let alert: AlertingRule
    let reason: String
    /// The reason that the other alert is for.
    let other: String
    let probe: ProbeExample
    let line: WindowTimeline

    init(
        _ alert: AlertingRule, reason: String, other: String, _ window: ProbeWindow, job: String
    ) {
        self.alert = alert
        self.reason = reason
        self.other = other
        probe = ProbeExample(job: job, every: window.exampleInterval)
        line = WindowTimeline(window.length, alert)
    }

    var test: AlertTest {
        let marked = series(reason, line.inTrouble())
        let isFiring = AlertCheck.firing(alert, at: line.firing, probe.labels, value: 1)
        return AlertTest(
            alert, fires: unitTest("fires when every answer is marked", [marked], [isFiring]),
            silent: unitTest(
                "is silent at 8 %, and at another reason",
                [series(reason, line.always(by: 0.08)), series(other, line.always())],
                [.silent(alert, at: line.firing), .silent(alert, at: line.calm)]),
            withoutData: UnitTest(
                "says nothing without data", interval: line.step, series: [],
                alerts: [.silent(alert, at: line.firing)]),
            recovers: unitTest("recovers", [marked], [isFiring, .silent(alert, at: line.calm)]),
            further: [
                unitTest(
                    "says nothing of a probe without objectives", [],
                    [.silent(alert, at: line.firing)]),
                unitTest(
                    "is silent in maintenance",
                    [marked, probe.series("maintenance", line.gaugeInTrouble())],
                    [.silent(alert, at: line.firing), .silent(alert, at: line.calm)]),
            ])
    }

    private func series(_ reason: String, _ samples: Samples) -> InputSeries {
        probe.series("degraded_total", ["step": "request", "reason": reason], samples)
    }

    private func unitTest(
        _ name: String, _ series: [InputSeries], _ checks: [AlertCheck]
    ) -> UnitTest {
        let common =
            probe.requests(success: line.always(), failure: .steady(0, for: line.whole))
            + [probe.intervalSeries(for: line.whole)]
        return UnitTest(name, interval: line.step, series: series + common, alerts: checks)
    }
}
