import Base
import Foundation
import Metrics
import TestSupport
import Testing

/// A real Prometheus scrapes protobuf with native histograms, and tells what it understood.
@Suite struct PrometheusScrapeTests {
    private static let growthFactor = 1.1

    /// 10,000 durations around 50 ms, a few of them long, as a service has them.
    private static func durations(seed: UInt64) -> [Double] {
        var generator = SeededGenerator(seed: seed)
        return (0..<10_000).map { _ in
            0.05 * exp(Double.random(in: -2...2, using: &generator))
                * (Int.random(in: 0..<50, using: &generator) == 0 ? 20 : 1)
        }
    }

    @Test func `Prometheus reads quantiles, exemplars and values as they were observed`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        let durations = Self.durations(seed: seed)
        let registry = MetricRegistry()
        let histogram = registry.histogram(
            "request_duration_seconds", help: "D.", labels: ["path"], unit: .seconds,
            buckets: [0.01, 0.1, 0.5, 2], native: NativeBuckets(growthFactor: Self.growthFactor)
        ).labels("/")
        for duration in durations { histogram.observe(duration) }
        histogram.observe(0.3, exemplar: ["trace_id": "0af7651916cd43dd"])
        registry.counter("jobs_total", help: "J.").labels().increment(
            by: 3, exemplar: ["trace_id": "b7ad6b7169203331"])
        registry.gauge("temperature_celsius", help: "T.", unit: .celsius).labels().set(-3.25)

        let server = try ScrapeServer(registry)
        let prometheus = try PrometheusScraper(scraping: server.port)
        try prometheus.waitForValue(of: "jobs_total", 3)
        #expect(server.formats.allSatisfy { $0 == .protobuf })
        try prometheus.waitForValue(of: "temperature_celsius", -3.25)
        try prometheus.waitForValue(
            of: "histogram_count(request_duration_seconds)", Double(durations.count + 1))

        let sorted = (durations + [0.3]).sorted()
        // Each of them may be missing for a while, behind a scrape that took too long.
        func value(_ query: String) throws -> Double {
            try eventually("a value of \(query)") { try prometheus.value(of: query) }
        }
        let sum = try value("histogram_sum(request_duration_seconds)")
        #expect(abs(sum - sorted.reduce(0, +)) < 1e-6, "seed \(seed)")
        for quantile in [0.01, 0.1, 0.5, 0.9, 0.99, 0.999] {
            let exact = sorted[Int((quantile * Double(sorted.count)).rounded(.up)) - 1]
            let told = try value("histogram_quantile(\(quantile), request_duration_seconds)")
            let ratio = max(told / exact, exact / told)
            #expect(
                ratio <= Self.growthFactor,
                "the \(quantile) quantile is \(exact), not \(told), seed \(seed)")
        }
        #expect(try prometheus.exemplars(of: "request_duration_seconds") == ["0af7651916cd43dd"])
        #expect(try prometheus.exemplars(of: "jobs_total") == ["b7ad6b7169203331"])
    }
}
