import Base
import Monitoring
import Reporting
import RuleBook
import TestSupport
import Testing

@Suite struct TrafficSuggestionTests {
    private static let step: Int64 = 300_000

    /// Sixteen days of traffic, a sample each five minutes, with an outage of half an hour.
    private static let outage = 3_000..<3_006
    private static let history: RateHistory = {
        let points = TrafficSeries(seed: 7).points(count: 16 * 288)
        let samples = points.enumerated().map { index, point in
            MetricSample(
                milliseconds: point.time * 1_000,
                value: outage.contains(index) ? 0 : max(1, point.value))
        }
        return RateHistory(
            MetricSeries(labels: ["service": "movies"], samples: samples),
            QueryRange(
                start: samples[0].milliseconds, end: samples[samples.count - 1].milliseconds,
                step: step))
    }()

    private static let suggestions = TrafficSuggestions(history)

    @Test func `samples in and around outages and gaps are not clean`() {
        let values: [Double?] = [5, 5, 5, 0, 5, 5, 5, 5, 5, nil, 5, .nan]
        let samples = values.enumerated().compactMap { index, value in
            value.map { MetricSample(milliseconds: Int64(index) * 300_000, value: $0) }
        }
        let history = RateHistory(
            MetricSeries(labels: [:], samples: samples),
            QueryRange(start: 0, end: 11 * 300_000, step: 300_000))
        #expect(history.values == [5, 5, 5, 0, 5, 5, 5, 5, 5, nil, 5, nil])
        #expect(history.clean == [5, nil, nil, nil, nil, nil, 5, nil, nil, nil, nil, nil])
        #expect(history.sampleCount == 10)
        #expect(history.excludedCount == 8)
    }

    /// What the last threshold has to be, worked out in the plainest way.
    private func learnt(_ window: Int, _ body: ([Double]) -> Double) -> Double {
        // The rules learn from what was an hour ago.
        let last = Self.history.clean.count - 1 - 12
        let first = max(0, last - window + 1)
        return body(Self.history.clean[first...last].compactMap { $0 }.sorted())
    }

    private func threshold(
        _ kind: TrafficSuggestion.Kind, _ window: TimeSpan, _ factor: Double
    ) -> Double? {
        Self.suggestions.all.first {
            $0.kind == kind && $0.window == window && $0.factor == factor
        }?.threshold
    }

    @Test func `a floor that is learnt is that of a week's clean samples`() throws {
        let count = 7 * 288
        #expect(threshold(.learntMinimum, .weeks(1), 0.5) == 0.5 * learnt(count) { $0[0] })
        let tenth = learnt(count) { values in
            let rank = 0.1 * Double(values.count - 1)
            let low = Int(rank)
            return values[low] + (rank - Double(low)) * (values[low + 1] - values[low])
        }
        let found = try #require(threshold(.learntQuantile, .weeks(1), 0.5))
        #expect(abs(found - 0.5 * tenth) < 1e-9)
    }

    @Test(arguments: [(TimeSpan.days(1), 288), (.weeks(1), 7 * 288)])
    func `a limit that is learnt is that of the window's clean samples`(
        window: TimeSpan, count: Int
    ) throws {
        let limit = learnt(count) { values in
            let mean = values.reduce(0, +) / Double(values.count)
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return mean + 3 * (squares / Double(values.count)).squareRoot()
        }
        let high = try #require(threshold(.high, window, 1))
        #expect(abs(high - limit) < 1e-6 * limit)
    }

    @Test func `each time that a threshold would have fired is told, outages apart`() throws {
        let all = Self.suggestions.all
        let zero = try #require(all.first { $0.kind == .zero })
        let start = Self.history.times.start
        #expect(
            zero.firings == [
                AlertEpisode(
                    labels: [:], pendingFrom: start + 3_000 * Self.step,
                    firedFrom: start + 3_001 * Self.step, end: start + 3_006 * Self.step, peak: 0)
            ])
        #expect(zero.falseCount == 0)
        // What is below the lowest clean sample was an outage; what is half of it as well.
        for floor in all where floor.kind == .floor {
            #expect(floor.firings.count == 1 && floor.falseCount == 0, "\(floor.factor)")
        }
        // What a tenth of the week was below is passed night after night, half of
        // it hardly ever.
        let tenths = all.filter { $0.kind == .learntQuantile && $0.window == .weeks(1) }
        #expect(tenths.map(\.factor) == [0.3, 0.5, 0.8])
        #expect(tenths[0].falseCount <= tenths[1].falseCount)
        #expect(tenths[2].falseCount >= 10)
    }

    @Test func `the best of a kind catches most without a false alarm, a floor with room below it`()
        throws
    {
        let floor = try #require(Self.suggestions.best(.floor))
        #expect(floor.factor == 0.8 && floor.wait == .minutes(5))
        let high = try #require(Self.suggestions.best(.high))
        let others = Self.suggestions.all.filter { $0.kind == .high && $0.falseCount == 0 }
        #expect(others.allSatisfy { $0.threshold ?? .infinity >= high.threshold ?? 0 })
    }

    @Test func `a service without traffic, and one without a past, have nothing suggested`() {
        let range = QueryRange(start: 0, end: 600_000, step: 300_000)
        let silent = TrafficSuggestions(
            RateHistory(
                MetricSeries(
                    labels: ["a": "b"],
                    samples: [
                        MetricSample(milliseconds: 0, value: 0),
                        MetricSample(milliseconds: 600_000, value: 0),
                    ]), range))
        #expect(
            silent.text == """
                {a="b"}: 2 samples from 1970-01-01T00:00:00Z to 1970-01-01T00:10:00Z, one each 5m
                  no traffic to learn from

                """)
        let young = TrafficSuggestions(
            RateHistory(
                MetricSeries(
                    labels: [:],
                    samples: [
                        MetricSample(milliseconds: 0, value: 8),
                        MetricSample(milliseconds: 300_000, value: 10),
                        MetricSample(milliseconds: 600_000, value: 9),
                    ]), range), of: "orders")
        #expect(
            young.text == """
                orders: 3 samples from 1970-01-01T00:00:00Z to 1970-01-01T00:10:00Z, one each 5m
                  lowest 8, a tenth below 8.2, median 9, highest 10; 0 samples in and around outages \
                left out

                no traffic
                  rate == 0 for 5m: fired 0 times

                fixed floor
                  suggested: rate < 6.4 (0.8 x the lowest) for 5m
                  rate < 4 (0.5 x the lowest) for 5m: fired 0 times
                  rate < 4 (0.5 x the lowest) for 15m: fired 0 times
                  rate < 6.4 (0.8 x the lowest) for 5m: fired 0 times
                  rate < 6.4 (0.8 x the lowest) for 15m: fired 0 times
                  rate < 7.2 (0.9 x the lowest) for 5m: fired 0 times
                  rate < 7.2 (0.9 x the lowest) for 15m: fired 0 times
                  rate < 8 (1 x the lowest) for 5m: fired 0 times
                  rate < 8 (1 x the lowest) for 15m: fired 0 times

                floor learnt by the minimum
                  too little history to try any

                floor learnt by the lowest tenth
                  too little history to try any

                too much traffic
                  too little history to try any

                """)
    }

    @Test func `as text the times stand below what fired`() throws {
        let lines = Self.suggestions.text.split(separator: "\n")
        #expect(
            lines[0] == "{service=\"movies\"}: 4608 samples from 2024-09-02T00:00:00Z to "
                + "2024-09-17T23:55:00Z, one each 5m")
        let zero = try #require(
            lines.firstIndex(of: "  rate == 0 for 5m: fired 1 time, in outages only"))
        #expect(lines[zero + 1] == "    2024-09-12T10:05:00Z for 25m")
        #expect(lines.contains { $0.contains(" of them outside of outages, tried on ") })
        #expect(lines.contains { $0.hasPrefix("    2024-") && $0.hasSuffix(" more") })
        let named = TrafficSuggestions(Self.history, of: "movies").text
        #expect(named.hasPrefix("movies {service=\"movies\"}: 4608 samples from "))
    }

    @Test func `as JSON every suggestion is whole`() {
        let text = SuggestionDocument([Self.suggestions]).jsonText
        #expect(text.contains("\"suggested\" : true"))
        #expect(text.contains("\"kind\" : \"learnt_quantile\""))
        #expect(text.contains("\"from\" : \"2024-09-12T10:05:00Z\""))
    }
}
