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
                  SUCCESS: 18 rules found


                """)
    }

    @Test func `every unit test of the rules passes`() throws {
        let files = try unitTestFiles()
        let run = try Promtool.run(["test", "rules"] + files, folder: Checkout.folder.path)
        #expect(
            run == "status 0\n" + files.map { "Unit Testing:  \($0)\n  SUCCESS\n\n" }.joined())
    }

    private func unitTestFiles() throws -> [String] {
        let folder = Checkout.folder.appendingPathComponent(Self.unitTestFolder).path
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            .filter { $0.hasSuffix(".test.yml") }.map { "\(Self.unitTestFolder)/\($0)" }
    }

    /// Runs promtool at the top of the checkout.
    private func promtool(_ arguments: String...) throws -> String {
        try Promtool.run(arguments, folder: Checkout.folder.path)
    }
}
