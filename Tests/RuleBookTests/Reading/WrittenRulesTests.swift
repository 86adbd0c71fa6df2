import Documents
import RuleBook
import Testing

@Suite struct WrittenRulesTests {
    private func problems(_ text: String) throws -> [String] {
        do throws(DocumentProblems) {
            _ = try WrittenRules.read(text: text, file: "r.yml")
            return []
        } catch {
            return error.all.map(\.description)
        }
    }

    @Test func `a rule file is read with its places`() throws {
        let text = """
            groups:
              - name: shop
                interval: 30s
                rules:
                  - record: job:errors:rate5m
                    expr: sum by (job) (rate(errors_total[5m]))
                    labels: {team: web}
                  - alert: Errors
                    expr: |
                      job:errors:rate5m
                        > 0.1
                    for: 1h30m
                    keep_firing_for: 0
                    labels:
                      severity: page
                    annotations:
                      summary: "{{ $value }} of ${HOME}"
              - name: other
                limit: 3
                rules: []
            """
        let rules = try WrittenRules.read(text: text, file: "r.yml")
        #expect(rules.groups.map(\.name) == ["shop", "other"])
        #expect(rules.groups.map(\.place.line) == [2, 18])
        #expect(rules.groups.map(\.interval) == [.seconds(30), nil])
        let (recording, alert) = (rules.groups[0].rules[0], rules.groups[0].rules[1])
        #expect(recording.record?.value == "job:errors:rate5m" && recording.alert == nil)
        #expect(recording.expression?.value == "sum by (job) (rate(errors_total[5m]))")
        #expect(recording.labels.map(\.key) == ["team"])
        #expect(alert.alert?.value == "Errors" && alert.record == nil)
        #expect(alert.expression?.value == "job:errors:rate5m\n  > 0.1\n")
        #expect(alert.place.description == "r.yml:8:9")
        #expect(alert.wait == .minutes(90) && alert.keepFiringFor == .zero)
        #expect(alert.labels.map(\.value.value) == ["page"])
        #expect(alert.annotations.map(\.value.value) == ["{{ $value }} of ${HOME}"])
    }

    @Test func `every problem is told with its place`() throws {
        let text = """
            groups:
              - name: shop
                intervall: 30s
                rules:
                  - alert: Errors
                    for: 5 minutes
                  - record: a
                    alert: b
                    expr: c
                  - record: a
                    expr: b
                    for: 1m
                    labels: {a-b: c}
            """
        #expect(
            try problems(text) == [
                "r.yml:3:5: groups[0].intervall: is not a known key; did you mean 'interval'?",
                "r.yml:5:9: groups[0].rules[0]: needs the key 'expr'",
                "r.yml:6:14: groups[0].rules[0].for: must be a duration such as 30s, 5m or 1h30m, "
                    + "got '5 minutes'",
                "r.yml:7:9: groups[0].rules[1]: has alert and record, of which only one can be; remove "
                    + "one",
                "r.yml:10:9: groups[0].rules[2]: has for and no alert; add it",
                "r.yml:13:18: groups[0].rules[2].labels.a-b: must be the name of a label",
            ])
    }

    @Test(arguments: [("List", "  kind: PrometheusRule\n"), ("PrometheusRuleList", "")])
    func `the objects of a list are read one after the other`(list: String, kind: String) throws {
        let objects = ["shop", "other"].map { name in
            """
            - metadata: {name: \(name), annotations: {groups: no}}
            \(kind)  spec:
                groups:
                - name: \(name)
                  rules: [{record: a, expr: b}]
                - {name: both, rules: []}

            """
        }
        let text = "apiVersion: v1\nkind: \(list)\nitems:\n" + objects.joined()
        let groups = try WrittenRules.read(text: text, file: "r.yml").groups
        #expect(groups.map(\.name) == ["shop", "both", "other", "both"])
        #expect(groups.map(\.holder) == [0, 0, 1, 1])
        let lines = kind.isEmpty ? 0 : 1
        #expect(groups.map(\.place.line) == [7 + lines, 9 + lines, 13 + 2 * lines, 15 + 2 * lines])
    }

    @Test func `what a list holds beside rules is told`() throws {
        let text = """
            kind: List
            items:
            - {kind: PrometheusRule, spec: {groups: [{name: a, rules: [{record: a}]}]}}
            - {kind: ConfigMap, data: {}}
            - {kind: PrometheusRule}
            """
        let reason = "must be a PrometheusRule with a spec"
        #expect(
            try problems(text) == [
                "r.yml:3:60: groups[0].rules[0]: needs the key 'expr'",
                "r.yml:4:3: \(reason)", "r.yml:5:3: \(reason)",
            ])
        #expect(
            try problems("kind: List\n") == ["r.yml:1:1: needs the key 'items' with a list"])
    }

    @Test func `what is no rule file is told`() throws {
        #expect(
            try problems("- a\n") == [
                "r.yml:1:1: must be a section with keys such as groups, got a list"
            ])
    }
}
