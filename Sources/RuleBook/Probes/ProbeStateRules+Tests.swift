extension ProbeStateRules {
    /// What proves the rules, for probes of the job that the settings name; evaluated every 10 s.
    func tests(job: String) -> [AlertTest] {
        let cases = StateCases(rules: self, job: job)
        return [cases.down, cases.atPlaces, cases.certificate]
    }
}

private struct StateCases {
    let rules: ProbeStateRules
    let probe: ProbeExample
    /// The same probe of another Sonde.
    let elsewhere: ProbeExample

    private static let step = TimeSpan.seconds(5)
    /// After the last run that succeeds.
    private static let onset = TimeSpan.minutes(5)
    private static let trouble = TimeSpan.minutes(10)
    private static let recovery = TimeSpan.minutes(10)

    init(rules: ProbeStateRules, job: String) {
        self.rules = rules
        probe = ProbeExample(job: job, every: Self.step)
        elsewhere = ProbeExample(job: job, instance: "elsewhere:8080", every: Self.step)
    }

    private func unitTest(
        _ name: String, _ series: [InputSeries], _ checks: [AlertCheck]
    ) -> UnitTest {
        UnitTest(name, interval: Self.step, series: series, alerts: checks)
    }

    /// How long it takes, and when the outage ends, with what the alert waits for.
    private func trouble(_ alert: AlertingRule) -> TimeSpan {
        Self.trouble + alert.wait.roundedUp(toMultipleOf: Self.trouble)
    }

    private func whole(_ alert: AlertingRule) -> TimeSpan {
        Self.onset + trouble(alert) + recovery(alert)
    }

    private func recovery(_ alert: AlertingRule) -> TimeSpan {
        Self.recovery + alert.keepFiringFor.roundedUp(toMultipleOf: Self.recovery)
    }

    /// Failures from the onset on: each run is a sample, the first failed one is the next.
    private func failures(_ alert: AlertingRule) -> Samples {
        .steady(0, for: Self.onset).rising(by: 1, for: trouble(alert)).jumping(to: 0)
            .steady(for: recovery(alert))
    }

    private func running(
        _ probe: ProbeExample, _ alert: AlertingRule, failures: Samples
    ) -> [InputSeries] {
        [
            probe.series("consecutive_failures", failures), probe.intervalSeries(for: whole(alert)),
            probe.lastRuns(every: Self.step, for: whole(alert)),
        ]
    }

    // MARK: Down

    var down: AlertTest {
        let alert = rules.down
        // The third run fails 15 s after the onset, and the evaluation after it finds it.
        let first = Self.onset + .seconds(20) + alert.wait.roundedUp(toMultipleOf: .seconds(10))
        let value = Double((first - Self.onset).milliseconds / Self.step.milliseconds)
        let outage = running(probe, alert, failures: failures(alert))
        let isFiring = AlertCheck.firing(alert, at: first, probe.labels, value: value)
        let whole = whole(alert)
        return AlertTest(
            alert,
            fires: unitTest(
                "fires within 20 s of the last success of a probe that runs every 5 s", outage,
                [.silent(alert, at: Self.onset + .seconds(10)), isFiring]),
            silent: unitTest(
                "is silent at two failures in a row",
                running(
                    probe, alert,
                    failures: .steady(0, for: Self.onset).jumping(to: 2).steady(
                        for: whole - Self.onset)),
                [.silent(alert, at: first), .silent(alert, at: whole)]),
            withoutData: unitTest("says nothing without data", [], [.silent(alert, at: first)]),
            recovers: unitTest("recovers", outage, [isFiring, .silent(alert, at: whole)]),
            further: [
                unitTest(
                    "is silent in maintenance",
                    outage + [probe.series("maintenance", .steady(1, for: whole))],
                    [.silent(alert, at: first), .silent(alert, at: whole)]),
                unitTest(
                    "says nothing when the prober hangs, which is another alert",
                    [
                        probe.series("consecutive_failures", .steady(40, for: whole)),
                        probe.intervalSeries(for: whole),
                        probe.series("last_run_timestamp_seconds", .steady(0, for: whole)),
                    ], [.silent(alert, at: first)]),
            ])
    }

    // MARK: Several places

    var atPlaces: AlertTest {
        let alert = rules.atPlaces
        let time = Self.onset + trouble(alert) - .minutes(1)
        let labels = probe.labels.filter { $0.key != "instance" }
        let isFiring = AlertCheck.firing(alert, at: time, labels, value: 2)
        let here = running(probe, alert, failures: failures(alert))
        let there = running(elsewhere, alert, failures: failures(alert))
        let isWell = running(elsewhere, alert, failures: .steady(0, for: whole(alert)))
        return AlertTest(
            alert,
            fires: unitTest(
                "fires when the probe fails here and there", here + there, [isFiring]),
            silent: unitTest(
                "is silent when one place fails", here + isWell, [.silent(alert, at: time)]),
            withoutData: unitTest("says nothing without data", [], [.silent(alert, at: time)]),
            recovers: unitTest(
                "recovers", here + there, [isFiring, .silent(alert, at: whole(alert))]),
            further: [
                unitTest(
                    "leaves out a place in maintenance",
                    here + there + [
                        elsewhere.series("maintenance", .steady(1, for: whole(alert)))
                    ], [.silent(alert, at: time)])
            ])
    }

    // MARK: Certificate

    /// Time begins at 0, so a certificate that expires at second N does so N seconds later.
    var certificate: AlertTest {
        let alert = rules.certificate
        let days13 = 13.0 * 86_400
        let time = Self.onset + trouble(alert) - .minutes(1)
        let left = days13 - time.inSeconds
        let labels = probe.labels.merging(["step": "request"]) { $1 }
        let isFiring = AlertCheck.firing(alert, at: time, labels, value: left)
        func certificate(_ samples: Samples) -> [InputSeries] {
            [
                probe.series(
                    "certificate_expiry_timestamp_seconds", ["step": "request"], samples)
            ]
        }
        let ninetyDays = 90.0 * 86_400
        let renewed = Samples.steady(days13, for: Self.onset + trouble(alert) + Self.step)
            .jumping(to: ninetyDays).steady(for: recovery(alert))
        return AlertTest(
            alert,
            fires: unitTest(
                "fires 13 days before it expires", certificate(.steady(days13, for: whole(alert))),
                [isFiring]),
            silent: unitTest(
                "is silent 90 days before it expires",
                certificate(.steady(ninetyDays, for: whole(alert))), [.silent(alert, at: time)]),
            withoutData: unitTest(
                "says nothing of a probe without TLS", [], [.silent(alert, at: time)]),
            recovers: unitTest(
                "recovers with a new certificate", certificate(renewed),
                [isFiring, .silent(alert, at: whole(alert))]),
            further: [
                unitTest(
                    "fires when it has expired", certificate(.steady(-90_000, for: whole(alert))),
                    [
                        .firing(
                            alert, at: time, labels,
                            value: -90_000 - time.inSeconds)
                    ])
            ])
    }
}
