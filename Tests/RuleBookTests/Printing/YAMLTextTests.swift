import Base
import Documents
import RuleBook
import TestSupport
import Testing

/// Texts that YAML would take for something else, printed into a rule file and read back.
@Suite struct YAMLTextTests {
    /// Numbers, times, Booleans and nulls of YAML 1.1 and 1.2, what begins a structure, and
    /// characters that cannot stand as they are.
    private static let texts = [
        "", " ", "a", " a", "a ", "a  b", "\u{e9}\u{4e16}\u{1f600}", "0", "-1", "+.5", "1e3",
        "0x1F",
        "0o17", "0b1", "1_000", "1:30", "12 30", "1 a", ".inf", "-.INF", ".nan", "NaN", "inf",
        "2026-01-31",
        "2026-01-31T12:00:00Z", "2026-01-31 12:00:00 Z", "true", "Yes", "OFF", "y", "~", "null",
        "Null",
        "=", "<<", "-", "- a", "---", "...", "? a", "?", ":", "a:", ": a", "a: b", "a:b", "#",
        "# a",
        "a #b", "a#b", "&a", "*a", "!a", "!!str a", "|", ">-", "%YAML", "@a", "`a`", "{a: b}",
        "[a]",
        "a, b", "'", "''", "it's", "\"", "\"a\"", "a\\b", "\\n", "a\nb", "a\n", "\n", "a\tb", "\t",
        "a\r\nb", "\u{0}", "\u{7f}", "\u{85}", "\u{a0}", "\u{2028}", "\u{2029}", "\u{200b}",
        "a\u{feff}b", "$a", "${A}", "/a", "./a", "(a)", "_a",
        String(repeating: "word ", count: 40) + "end", String(repeating: "word ", count: 40),
        String(repeating: "x", count: 300), String(repeating: "# - ", count: 50) + "'",
        String(repeating: "a: ", count: 50) + "b", String(repeating: "wo  rd ", count: 30) + "e",
    ]

    /// A file with each text in every place that a text can have.
    private static func file(_ texts: [String]) -> RuleFile {
        let alerts = texts.enumerated().map { index, text in
            AlertingRule(
                "Alert \(index)", .metric("up", where: [LabelMatcher("a", .equal, text)]),
                severity: text, labels: ["label": text], summary: AlertText(words: text),
                description: AlertText(words: "before \(text) behind"), comment: text)
        }
        return RuleFile(
            comment: texts.joined(separator: " "),
            groups: [
                RuleGroup("texts", rules: alerts.map { .alerting($0) }, comment: texts.first)
            ])
    }

    /// What is read back is what was printed.
    private static func expectSame(_ texts: [String], _ comment: Comment? = nil) throws {
        let file = file(texts)
        let read = try WrittenRules.read(text: file.prometheusText, file: "rules.yml")
        let rules = try #require(read.groups.first).rules
        #expect(rules.count == texts.count, comment)
        for (rule, alert) in zip(rules, file.groups.flatMap(\.alerts)) {
            #expect(
                rule.labels.map { "\($0.key) \($0.value.value)" }
                    == ["label \(alert.labels["label"] ?? "")", "severity \(alert.severity)"],
                comment)
            #expect(
                rule.annotations.map(\.value.value)
                    == [alert.summary.template, alert.description.template], comment)
            let expression = try #require(rule.expression).value
            #expect(try "\(PromQL(parsing: expression))" == "\(alert.expression)", comment)
        }
    }

    @Test func `texts that look like something else are read back as they were`() throws {
        try Self.expectSame(Self.texts)
    }

    @Test func `random texts are read back as they were`() throws {
        for seed in UInt64(1)...20 {
            var generator = SeededGenerator(seed: seed)
            let characters = Array(" aA0'\"\\:#-,[]{}&*!|>%@`?=~.\n\t\u{85}\u{e9}\u{1f600}")
            let texts = (0..<40).map { _ in
                String(
                    (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                        characters.randomElement(using: &generator) ?? "a"
                    })
            }
            try Self.expectSame(texts, "seed \(seed)")
        }
    }

    /// Prometheus reads YAML with another parser.
    @Test func `promtool takes the same file`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("rules.yml", Self.file(Self.texts).prometheusText)
        #expect(
            try Promtool.run("check", "rules", path)
                == "status 0\nChecking \(path)\n  SUCCESS: \(Self.texts.count) rules found\n\n")
    }
}
