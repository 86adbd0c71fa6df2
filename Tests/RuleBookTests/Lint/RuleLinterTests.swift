import Documents
import Foundation
import RuleBook
import TestSupport
import Testing

/// The linter on whole files: the traps, the same rules as they should be, and the bundled ones.
@Suite struct RuleLinterTests {
    private static let settings = LintSettings(
        scrapeInterval: .seconds(15), evaluationInterval: .seconds(30), runInterval: .minutes(1),
        bounds: ["request_seconds_bucket": [0.01, 0.1, 0.5, 2]])

    private func findings(
        _ text: String, _ settings: LintSettings = Self.settings
    ) -> [LintFinding] {
        RuleLinter(settings).findings(in: [LintedFile(path: "rules.yml", text: text)])
    }

    /// A file with one rule, which is an alert.
    private func findings(
        alert expression: String, wait: String = "1m", _ settings: LintSettings = Self.settings
    ) -> [String] {
        let file = """
            groups:
            - name: one
              rules:
              - alert: A
                expr: |
                  \(expression.replacing("\n", with: "\n      "))
                for: \(wait)
            """
        return findings(file, settings).map(\.description)
    }

    @Test func `every trap is found, at its place, with reason and correct form`() throws {
        let text = try Checkout.text("Tests/LintCorpus/traps.yml")
        let expected = try Checkout.text("Tests/LintCorpus/traps.txt")
        #expect(
            findings(text).map { $0.description + "\n" }.joined() == expected)
    }

    @Test func `each check finds something in its group, and only there`() throws {
        let text = try Checkout.text("Tests/LintCorpus/traps.yml")
        var group = ""
        var groups: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("  - name: ") { group = String(line.dropFirst(10)) }
            groups.append(group)
        }
        let found = findings(text)
        let misplaced = found.filter {
            $0.check != .unknownIgnore && groups[$0.place.line - 1] != $0.check.rawValue
        }
        #expect(misplaced.map(\.description) == [])
        let missing = Set(LintCheck.allCases).subtracting(found.map(\.check))
        #expect(missing == [.ruleFile])
    }

    @Test func `the correct forms have no findings`() throws {
        let text = try Checkout.text("Tests/LintCorpus/sound.yml")
        #expect(findings(text).map(\.description) == [])
    }

    @Test func `promtool accepts the correct forms`() throws {
        let file = Checkout.folder.appendingPathComponent("Tests/LintCorpus/sound.yml").path
        let child = try ChildProcess(Programs.installed("promtool"), ["check", "rules", file])
        #expect(try child.waitForExit() == 0, "\(child.standardError)")
    }

    @Test func `the bundled rules have no findings`() throws {
        var settings = LintSettings(scrapeInterval: .seconds(5), evaluationInterval: .seconds(10))
        settings.runInterval = .seconds(5)
        let text = try Checkout.text("prometheus-rules.yml")
        #expect(findings(text, settings).map(\.description) == [])
    }

    @Test func `a file that is no rule file is a finding`() {
        #expect(
            findings("groups:\n- name: a\n  rulez: []\n").map(\.check.rawValue) == ["rule-file"])
        #expect(findings("groups: [").map(\.check) == [.ruleFile])
        #expect(
            findings("groups: [{name: a, rules: []}, {name: a, rules: []}]").map(\.description) == [
                """
                rules.yml:1:32: error: rule-file: there is a group "a" in the file already
                    instead: another name
                """
            ])
    }

    @Test func `the objects of a list may have groups of the same name`() {
        let object = "{kind: PrometheusRule, spec: {groups: [{name: a, rules: []}]}}"
        let list = "kind: List\nitems:\n- \(object)\n- \(object)\n"
        #expect(findings(list).map(\.description) == [])
    }

    @Test func `rules of one file are known in the others`() {
        let recording = LintedFile(
            path: "a.yml",
            text: "groups: [{name: a, rules: [{record: r, expr: sum by (job) (up)}]}]")
        let alerting = LintedFile(
            path: "b.yml",
            text: "groups: [{name: a, rules: [{alert: A, expr: 'r{node=\"x\"} == 0'}]}]")
        #expect(RuleLinter().findings(in: [alerting]) == [])
        #expect(
            RuleLinter().findings(in: [recording, alerting]).map(\.description) == [
                """
                b.yml:1:46: error: selects-nothing: alert A: r is recorded without the label "node"
                    instead: its labels are job
                """
            ])
    }

    @Test func `a rule may stand in several files`() throws {
        let sound = try Checkout.text("Tests/LintCorpus/sound.yml")
        let files = ["one.yml", "two.yml"].map { LintedFile(path: $0, text: sound) }
        #expect(RuleLinter(Self.settings).findings(in: files).map(\.description) == [])
    }

    @Test func `recorded series may be made of each other without end`() {
        let text = """
            groups:
            - name: a
              rules:
              - {record: a, expr: b / (c > 0)}
              - {record: b, expr: a + c}
              - {record: c, expr: a * b}
              - {alert: A, expr: a > 1}
            """
        #expect(findings(text) == [])
    }

    @Test func `series made of many others each take no longer`() {
        let rules = (0..<12).map { level in
            let sum = Array(repeating: "r\(level + 1)", count: 40).joined(separator: " + ")
            return "  - {record: r\(level), expr: \(sum)}\n"
        }
        let text =
            "groups:\n- name: a\n  rules:\n" + rules.joined() + "  - {alert: A, expr: r0 > 1}\n"
        #expect(findings(text) == [])
    }

    @Test func `few failures depends on the time between runs`() {
        let burn = """
            sum(increase(synthetic_runs_total{result="failure"}[1h]))
              / (sum(increase(synthetic_runs_total[1h])) > 0) > 14.4 * 0.001
            """
        let found = { (seconds: Int) in
            findings(
                alert: burn, LintSettings(runInterval: .seconds(seconds))
            ).contains { $0.contains("few-failures") }
        }
        // Failures needed: 11, 4, 2, 1.
        #expect([5, 15, 30, 60].map(found) == [false, false, true, true])
    }
}
