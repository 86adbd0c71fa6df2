extension ProbeErrorRules {
    /// What proves the rule, for probes of the job that the settings name.
    func test(job: String) -> AlertTest {
        ErrorCases(rules: self, job: job).test
    }
}

private struct ErrorCases {
    let rules: ProbeErrorRules
    let probe: ProbeExample
    let line: WindowTimeline

    init(rules: ProbeErrorRules, job: String) {
        self.rules = rules
        probe = ProbeExample(job: job, every: rules.window.exampleInterval)
        line = WindowTimeline(rules.window.length, rules.alert)
    }

    var test: AlertTest {
        AlertTest(
            alert, fires: fires, silent: silent, withoutData: withoutData,
            recovers: recovers, further: [fewFailures, hangs, restart, firstFailures, maintenance])
    }

    private var alert: AlertingRule { rules.alert }

    private var isFiring: AlertCheck { firing(at: line.firing) }

    private func firing(at time: TimeSpan) -> AlertCheck {
        .firing(alert, at: time, probe.labels, value: 1)
    }

    private func unitTest(
        _ name: String, _ series: [InputSeries], _ checks: [AlertCheck],
        samples: [SampleCheck] = []
    ) -> UnitTest {
        UnitTest(
            name, interval: line.step, series: series + [probe.intervalSeries(for: line.whole)],
            alerts: checks, samples: samples)
    }

    private var outage: [InputSeries] {
        probe.requests(success: line.whileWell(), failure: line.inTrouble())
            + [probe.series("consecutive_failures", line.inTrouble())]
    }

    private var fires: UnitTest {
        unitTest(
            "fires when every run fails", outage, [.silent(alert, at: line.onset), isFiring],
            samples: [
                SampleCheck(
                    rules.ratio.series, at: line.onset,
                    [.init(rules.ratio.name, probe.labels, value: 0)])
            ])
    }

    private var recovers: UnitTest {
        unitTest("recovers", outage, [isFiring, .silent(alert, at: line.calm)])
    }

    private var silent: UnitTest {
        unitTest(
            "is silent at 8 %",
            probe.requests(success: line.always(by: 23), failure: line.always(by: 2)),
            [.silent(alert, at: line.firing), .silent(alert, at: line.calm)])
    }

    private var withoutData: UnitTest {
        UnitTest(
            "says nothing without data", interval: line.step, series: [],
            alerts: [.silent(alert, at: line.firing)])
    }

    /// Two failures, and no more runs: 100 % of the last ones.
    private var fewFailures: UnitTest {
        let rest = line.trouble + line.recovery
        let two = Samples.steady(0, for: line.onset).jumping(to: 2).steady(for: rest)
        return unitTest(
            "is silent at two failures of few runs",
            probe.requests(
                success: .rising(by: 1, for: line.onset).steady(for: rest), failure: two)
                + [probe.series("consecutive_failures", two)],
            [.silent(alert, at: line.onset + 6 * line.step), .silent(alert, at: line.firing)])
    }

    private var hangs: UnitTest {
        let stopped = Samples.steady(40, for: line.whole)
        return unitTest(
            "says nothing when the prober hangs, which is another alert",
            probe.requests(success: stopped, failure: stopped)
                + [probe.series("consecutive_failures", stopped)], [.silent(alert, at: line.firing)]
        )
    }

    private var restart: UnitTest {
        let failure = Samples(from: 500).rising(by: 1, for: line.firing).jumping(to: 0)
            .rising(by: 1, for: line.whole)
        return unitTest(
            "holds through a restart, which sets the counters back",
            probe.requests(success: .steady(1_000, for: line.whole), failure: failure),
            [isFiring, firing(at: line.firing + line.step), firing(at: line.calm)])
    }

    /// The series are there at 0 before the first run.
    private var firstFailures: UnitTest {
        let failure = Samples.missing(for: line.onset).rising(
            by: 1, for: line.trouble + line.recovery)
        return unitTest(
            "fires for a probe that is new, and fails from its first run on",
            probe.requests(
                success: .missing(for: line.onset).steady(for: line.trouble + line.recovery),
                failure: failure), [.silent(alert, at: line.onset), isFiring])
    }

    private var maintenance: UnitTest {
        let after = line.onset + line.trouble
        return unitTest(
            "is silent in maintenance, and until its failures have left the window",
            outage + [probe.series("maintenance", line.gaugeInTrouble())],
            [
                .silent(alert, at: line.firing), .silent(alert, at: after),
                .silent(alert, at: after + line.step + line.step), .silent(alert, at: line.calm),
            ])
    }
}
