import Base
import Metrics
import Synchronization
import Testing

@Suite struct CollectedGaugeTests {
    private static func text(
        _ registry: MetricRegistry, _ format: ExpositionFormat = .text
    ) -> String {
        var writer = ByteWriter()
        registry.write(format, into: &writer)
        return String(writer)
    }

    @Test func `series may differ in their labels, and come and go`() {
        let registry = MetricRegistry()
        let samples = Mutex([
            CollectedSample(labels: ["service": "b", "a": "x\"y"], value: 2),
            CollectedSample(labels: ["namespace": "n"], value: .nan),
        ])
        registry.collectedGauge("level", help: "How high.") { samples.withLock { $0 } }
        let header = "# HELP level How high.\n# TYPE level gauge\n"
        let lines = #"""
            level{a="x\"y",service="b"} 2
            level{namespace="n"} NaN

            """#
        #expect(Self.text(registry) == header + lines)
        #expect(Self.text(registry, .openMetrics) == header + lines + "# EOF\n")
        samples.withLock { $0 = [] }
        #expect(Self.text(registry) == "")
    }

    @Test func `a protobuf scrape holds the labels and the value`() {
        let registry = MetricRegistry()
        registry.collectedGauge("level", help: "") {
            [CollectedSample(labels: ["a": "x"], value: 1)]
        }
        var writer = ByteWriter()
        #expect(registry.write(.protobuf, into: &writer) == 1)
        let bytes = String(decoding: writer.bytes, as: UTF8.self)
        #expect(bytes.contains("level") && bytes.contains("a") && bytes.contains("x"))
    }

    @Test func `what is counted is added up over the series that are meant`() {
        let registry = MetricRegistry()
        let requests = registry.counter(
            "requests_total", help: "", labels: ["path", "code"])
        requests.labels("/a", "200").increment(by: 3)
        requests.labels("/a", "500").increment()
        requests.labels("/b", "200").increment(by: 10)
        let durations = registry.histogram(
            "duration_seconds", help: "", labels: ["path"], buckets: [1])
        durations.labels("/a").observe(0.5)
        durations.labels("/a").observe(7)
        registry.gauge("level", help: "").labels().set(5)
        #expect(registry.total(of: "requests_total") { $0["path"] == "/a" } == 4)
        #expect(registry.total(of: "requests_total") { _ in true } == 14)
        #expect(registry.total(of: "duration_seconds_count") { _ in true } == 2)
        #expect(registry.total(of: "requests_total") { _ in false } == nil)
        #expect(registry.total(of: "level") { _ in true } == nil)
        #expect(registry.total(of: "nothing") { _ in true } == nil)
    }
}
