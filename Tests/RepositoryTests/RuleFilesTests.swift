import Foundation
import TestSupport
import Testing

/// The bundled Prometheus files, judged by Prometheus' own tool.
@Suite struct RuleFilesTests {
    private static let unitTestFolder = "Tests/RuleTests"

    @Test func `Prometheus accepts the bundled configuration and its rules`() throws {
        let check = try promtool("check", "config", "prometheus.yml")
        #expect(
            check == """
                status 0
                Checking prometheus.yml
                  SUCCESS: 1 rule files found
                 SUCCESS: prometheus.yml is valid prometheus config file syntax

                Checking prometheus-rules.yml
                  SUCCESS: 11 rules found


                """)
    }

    @Test func `every unit test of the rules passes`() throws {
        let files = try unitTestFiles()
        let run = try promtool(["test", "rules"] + files)
        #expect(
            run == "status 0\n" + files.map { "Unit Testing:  \($0)\n  SUCCESS\n\n" }.joined())
    }

    @Test func `every alert is tested firing and silent`() throws {
        let alerts = try Checkout.text("prometheus-rules.yml").matches(of: /- alert: (.+)/)
        #expect(!alerts.isEmpty)
        let tests = try unitTestFiles().map(Checkout.text).joined(separator: "\n")
        let cases = tests.matches(of: /alertname: ([^,\n]+),?\s+exp_alerts:(.*)/)
        for alert in alerts.map(\.1) {
            let isSilent = cases.filter { $0.1 == alert }.map { $0.2.hasPrefix(" []") }
            #expect(isSilent.contains(true), "\(alert) is never expected to be silent")
            #expect(isSilent.contains(false), "\(alert) is never expected to fire")
        }
    }

    private func unitTestFiles() throws -> [String] {
        let folder = Checkout.folder.appendingPathComponent(Self.unitTestFolder).path
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            .filter { $0.hasSuffix(".test.yml") }.map { "\(Self.unitTestFolder)/\($0)" }
    }

    private func promtool(_ arguments: String...) throws -> String {
        try promtool(arguments)
    }

    /// Runs promtool at the top of the checkout; its status and what it said.
    private func promtool(_ arguments: [String]) throws -> String {
        let child = try ChildProcess(
            Programs.installed("promtool"), arguments, folder: Checkout.folder.path)
        let status = try child.waitForExit()
        return "status \(status)\n" + child.standardOutput + child.standardError
    }
}
