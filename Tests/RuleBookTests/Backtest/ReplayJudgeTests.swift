import Base
import Monitoring
import RuleBook
import TestSupport
import Testing

/// The replay against Prometheus' own alerts: for random values and rules, `promtool test rules`
/// evaluates the same rules and is told what `ALERTS` has to be at every evaluation.
@Suite struct ReplayJudgeTests {
    private struct Rule {
        let name: String
        /// `1` where the alert's condition holds.
        let values: String
        let hold: Int64
        let keepFiring: Int64
    }

    private static let evaluationCount = 60

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `the alerts are those of Prometheus at every evaluation`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let rules = (0..<20).map { number in
            // Runs of some length, so that alerts have time to fire.
            var values = ""
            while values.count < Self.evaluationCount {
                let run = Int.random(in: 1...6, using: &generator)
                values += String(repeating: number % 2 == values.count % 2 ? "1" : "0", count: run)
            }
            return Rule(
                name: "A\(number)", values: String(values.prefix(Self.evaluationCount)),
                hold: Int64.random(in: 0...4, using: &generator),
                keepFiring: Int64.random(in: 0...4, using: &generator))
        }
        let folder = try TemporaryFolder()
        _ = try folder.write("rules.yml", Self.ruleFile(rules))
        let test = try folder.write("test.yml", Self.testFile(rules))
        let promtool = try ChildProcess(
            Programs.installed("promtool"), ["test", "rules", test])
        let status = try promtool.waitForExit()
        #expect(
            status == 0,
            "seed \(seed): \(promtool.standardOutput) \(promtool.standardError)")
    }

    private static func ruleFile(_ rules: [Rule]) -> String {
        let entries = rules.map { rule in
            """
                  - alert: \(rule.name)
                    expr: 'm{rule="\(rule.name)"} == 1'
                    for: \(rule.hold)m
                    keep_firing_for: \(rule.keepFiring)m

            """
        }
        return "groups:\n  - name: g\n    interval: 1m\n    rules:\n" + entries.joined()
    }

    private static func testFile(_ rules: [Rule]) -> String {
        let series = rules.map { rule in
            "      - series: 'm{rule=\"\(rule.name)\"}'\n        values: '"
                + rule.values.map { String($0) }.joined(separator: " ") + "'\n"
        }
        let states = rules.map { rule in
            let text = Pattern.states(
                rule.values.replacing("0", with: "."), for: rule.hold,
                keepFiringFor: rule.keepFiring)
            return (rule.name, Array(text))
        }
        let cases = (0..<evaluationCount).map { index in
            let active = states.filter { $0.1[index] != "." }.map { name, states in
                "          - labels: 'ALERTS{alertname=\"\(name)\",rule=\"\(name)\","
                    + "alertstate=\"\(states[index] == "F" ? "firing" : "pending")\"}'\n"
                    + "            value: 1\n"
            }
            return "      - expr: ALERTS\n        eval_time: \(index)m\n        exp_samples:"
                + (active.isEmpty ? " []\n" : "\n" + active.joined())
        }
        return "rule_files: [rules.yml]\nevaluation_interval: 1m\ntests:\n  - interval: 1m\n"
            + "    input_series:\n" + series.joined() + "    promql_expr_test:\n" + cases.joined()
    }
}
