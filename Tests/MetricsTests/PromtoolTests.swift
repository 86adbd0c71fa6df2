import Metrics
import TestSupport
import Testing

/// Prometheus' own checker reads the text format.
@Suite struct PromtoolTests {
    /// Whether `promtool check metrics` finds nothing, and what it says.
    private func check(_ text: String) throws -> (isClean: Bool, output: String) {
        let folder = try TemporaryFolder()
        let file = try folder.write("metrics", text)
        let promtool = try Programs.installed("promtool")
        let child = try ChildProcess("/bin/sh", ["-c", "'\(promtool)' check metrics < '\(file)'"])
        let status = try child.waitForExit()
        return (status == 0, child.standardOutput + child.standardError)
    }

    @Test func `promtool finds nothing in any type of metric`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        let (isClean, output) = try check(text(of: sampleRegistry(seed: seed)))
        #expect(isClean && output.isEmpty, "\(output), seed \(seed)")
    }

    @Test func `promtool finds nothing in what the program tells of itself`() throws {
        let registry = MetricRegistry(ownPrefix: "sonde")
        ProcessMetrics.register(in: registry)
        let family = registry.histogram(
            "http_request_duration", help: "Time to answer in seconds.",
            labels: ["method", "url", "code"], buckets: [0.01, 0.1, 0.5, 2],
            native: NativeBuckets())
        family.labels("POST", "/reservations", "200").observe(0.1)
        let (isClean, output) = try check(text(of: registry))
        #expect(isClean && output.isEmpty, "\(output)")
    }

    @Test func `promtool does find faults`() throws {
        #expect(try !check("a 1\na 2\n").isClean)
        #expect(try !check("a{b=\"c} 1\n").isClean)
    }
}
