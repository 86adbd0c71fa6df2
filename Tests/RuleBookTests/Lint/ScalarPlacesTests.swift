import Documents
import RuleBook
import Testing

/// Places inside the values of YAML files, in every style in which they are written.
@Suite struct ScalarPlacesTests {
    /// The places of the first findings of a file whose expressions compare with a string.
    private func places(_ text: String) -> [String] {
        RuleLinter().findings(in: [LintedFile(path: "f", text: text)])
            .filter { $0.check == .promql }
            .map { "\($0.place.line):\($0.place.column)" }
    }

    /// A file with one rule, whose expression is written as `scalar` behind `expr: `.
    private func file(_ scalar: String) -> String {
        "groups:\n- name: a\n  rules:\n  - record: r\n    expr: \(scalar)\n"
    }

    @Test func `every style of YAML keeps its places`() {
        // Column 11 is where the value begins.
        #expect(places(file("up + é")) == ["5:16"])
        #expect(places(file("up\n      + é")) == ["6:9"])
        #expect(places(file("'up + é'")) == ["5:17"])
        #expect(places(file("'up{a=''x''} + é'")) == ["5:26"])
        #expect(places(file("\"up + é\"")) == ["5:17"])
        #expect(places(file(#""up{a=\"x\"} + é""#)) == ["5:26"])
        #expect(places(file(#""up\n+\t\u0075p + é""#)) == ["5:29"])
        #expect(places(file("|\n      up\n\n      + é")) == ["8:9"])
        #expect(places(file("|-\n        up\n          + é")) == ["7:13"])
        #expect(places(file(">-\n      up\n      +\n      é")) == ["8:7"])
        #expect(places(file("&e |\n      up\n      + é")) == ["7:9"])
        #expect(places(file("!!str up + é")) == ["5:22"])
    }

    @Test func `what is missing at the end is told at the end`() {
        #expect(places(file("up +")) == ["5:14"])
        #expect(places(file("|\n      up\n      +")) == ["7:8"])
    }

    @Test func `an operator's object is read as well`() {
        let text = """
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata: {name: shop}
            spec:
              groups:
              - name: a
                rules:
                - record: r
                  expr: up + é
            """
        #expect(places(text) == ["9:18"])
    }
}
