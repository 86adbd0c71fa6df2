import Base
import HTTPServing
import HTTPWire
import Metrics
import Testing

@Suite struct ServerMetricsTests {
    @Test func `bounds join the fixed ones, in order and each once`() {
        let registry = MetricRegistry()
        let metrics = ServerMetricFamilies(registry: registry, addedBounds: [3, 0.5, 0.25])
        metrics.prepare(method: .post, path: "/a", code: 200)
        var writer = ByteWriter()
        registry.write(.text, into: &writer)
        let lines = String(decoding: writer.bytes, as: UTF8.self).split(separator: "\n")
        let prefix = "http_request_duration_bucket{method=\"POST\",url=\"/a\",code=\"200\",le="
        #expect(
            lines.filter { $0.hasPrefix("http_request_duration_bucket") }
                == ["0.01", "0.1", "0.25", "0.5", "2", "3", "+Inf"].map { "\(prefix)\"\($0)\"} 0" })
    }
}
