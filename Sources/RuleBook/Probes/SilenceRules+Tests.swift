extension SilenceRules {
    /// What proves the rules; evaluated every 10 s.
    var tests: [AlertTest] {
        let cases = SilenceCases(rules: self)
        return [cases.noRuns, cases.noResults, cases.absent, cases.targetDown]
    }
}

private struct SilenceCases {
    let rules: SilenceRules
    let probe: ProbeExample
    let target: [String: String]

    private static let step = TimeSpan.seconds(5)
    /// A time in which all is well, or not.
    private static let phase = TimeSpan.minutes(5)

    init(rules: SilenceRules) {
        self.rules = rules
        probe = ProbeExample(job: rules.job, every: Self.step)
        target = ["job": rules.job, "instance": "sonde:8080"]
    }

    /// The times of a test: all is well, then it is not from `onset` to `end`, then well again.
    private struct Times {
        let onset = SilenceCases.phase
        let firing: TimeSpan
        let end: TimeSpan
        let calm: TimeSpan

        init(_ alert: AlertingRule) {
            let phase = SilenceCases.phase
            firing = onset + phase + alert.wait.roundedUp(toMultipleOf: phase)
            end = firing + phase
            calm = end + phase + alert.keepFiringFor.roundedUp(toMultipleOf: phase)
        }

        var trouble: TimeSpan { end - onset }
        var whole: TimeSpan { calm + SilenceCases.phase }

        func gauge(_ well: Double, inTrouble value: Double) -> Samples {
            .steady(well, for: onset).jumping(to: value).steady(for: trouble).jumping(to: well)
                .steady(for: whole - end)
        }

        /// A series that is there but in trouble.
        func present(_ value: Double) -> Samples {
            .steady(value, for: onset).stale().missing(for: trouble - SilenceCases.step)
                .steady(for: whole - end)
        }
    }

    private func unitTest(
        _ name: String, _ series: [InputSeries], _ checks: [AlertCheck]
    ) -> UnitTest {
        UnitTest(name, interval: Self.step, series: series, alerts: checks)
    }

    private func up(_ samples: Samples) -> InputSeries { InputSeries("up", target, samples) }

    // MARK: No runs

    var noRuns: AlertTest {
        let alert = rules.noRuns
        let times = Times(alert)
        let seconds = Self.step.inSeconds
        let interval = probe.intervalSeries(for: times.whole)
        let stops = probe.series(
            "last_run_timestamp_seconds",
            .rising(by: seconds, for: times.onset).steady(for: times.trouble)
                .jumping(to: times.end.inSeconds)
                .rising(by: seconds, for: times.whole - times.end))
        let age = (times.firing - times.onset).inSeconds
        let isFiring = AlertCheck.firing(alert, at: times.firing, probe.labels, value: age)
        let isUp = up(.steady(1, for: times.whole))
        return AlertTest(
            alert, fires: unitTest("fires when runs stop", [isUp, interval, stops], [isFiring]),
            silent: unitTest(
                "is silent while runs are made",
                [isUp, interval, probe.lastRuns(every: Self.step, for: times.whole)],
                [.silent(alert, at: times.firing)]),
            withoutData: unitTest(
                "says nothing without data, which is another alert", [],
                [.silent(alert, at: times.firing)]),
            recovers: unitTest(
                "recovers", [isUp, interval, stops],
                [.silent(alert, at: times.onset), isFiring, .silent(alert, at: times.calm)]),
            further: [
                unitTest(
                    "is silent outside of active hours",
                    [
                        isUp, interval, stops,
                        probe.series("inactive", times.gauge(0, inTrouble: 1)),
                    ], [.silent(alert, at: times.firing), .silent(alert, at: times.calm)]),
                // The clock of a unit test begins at 0, so a 0 of today stands 1.7e9 s before it.
                unitTest(
                    "fires for a probe that never ran",
                    [
                        isUp, interval,
                        probe.series(
                            "last_run_timestamp_seconds",
                            .steady(-1_700_000_000, for: times.whole)),
                    ],
                    [
                        .firing(
                            alert, at: times.firing, probe.labels,
                            value: 1_700_000_000 + times.firing.inSeconds)
                    ]),
                unitTest(
                    "fires for a Sonde without any probe", [isUp],
                    [
                        .firing(
                            alert, at: times.firing, target,
                            value: times.firing.inSeconds)
                    ]),
            ])
    }

    // MARK: No series

    var noResults: AlertTest {
        let alert = rules.noResults
        let times = Times(alert)
        let inventory = [
            probe.series("probe_info", .steady(1, for: times.whole)),
            probe.series(
                "probe_info", ["label": "team", "value": "web"], .steady(1, for: times.whole)),
        ]
        let results = probe.requests(success: times.present(7), failure: times.present(0))
        let isFiring = AlertCheck.firing(alert, at: times.firing, probe.labels, value: 1)
        return AlertTest(
            alert,
            fires: unitTest(
                "fires for a probe of the inventory", inventory + results,
                [.silent(alert, at: times.onset), isFiring]),
            silent: unitTest(
                "is silent while there are results, and for a probe that was removed",
                inventory
                    + probe.requests(
                        success: .steady(7, for: times.whole), failure: .steady(0, for: times.whole)
                    )
                    + ProbeExample("removed", job: rules.job, every: Self.step).requests(
                        success: times.present(7), failure: times.present(0)),
                [.silent(alert, at: times.firing)]),
            withoutData: unitTest(
                "says nothing without data, which is another alert", [],
                [.silent(alert, at: times.firing)]),
            recovers: unitTest(
                "recovers", inventory + results, [isFiring, .silent(alert, at: times.calm)]))
    }

    var absent: AlertTest {
        let alert = rules.absent
        let times = Times(alert)
        let another = ProbeExample(job: "another", every: Self.step).requests(
            success: .steady(7, for: times.whole), failure: .steady(0, for: times.whole))
        let results = probe.requests(success: times.present(7), failure: times.present(0))
        let isFiring = AlertCheck.firing(alert, at: times.firing, ["job": rules.job], value: 1)
        return AlertTest(
            alert,
            fires: unitTest(
                "fires when the series are gone, whatever other jobs have", another + results,
                [.silent(alert, at: times.onset), isFiring]),
            silent: unitTest(
                "is silent while there is one, and while the target is down",
                results + [up(times.gauge(1, inTrouble: 0))],
                [
                    .silent(alert, at: times.onset), .silent(alert, at: times.firing),
                    .silent(alert, at: times.calm),
                ]),
            withoutData: unitTest("fires without any data", [], [isFiring]),
            recovers: unitTest("recovers", results, [isFiring, .silent(alert, at: times.calm)]))
    }

    // MARK: Target

    var targetDown: AlertTest {
        let alert = rules.targetDown
        let times = Times(alert)
        let series = [up(times.gauge(1, inTrouble: 0))]
        let isFiring = AlertCheck.firing(alert, at: times.firing, target, value: 0)
        return AlertTest(
            alert,
            fires: unitTest("fires", series, [.silent(alert, at: times.onset), isFiring]),
            silent: unitTest(
                "is silent while the target is scraped", [up(.steady(1, for: times.whole))],
                [.silent(alert, at: times.firing)]),
            withoutData: unitTest(
                "says nothing without data", [], [.silent(alert, at: times.firing)]),
            recovers: unitTest("recovers", series, [isFiring, .silent(alert, at: times.calm)]))
    }
}
