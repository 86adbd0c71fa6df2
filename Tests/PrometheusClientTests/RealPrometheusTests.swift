import Base
import Monitoring
import PrometheusClient
import TestSupport
import Testing

/// A real Prometheus with a history.
@Suite struct RealPrometheusTests {
    /// 2026-01-05T00:00:00Z, a Monday.
    private static let start: Int64 = 1_767_571_200

    @Test func `a week of several series at 15 s comes whole, with its gap`() throws {
        let instances = ["a", "b", "c"]
        let scrapes = 7 * 86_400 / 15
        /// Half an hour in which nothing was scraped.
        let gap = 20_000..<20_120
        var text = "# TYPE load gauge\n"
        for instance in instances {
            for index in 0..<scrapes where !gap.contains(index) {
                text +=
                    "load{instance=\"\(instance)\"} \(index % 100) "
                    + "\(Self.start + Int64(index) * 15)\n"
            }
        }
        let prometheus = try HistoricPrometheus(openMetrics: text)
        defer { prometheus.stop() }
        let reader = PrometheusReader(prometheus.url)
        let range = QueryRange(
            start: Self.start * 1_000, end: (Self.start + Int64(scrapes - 1) * 15) * 1_000,
            step: 15_000)
        var pieceEnds: [Int] = []
        let answer = try reader.queryRange("load", over: range) { pieceEnds.append($0) }
        #expect(pieceEnds == [11_000, 22_000, 33_000, 40_320])
        #expect(
            answer.series.map(\.name) == instances.map { "load{instance=\"\($0)\"}" })
        // A series is seen for five minutes after its last sample.
        let expected = (0..<scrapes).filter { !gap.dropFirst(20).contains($0) }.map { index in
            MetricSample(
                milliseconds: (Self.start + Int64(index) * 15) * 1_000,
                value: Double(gap.contains(index) ? (gap.lowerBound - 1) % 100 : index % 100))
        }
        for series in answer.series { #expect(series.samples == expected) }
        #expect(answer.warnings == [])

        // What is no number, and what is not there.
        let moment = WallClockInstant(nanoseconds: Self.start * 1_000_000_000)
        let divided = try reader.query("load{instance=\"a\"} / 0", at: moment).series
        #expect(divided.count == 1 && divided[0].samples[0].value.isNaN)
        #expect(try reader.query("nothing", at: moment).series == [])
        #expect(
            try reader.query("42", at: moment).result
                == .scalar(MetricSample(milliseconds: Self.start * 1_000, value: 42)))
        #expect(try reader.query("\"text\"", at: moment).result == .string("text"))
        #expect(
            try reader.problem("sum by (")
                == PrometheusProblem(
                    .refused,
                    "cannot query Prometheus at \(prometheus.url): bad_data: invalid parameter "
                        + "\"query\": 1:9: parse error: unclosed left parenthesis"))
    }
}
