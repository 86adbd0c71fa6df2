import App
import Documents
import RuleBook
import Testing

/// The latencies of objectives as bounds of Sonde's own histograms.
@Suite struct AddedBoundsTests {
    private func load(_ text: String) throws(DocumentProblems) -> Configuration {
        try ConfigurationFile(path: "sonde.yml", environment: [:]).load(text: text).configuration
    }

    private static let probe = "probes: [{name: a, interval: 5s, http: {url: http://a/}}]\n"

    /// An objective of a document, in a line.
    private static func objective(_ number: Int, _ rest: String) -> String {
        "  - {name: o\(number), target: 99%, window: 30d, \(rest)}\n"
    }

    @Test func `each histogram has the bounds of its objectives, each once`() throws {
        let sources = [
            "probe: a, latency: 1s", "probe: a, latency: 250ms", "probe: a, latency: 500ms",
            "probe: a, latency: 250ms", "probe: a", "preset: sonde, latency: 3s",
            "preset: istio, latency: 250ms", "metric: m_seconds, bounds: [0.3], latency: 300ms",
        ]
        let bounds = try load(
            Self.probe + "objectives:\n"
                + sources.enumerated().map(Self.objective).joined()
        ).addedBounds
        #expect(bounds.of("synthetic_request_duration") == [0.25, 1])
        #expect(bounds.of("http_request_duration") == [3])
        #expect(bounds.of("istio_request_duration_milliseconds") == [])
        #expect(bounds.of("m_seconds") == [])
        #expect(try load(Self.probe).addedBounds == AddedBounds())
    }

    @Test func `more bounds than a histogram takes are told where the objective stands`() {
        // Of the first ones, 10 ms is a bound anyway, and one latency comes twice.
        let latencies = Array(5...20) + [20, 21, 22]
        let objectives = latencies.enumerated().map {
            Self.objective($0, "probe: a, latency: \($1)ms")
        }
        let others = [Self.objective(99, "preset: sonde, latency: 23ms")]
        let text = Self.probe + "objectives:\n" + (objectives + others).joined()
        #expect(
            configurationProblems(text) == """
                sonde.yml:21:5: objectives[18]: synthetic_request_duration has the latencies of 16 \
                objectives as bounds, which is all that it takes; use one of them or of 0.01, 0.1, 0.5, 2
                """)
    }

    @Test func `what cannot be a bound is told`() {
        let text =
            Self.probe + "objectives:\n" + Self.objective(1, "probe: a, latency: 2.5ms")
            + Self.objective(2, "preset: sonde, latency: 300ms, bounds: [0.3]")
            + Self.objective(3, "probe: a, bounds: [0.3]")
        #expect(
            configurationProblems(text) == """
                sonde.yml:3:5: objectives[0]: the latency must be whole milliseconds, got 2ms500us
                sonde.yml:4:5: objectives[1]: the bounds of Sonde's own histograms are known; remove \
                'bounds'
                sonde.yml:5:5: objectives[2]: the bounds of Sonde's own histograms are known; remove \
                'bounds'
                """)
    }
}
