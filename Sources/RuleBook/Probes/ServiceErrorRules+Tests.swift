extension ServiceErrorRules {
    /// What proves the rule, for a service of the job that the settings name; evaluated every 10 s.
    func test(job: String) -> AlertTest {
        let line = WindowTimeline(window, alert)
        let labels = ["job": job, "instance": "sonde:8080", "url": "/reservations"]
        func answers(_ code: String, _ samples: Samples) -> InputSeries {
            InputSeries(
                "http_request_duration_count",
                labels.merging(["method": "POST", "code": code]) { $1 }, samples)
        }
        func unitTest(
            _ name: String, _ series: [InputSeries], _ checks: [AlertCheck]
        ) -> UnitTest {
            UnitTest(name, interval: line.step, series: series, alerts: checks)
        }
        let isFiring = AlertCheck.firing(alert, at: line.firing, labels, value: 1)
        let outage = [
            answers("200", line.whileWell(by: 2)), answers("500", line.inTrouble()),
            answers("503", line.inTrouble()),
        ]
        return AlertTest(
            alert,
            fires: unitTest(
                "fires when every answer is 500 or 503", outage,
                [.silent(alert, at: line.onset), isFiring]),
            silent: unitTest(
                "is silent at 8 % of 5xx, and at what is the client's fault",
                [
                    answers("200", line.always(by: 23)), answers("500", line.always(by: 2)),
                    answers("401", line.inTrouble(by: 100)),
                ], [.silent(alert, at: line.firing), .silent(alert, at: line.calm)]),
            withoutData: unitTest(
                "says nothing without data", [], [.silent(alert, at: line.firing)]),
            recovers: unitTest("recovers", outage, [isFiring, .silent(alert, at: line.calm)]),
            further: [
                unitTest(
                    "is silent without traffic, and at two errors of few answers",
                    [
                        answers("200", .steady(40, for: line.whole)),
                        answers(
                            "500",
                            .steady(0, for: line.onset).jumping(to: 2).steady(
                                for: line.trouble + line.recovery)),
                    ],
                    [
                        .silent(alert, at: line.onset + 6 * line.step),
                        .silent(alert, at: line.firing),
                    ]),
                unitTest(
                    "says nothing of a service that never answered 5xx",
                    [answers("200", line.always())], [.silent(alert, at: line.firing)]),
            ])
    }
}
