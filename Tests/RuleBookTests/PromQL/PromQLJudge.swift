import Foundation
import TestSupport

/// What Prometheus makes of expressions.
enum PromQLJudge {
    /// An answer that is none.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The expressions that promtool refuses, by their index, with its reasons.
    static func refusals(of expressions: [String]) throws -> [Int: String] {
        let folder = try TemporaryFolder()
        let file = try folder.write("rules.yml", ruleFile(of: expressions))
        let child = try ChildProcess(
            Programs.installed("promtool"), ["check", "rules", file], environment: ["LANG": "C"])
        let status = try child.waitForExit()
        let output = child.standardOutput + child.standardError
        var refusals: [Int: String] = [:]
        for line in output.split(separator: "\n") {
            guard let match = line.firstMatch(of: /"e:(\d+)": (.*)/) else { continue }
            refusals[Int(match.1)!] = String(match.2)
        }
        guard (status == 0) == refusals.isEmpty else {
            throw Failure(description: "promtool: exit \(status): \(output.prefix(2_000))")
        }
        return refusals
    }

    /// The form in which Prometheus itself prints expressions, all of which it accepts.
    static func canonicalForms(of expressions: [String]) throws -> [String] {
        let folder = try TemporaryFolder()
        _ = try folder.write("rules.yml", ruleFile(of: expressions))
        let configuration = try folder.write("prometheus.yml", "rule_files: [rules.yml]\n")
        let port = try freeLoopbackPort()
        let child = try ChildProcess(
            Programs.installed("prometheus"),
            [
                "--config.file=\(configuration)", "--storage.tsdb.path=\(folder.path("data"))",
                "--web.listen-address=127.0.0.1:\(port)", "--log.level=error",
            ])
        defer { child.stop() }
        let client = HTTPClient(port: port)
        let outcome: Result<HTTPClient.Answer, Failure> = try eventually("Prometheus to be ready") {
            guard child.isRunning else {
                return .failure(Failure(description: child.standardError))
            }
            guard try client.get("/-/ready").status == 200 else { return nil }
            return .success(try client.get("/api/v1/rules"))
        }
        let answer = try outcome.get()
        let document = try JSONDecoder().decode(RulesDocument.self, from: Data(answer.body))
        let rules = document.data.groups.flatMap(\.rules)
        guard rules.count == expressions.count else {
            throw Failure(description: "\(rules.count) rules of \(expressions.count)")
        }
        return rules.map(\.query)
    }

    private struct RulesDocument: Decodable {
        struct Content: Decodable { let groups: [Group] }
        struct Group: Decodable { let rules: [Rule] }
        struct Rule: Decodable { let query: String }

        let data: Content
    }

    /// One group, evaluated once a year, with a rule for each expression.
    private static func ruleFile(of expressions: [String]) -> String {
        let rules = expressions.enumerated().map { index, expression in
            "  - {record: \"e:\(index)\", expr: \(quoted(expression))}\n"
        }
        return "groups:\n- name: expressions\n  interval: 365d\n  rules:\n" + rules.joined()
    }

    /// The text as a string of YAML, in which every character may stand.
    private static func quoted(_ text: String) -> String {
        let characters = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case " "..."~": String(scalar)
            default:
                "\\U" + String(String(UInt64(scalar.value) + 0x1_0000_0000, radix: 16).dropFirst())
            }
        }
        return "\"" + characters.joined() + "\""
    }
}
