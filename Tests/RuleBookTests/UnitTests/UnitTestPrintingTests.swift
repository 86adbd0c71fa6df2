import RuleBook
import Testing

/// Unit tests as promtool reads them, and what is no proof of an alert.
@Suite struct UnitTestPrintingTests {
    @Test func `a file of tests is printed whole`() {
        let alert = AlertingRule(
            "Down", .metric("up").equal(to: 0), wait: .minutes(1), labels: ["team": "x"],
            summary: "\(.label("instance")) is down: \(.value(.number))",
            description: "Look at it.")
        let up = ["instance": "a:1"]
        func test(_ name: String, _ samples: Samples?, _ checks: [AlertCheck]) -> UnitTest {
            UnitTest(
                name, interval: .seconds(15),
                series: samples.map { [InputSeries("up", up, $0)] } ?? [], alerts: checks)
        }
        let file = UnitTestFile(
            name: "down", evaluationInterval: .seconds(15),
            tests: [
                AlertTest(
                    alert,
                    fires: test(
                        "fires", .steady(0, for: .minutes(5)),
                        [.firing(alert, at: .minutes(4), up, value: 0)]),
                    silent: test(
                        "silent", .steady(1, for: .minutes(5)), [.silent(alert, at: .minutes(4))]),
                    withoutData: test("no data", nil, [.silent(alert, at: .minutes(4))]),
                    recovers: test(
                        "recovers",
                        Samples(from: 0).steady(for: .minutes(5)).jumping(to: 1).rising(
                            by: 0.5, for: .minutes(1)
                        ).rising(by: -1, for: .seconds(30)).missing(for: .minutes(1)).stale()
                            .jumping(to: 1).steady(for: .seconds(15)),
                        [
                            .firing(alert, at: .minutes(4), up, value: 0),
                            .silent(alert, at: .minutes(6)),
                        ]
                    ))
            ])
        let firing = """
                  - eval_time: 4m
                    alertname: Down
                    exp_alerts:
                      - exp_labels:
                          instance: a:1
                          severity: critical
                          team: x
                        exp_annotations:
                          summary: 'a:1 is down: 0'
                          description: Look at it.
            """
        #expect(
            file.text(rules: "../rules.yml", groups: [RuleGroup("g 1", rules: [.alerting(alert)])])
                == """
                rule_files:
                  - ../rules.yml
                evaluation_interval: 15s
                group_eval_order:
                  - g 1
                tests:
                  - name: 'Down: fires'
                    interval: 15s
                    input_series:
                      - series: up{instance="a:1"}
                        values: '0x19'
                    alert_rule_test:
                \(firing)

                  - name: 'Down: silent'
                    interval: 15s
                    input_series:
                      - series: up{instance="a:1"}
                        values: '1x19'
                    alert_rule_test:
                      - eval_time: 4m
                        alertname: Down
                        exp_alerts: []

                  - name: 'Down: no data'
                    interval: 15s
                    input_series: []
                    alert_rule_test:
                      - eval_time: 4m
                        alertname: Down
                        exp_alerts: []

                  - name: 'Down: recovers'
                    interval: 15s
                    input_series:
                      - series: up{instance="a:1"}
                        values: 0x19 1+0.5x3 3-1x1 _x4 stale 1
                    alert_rule_test:
                \(firing)
                      - eval_time: 6m
                        alertname: Down
                        exp_alerts: []

                """)
    }
}
