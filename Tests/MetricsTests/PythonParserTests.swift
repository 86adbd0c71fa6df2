import Base
import Foundation
import Metrics
import TestSupport
import Testing

/// The strict parsers of Prometheus' official Python client read both text formats.
@Suite struct PythonParserTests {
    /// Prints every sample that a file holds, one a line.
    private static let program = """
        import sys
        if sys.argv[1] == "text":
            from prometheus_client.parser import text_string_to_metric_families as parse
        else:
            from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
        with open(sys.argv[2], encoding="utf-8", newline="") as file:
            for family in parse(file.read()):
                print("family", family.name, family.type, repr(family.unit), repr(family.documentation))
                for sample in family.samples:
                    exemplar = getattr(sample, "exemplar", None)
                    print(sample.name, sorted(sample.labels.items()), repr(float(sample.value)),
                          *([exemplar.labels, exemplar.value, exemplar.timestamp] if exemplar else []))
        """

    private struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    /// What the parser makes of a scrape.
    private func parse(_ format: ExpositionFormat, _ content: String) throws -> String {
        let folder = try TemporaryFolder()
        let file = try folder.write("metrics", content)
        let program = try folder.write("parse.py", Self.program)
        let child = try ChildProcess(
            try PythonEnvironment.python.get(),
            [program, format == .text ? "text" : "openmetrics", file],
            environment: ["PYTHONIOENCODING": "utf-8"])
        guard try child.waitForExit() == 0 else {
            throw Refusal(description: "\(child.standardError)\n\(content)")
        }
        return child.standardOutput
    }

    private func smallRegistry() -> MetricRegistry {
        let registry = registryOf2023()
        registry.counter("c_seconds_total", help: "C \"c\".", labels: ["l"], unit: .seconds)
            .labels("a\"\\\nü").increment(by: 2.5, exemplar: ["id": "1"], at: .of2023)
        registry.gauge("g", help: "G \\ g\n.").labels().set(-.infinity)
        registry.histogram("h", help: "H.", buckets: [0.5, 2, 1e6]).labels().observe(1.5)
        _ = registry.info("i_info", help: "I.", labels: ["version"]).labels("1")
        registry.stateSet("s", help: "S.", states: ["on", "off"]).labels().become("off")
        return registry
    }

    @Test func `the text parser reads every value`() throws {
        let samples = try parse(.text, text(of: smallRegistry()))
        #expect(
            samples == #"""
                family c_seconds counter '' 'C "c".'
                c_seconds_total [('l', 'a"\\\nü')] 2.5
                family g gauge '' 'G \\ g\n.'
                g [] -inf
                family h histogram '' 'H.'
                h_bucket [('le', '0.5')] 0.0
                h_bucket [('le', '2')] 1.0
                h_bucket [('le', '1e+06')] 1.0
                h_bucket [('le', '+Inf')] 1.0
                h_sum [] 1.5
                h_count [] 1.0
                family i_info gauge '' 'I.'
                i_info [('version', '1')] 1.0
                family s gauge '' 'S.'
                s [('s', 'on')] 0.0
                s [('s', 'off')] 1.0

                """#)
    }

    @Test func `the OpenMetrics parser reads every value`() throws {
        let samples = try parse(.openMetrics, text(of: smallRegistry(), .openMetrics))
        #expect(
            samples == #"""
                family c_seconds counter 'seconds' 'C "c".'
                c_seconds_total [('l', 'a"\\\nü')] 2.5 {'id': '1'} 2.5 1700000000.250000000
                c_seconds_created [('l', 'a"\\\nü')] 1700000000.25
                family g gauge '' 'G \\ g\n.'
                g [] -inf
                family h histogram '' 'H.'
                h_bucket [('le', '0.5')] 0.0
                h_bucket [('le', '2.0')] 1.0
                h_bucket [('le', '1e+06')] 1.0
                h_bucket [('le', '+Inf')] 1.0
                h_sum [] 1.5
                h_count [] 1.0
                h_created [] 1700000000.25
                family i info '' 'I.'
                i_info [('version', '1')] 1.0
                family s stateset '' 'S.'
                s [('s', 'on')] 0.0
                s [('s', 'off')] 1.0

                """#)
    }

    @Test(arguments: [ExpositionFormat.text, .openMetrics])
    func `every kind of value is accepted`(format: ExpositionFormat) throws {
        let seed = UInt64.random(in: 0 ... .max)
        let scrape = text(of: sampleRegistry(seed: seed), format)
        let samples = try parse(format, scrape).split(separator: "\n")
            .filter { !$0.hasPrefix("family ") }
        let lines = scrape.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(samples.count == lines.count, "seed \(seed)")
    }

    @Test func `the parser does find faults`() {
        #expect(throws: Refusal.self) { try parse(.openMetrics, "a 1\n") }
    }
}

/// A virtual environment with the client, made once in the build folder.
private enum PythonEnvironment {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static let version = "0.22.1"

    /// The path of its interpreter.
    static let python = Result { try make() }

    private static func make() throws -> String {
        let folder = Checkout.folder.appendingPathComponent(".build/venv").path
        let python = folder + "/bin/python"
        // If it cannot be run it is made.
        if (try? run(python, ["-c", "import prometheus_client"])) != nil { return python }
        try run(try Programs.installed("python3"), ["-m", "venv", "--clear", folder])
        try run(python, ["-m", "pip", "install", "--quiet", "prometheus-client==\(version)"])
        return python
    }

    private static func run(_ path: String, _ arguments: [String]) throws {
        let child = try ChildProcess(path, arguments)
        guard try child.waitForExit(within: .seconds(300)) == 0 else {
            throw Failure(description: "\(path) \(arguments) failed: \(child.standardError)")
        }
    }
}
