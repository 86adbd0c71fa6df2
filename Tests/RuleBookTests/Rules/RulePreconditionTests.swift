import RuleBook
import Testing

/// Rules that Prometheus would refuse, or promtool misread, cannot be made.
@Suite struct RulePreconditionTests {
    private static func alert(
        _ name: String = "Down", wait: TimeSpan = .zero, labels: [String: String] = [:]
    ) -> AlertingRule {
        AlertingRule(
            name, .metric("up").equal(to: 0), wait: wait, labels: labels, summary: "down",
            description: "Look at it.")
    }

    private static func test(_ alert: AlertingRule) -> AlertTest {
        let series = [InputSeries("up", ["job": "x"], .steady(0, for: .hours(1)))]
        let firing = AlertCheck.firing(alert, at: .minutes(5), ["job": "x"], value: 0)
        let silent = AlertCheck.silent(alert, at: .minutes(9))
        func test(_ series: [InputSeries], _ checks: [AlertCheck]) -> UnitTest {
            UnitTest("test", interval: .minutes(1), series: series, alerts: checks)
        }
        return AlertTest(
            alert, fires: test(series, [firing]), silent: test(series, [silent]),
            withoutData: test([], [silent]), recovers: test(series, [firing, silent]))
    }

    private static func file(_ alert: AlertingRule, loading group: RuleGroup? = nil) -> UnitTestFile
    {
        UnitTestFile(
            name: "x", evaluationInterval: .minutes(1), groups: group.map { [$0] },
            tests: [test(alert)])
    }

    @Test func `an alert has a name`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        {
            _ = Self.alert("")
        }
        #expect(trapMessage(result) == "an alert needs a name")
    }

    @Test func `an alert waits for no negative time`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        {
            _ = Self.alert(wait: TimeSpan(milliseconds: -1))
        }
        #expect(trapMessage(result) == "Down: for and keep_firing_for must not be negative")
    }

    @Test func `an alert's further labels are labels, and not its severity`() async {
        let severity = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            _ = Self.alert(labels: ["severity": "page"])
        }
        #expect(trapMessage(severity) == "Down: no name of a further label: severity")
        let name = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Self.alert(labels: ["a-b": "c"])
        }
        #expect(trapMessage(name) == "Down: no name of a further label: a-b")
    }

    @Test func `what is recorded has the name of a metric`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        {
            _ = RecordingRule("1m", .metric("up"))
        }
        #expect(trapMessage(result) == "no name of a metric: 1m")
    }

    @Test func `a group has no alert twice, and a file no group`() async {
        let alerts = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            _ = RuleGroup("x", rules: [.alerting(Self.alert()), .alerting(Self.alert())])
        }
        #expect(trapMessage(alerts) == "x: an alert twice")
        let groups = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            _ = RuleFile(groups: [RuleGroup("x", rules: []), RuleGroup("x", rules: [])])
        }
        #expect(trapMessage(groups) == "two groups are named x")
    }

    @Test func `a family tests all of its alerts, and no others`() async {
        let untested = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            let group = RuleGroup(
                "x", rules: [.alerting(Self.alert("A")), .alerting(Self.alert("B"))])
            _ = RuleFamily(name: "x", groups: [group], tests: [Self.file(Self.alert("B"))])
        }
        #expect(trapMessage(untested) == "x: tests and alerts differ: A")
        let strange = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            let group = RuleGroup("x", rules: [.alerting(Self.alert("A"))])
            _ = RuleFamily(
                name: "x", groups: [group],
                tests: [Self.file(Self.alert("A")), Self.file(Self.alert("C"))])
        }
        #expect(trapMessage(strange) == "x: tests and alerts differ: C")
    }

    @Test func `the tests of a family load its own rules`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        {
            let own = RuleGroup("x", rules: [.alerting(Self.alert())])
            let other = RuleGroup("y", rules: [.recording(RecordingRule("a:b:c", .metric("up")))])
            _ = RuleFamily(
                name: "x", groups: [own], tests: [Self.file(Self.alert(), loading: other)])
        }
        #expect(trapMessage(result) == "x: tests load rules of others")
    }

    @Test func `a unit test has no series twice, and looks at something`() async {
        let series = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            let up = InputSeries("up", ["job": "x"], .steady(0, for: .hours(1)))
            _ = UnitTest(
                "t", interval: .minutes(1), series: [up, up],
                alerts: [.silent(Self.alert(), at: .zero)])
        }
        #expect(trapMessage(series) == "t: the same series twice")
        let checks = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            _ = UnitTest("t", interval: .minutes(1), series: [], alerts: [])
        }
        #expect(trapMessage(checks) == "t: looks at nothing")
    }

    @Test func `promtool finds no NaN, and no part of an interval`() async {
        let value = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            _ = SampleCheck(.metric("up"), at: .zero, [.init(value: .nan)])
        }
        #expect(trapMessage(value) == "no expectation can be NaN")
        let part = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let alert = Self.alert()
            let tests = UnitTestFile(
                name: "x", evaluationInterval: .minutes(7), tests: [Self.test(alert)])
            let uneven = UnitTest(
                "t", interval: .minutes(7),
                series: [InputSeries("up", [:], .steady(0, for: .hours(1)))],
                alerts: [.silent(alert, at: .zero)])
            _ = UnitTestFile(
                name: tests.name, evaluationInterval: .minutes(7),
                tests: [
                    AlertTest(
                        alert, fires: Self.test(alert).cases[0], silent: uneven,
                        withoutData: uneven, recovers: Self.test(alert).cases[3])
                ]
            ).text(rules: "r.yml", groups: [])
        }
        #expect(trapMessage(part) == "1h is no whole number of intervals of 7m")
    }

    @Test func `an object of Kubernetes has names that it allows`() async {
        let name = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = PrometheusRuleObject(name: "A", rules: RuleFile(groups: []))
        }
        #expect(trapMessage(name) == "no name of an object: A")
        let namespace = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            _ = PrometheusRuleObject(name: "a", namespace: "b.c", rules: RuleFile(groups: []))
        }
        #expect(trapMessage(namespace) == "no namespace: b.c")
    }
}
