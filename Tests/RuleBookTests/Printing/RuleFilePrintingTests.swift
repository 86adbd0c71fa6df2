import RuleBook
import Testing

/// Rule files and unit tests as text, whole, and as promtool takes them.
@Suite struct RuleFilePrintingTests {
    private static let groups = """
        # Each oven for itself.
        - name: ovens
          interval: 30s
          rules:
            - record: oven:loaves:increase5m
              expr: sum by (job, oven) (increase(loaves_total[5m]))
              labels:
                floor: '1'
                shift: 'no'

            # An oven that is paused is quiet on purpose, and for as long behind it as the rule looks
            # back:
            # - the pause is a gauge;
            # - one pause in the window is enough.
            - alert: 'Oven makes no bread: 100 %'
              expr: |
                oven:loaves:increase5m < 0.001 unless on (job, oven) max_over_time(oven_paused[5m]) == 1
              for: 1m30s
              keep_firing_for: 2m
              labels:
                severity: warning
                team: 'bakers # 2'
              annotations:
                summary: Oven {{ $labels.oven }} made {{ $value | printf "%.1f" }} loaves in 5m
                description: >-
                  Nobody will have bread in the morning. Look first at the thermometer of the oven
                  {{ $labels.oven }}, then at the flour: flour_kilograms{job="{{ $labels.job }}"}.

        - name: scrapes
          rules:
            - alert: Down
              expr: up == 0
              labels:
                severity: critical
              annotations:
                summary: down
                description: Look at it.
        """

    private static func indented(_ text: String, by count: Int) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : String(repeating: " ", count: count) + $0 }
            .joined(separator: "\n")
    }

    @Test func `a rule file is laid out for people`() {
        let text = Bakery.file.prometheusText
        #expect(text == "# Bread.\n\ngroups:\n\(Self.indented(Self.groups, by: 2))\n")
    }

    @Test func `an object of Kubernetes holds the same groups`() {
        let object = PrometheusRuleObject(
            name: "bread", namespace: "bakery", labels: ["role": "alert-rules"],
            rules: Bakery.file)
        let lines = object.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(
            lines.prefix(12).joined(separator: "\n") == """
                # Bread.

                apiVersion: monitoring.coreos.com/v1
                kind: PrometheusRule
                metadata:
                  name: bread
                  namespace: bakery
                  labels:
                    role: alert-rules
                spec:
                  groups:
                    # Each oven for itself.
                """)
        // What was long enough to be wrapped elsewhere may be here.
        let rules = PrometheusRuleObject(
            name: "x", rules: RuleFile(groups: [Bakery.file.groups[1]]))
        let group = Self.groups.split(separator: "\n\n").last.map { String($0) } ?? ""
        #expect(rules.text.hasSuffix("spec:\n  groups:\n\(Self.indented(group, by: 4))\n"))
    }

    @Test func `promtool takes the rules and finds the tests to hold`() throws {
        try expectHolds(
            RuleFamily(
                name: "bakery", groups: Bakery.file.groups,
                tests: [
                    UnitTestFile(
                        name: "bakery", evaluationInterval: .seconds(30),
                        tests: [Bakery.test, Bakery.downTest])
                ]))
    }

    @Test(arguments: ["sonde", "a.b-c", "0"]) func `names that Kubernetes takes`(_ name: String) {
        #expect(PrometheusRuleObject.isName(name))
    }

    @Test(arguments: ["", "Sonde", "a..b", "-a", "a_b", "a b", String(repeating: "a", count: 64)])
    func `names that Kubernetes does not take`(_ name: String) {
        #expect(!PrometheusRuleObject.isName(name))
    }
}
