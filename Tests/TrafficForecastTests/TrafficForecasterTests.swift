import Base
import Monitoring
import TestSupport
import Testing
import TrafficForecast

@Suite struct TrafficForecasterTests {
    /// The moment until which there is history: four weeks after the first Monday, a Monday noon.
    private static let now = TrafficSeries.monday + 28 * 86_400 + 43_200

    private static func traffic(
        _ name: String = "shop", step: Int64 = 300,
        source: ForecastedTraffic.Source = .query("rate"), maintenance: [TimeWindow] = []
    ) -> ForecastedTraffic {
        ForecastedTraffic(
            name: name, labels: ["traffic": name, "team": "web"], source: source,
            step: .seconds(step), ageMax: .seconds(900), zone: TrafficZone(),
            maintenance: maintenance)
    }

    private static func answer(_ series: MetricSeries...) -> TestHistory.Answer {
        .success(HistoryAnswer(series: series))
    }

    private static let labels = #"{team="web",traffic="shop"}"#

    @Test func `bands are there as soon as the history is read`() throws {
        let history = TestHistory { Self.answer(TestHistory.series($0)) }
        let forecasts = try TestForecasts(
            [Self.traffic()], history: history, clock: TestClock(Self.now))
        defer { forecasts.stop() }
        try eventually("bands") { forecasts.value("forecast_expected" + Self.labels) != nil }
        #expect(history.reads.count == 1)
        let range = try #require(history.reads.first?.range)
        #expect(range.end == Self.now * 1_000)
        #expect(range.pointCount == 28 * 288)
        let names = forecasts.lines.map { String($0.prefix { $0 != " " }) }
        #expect(
            names.filter { $0.hasPrefix("forecast_") }
                == [
                    #"forecast_anomaly_score{team="web",traffic="shop"}"#,
                    #"forecast_excluded_samples{team="web",traffic="shop"}"#,
                    #"forecast_expected{team="web",traffic="shop"}"#,
                    #"forecast_lower{quantile="0.005",team="web",traffic="shop"}"#,
                    #"forecast_lower{quantile="0.1",team="web",traffic="shop"}"#,
                    #"forecast_stale{team="web",traffic="shop"}"#,
                    #"forecast_training_samples{team="web",traffic="shop"}"#,
                    #"forecast_updated_timestamp_seconds{team="web",traffic="shop"}"#,
                    #"forecast_upper{quantile="0.9",team="web",traffic="shop"}"#,
                    #"forecast_upper{quantile="0.995",team="web",traffic="shop"}"#,
                ])
        let ends = [
            #"forecast_lower{quantile="0.005",team="web",traffic="shop"}"#,
            #"forecast_lower{quantile="0.1",team="web",traffic="shop"}"#,
            "forecast_expected" + Self.labels,
            #"forecast_upper{quantile="0.9",team="web",traffic="shop"}"#,
            #"forecast_upper{quantile="0.995",team="web",traffic="shop"}"#,
        ].compactMap(forecasts.value)
        #expect(ends.count == 5)
        #expect(ends == ends.sorted() && ends[0] < ends[4])
        #expect(
            forecasts.value("forecast_updated_timestamp_seconds" + Self.labels)
                == Double(Self.now))
        #expect(forecasts.value("forecast_stale" + Self.labels) == 0)
        #expect((forecasts.value("forecast_training_samples" + Self.labels) ?? 0) > 8_000)
        #expect(forecasts.log.lines == [])
    }

    @Test func `nothing is learned from maintenance`() throws {
        let window = TimeWindow.recurring(
            try CronExpression("0 10 * * 2"), length: .seconds(7_200), zone: .utc)
        let excluded = try [[], [window]].map { maintenance in
            let history = TestHistory { Self.answer(TestHistory.series($0)) }
            let forecasts = try TestForecasts(
                [Self.traffic(maintenance: maintenance)], history: history,
                clock: TestClock(Self.now))
            defer { forecasts.stop() }
            try eventually("bands") {
                forecasts.value("forecast_expected" + Self.labels) != nil
            }
            return try #require(forecasts.value("forecast_excluded_samples" + Self.labels))
        }
        // Two hours of five minutes, on four Tuesdays.
        #expect(excluded[1] - excluded[0] == 96)
    }

    @Test func `each step reads on from the last sample and scores it`() throws {
        let clock = TestClock(Self.now)
        let history = TestHistory { Self.answer(TestHistory.series($0)) }
        let forecasts = try TestForecasts(
            [Self.traffic(step: 1)], history: history, clock: clock)
        defer { forecasts.stop() }
        try eventually("the history") { history.reads.count >= 1 }
        history.set { range in
            var series = TestHistory.series(range)
            series.samples = series.samples.map {
                MetricSample(milliseconds: $0.milliseconds, value: 100_000)
            }
            return Self.answer(series)
        }
        clock.advance(by: 1)
        try eventually("a step") {
            forecasts.value("forecast_updated_timestamp_seconds" + Self.labels)
                == Double(Self.now + 1)
        }
        #expect(
            history.reads.last?.range
                == QueryRange(
                    start: (Self.now + 1) * 1_000, end: (Self.now + 1) * 1_000, step: 1_000))
        #expect((forecasts.value("forecast_anomaly_score" + Self.labels) ?? 0) > 1)
    }

    /// What a source may answer, what it counts as, and what the log says of it.
    private static let mishaps: [(result: String, answer: TestHistory.Answer, reason: String)] = [
        ("no_data", answer(), "gives no sample"),
        (
            "no_data",
            answer(
                MetricSeries(
                    labels: [:],
                    samples: [MetricSample(milliseconds: now * 1_000, value: .nan)])),
            "are NaN"
        ),
        (
            "many_series",
            answer(
                MetricSeries(labels: ["pod": "a"], samples: []),
                MetricSeries(labels: ["pod": "b"], samples: [])),
            #"2 series, such as {pod="a"}, {pod="b"}"#
        ),
        (
            "unavailable",
            .failure(HistoryFailure(isUnavailable: true, description: "connection refused")),
            "connection refused"
        ),
        (
            "failure", .failure(HistoryFailure(isUnavailable: false, description: "parse error")),
            "parse error"
        ),
    ]

    @Test(arguments: mishaps.indices)
    func `what is wrong is counted and logged once`(
        index: Int
    ) throws {
        let (result, answer, reason) = Self.mishaps[index]
        let clock = TestClock(Self.now)
        let history = TestHistory { _ in answer }
        let forecasts = try TestForecasts(
            [Self.traffic(step: 1)], history: history, clock: clock)
        defer { forecasts.stop() }
        let series = #"sonde_forecast_reads_total{traffic="shop",result="\#(result)"}"#
        try eventually("two failures") {
            clock.advance(by: 1)
            return (forecasts.value(series) ?? 0) >= 2
        }
        #expect(forecasts.value("forecast_expected" + Self.labels) == nil)
        #expect(forecasts.value("forecast_stale" + Self.labels) == 1)
        let told = forecasts.log.lines.filter { $0.contains("traffic cannot be read") }
        #expect(told.count == 1)
        #expect(told.first?.contains(reason) == true, "\(told)")
        #expect(told.first?.contains("forecast.result=\(result)") == true)
        // When it works again, that is told too.
        history.set { Self.answer(TestHistory.series($0)) }
        try eventually("forecasts") {
            clock.advance(by: 1)
            return forecasts.value("forecast_expected" + Self.labels) != nil
        }
        try eventually("the news") {
            forecasts.log.lines.last?.contains("traffic is read again") == true
        }
    }

    @Test func `the last model stays in force until it is stale`() throws {
        let clock = TestClock(Self.now)
        let history = TestHistory { Self.answer(TestHistory.series($0)) }
        let forecasts = try TestForecasts([Self.traffic()], history: history, clock: clock)
        defer { forecasts.stop() }
        try eventually("bands") { forecasts.value("forecast_expected" + Self.labels) != nil }
        history.set { _ in Self.mishaps[3].answer }
        let first = try #require(forecasts.value("forecast_expected" + Self.labels))
        clock.advance(by: 900)
        let later = try #require(forecasts.value("forecast_expected" + Self.labels))
        // It is worked out for the moment of the scrape.
        #expect(later != first)
        #expect(forecasts.value("forecast_stale" + Self.labels) == 0)
        clock.advance(by: 1)
        #expect(forecasts.value("forecast_expected" + Self.labels) == nil)
        #expect(!forecasts.lines.contains { $0.hasPrefix("forecast_lower") })
        #expect(forecasts.value("forecast_stale" + Self.labels) == 1)
        #expect(
            forecasts.value("forecast_updated_timestamp_seconds" + Self.labels)
                == Double(Self.now))
    }

    @Test func `warnings of a source are logged, its samples are used`() throws {
        let history = TestHistory { range in
            let answer = HistoryAnswer(
                series: [TestHistory.series(range)], warnings: ["a store is away"])
            return .success(answer)
        }
        let forecasts = try TestForecasts(
            [Self.traffic()], history: history, clock: TestClock(Self.now))
        defer { forecasts.stop() }
        try eventually("bands") { forecasts.value("forecast_expected" + Self.labels) != nil }
        #expect(
            forecasts.log.lines
                == ["warning history is incomplete traffic.name=shop warning=a store is away"])
    }

    @Test func `traffic that goes leaves no series, what stays goes on`() throws {
        let history = TestHistory { Self.answer(TestHistory.series($0)) }
        let forecasts = try TestForecasts(
            [Self.traffic("shop"), Self.traffic("bar")], history: history,
            clock: TestClock(Self.now))
        defer { forecasts.stop() }
        try eventually("bands of both") {
            forecasts.lines.count { $0.hasPrefix("forecast_expected") } == 2
        }
        forecasts.update([Self.traffic("shop"), Self.traffic("cafe")])
        try eventually("bands of the new one") {
            forecasts.lines.contains { $0.hasPrefix("forecast_expected") && $0.contains("cafe") }
        }
        #expect(!forecasts.lines.contains { $0.contains(#""bar""#) })
        #expect(history.reads.count == 3)
        forecasts.update([])
        #expect(forecasts.lines == [])
    }

    @Test func `a restart goes on from the saved state`() throws {
        let folder = try TemporaryFolder()
        let states = StateFolder(writingTo: folder.path("states"))
        let clock = TestClock(Self.now)
        let history = TestHistory { Self.answer(TestHistory.series($0)) }
        let first = try TestForecasts(
            [Self.traffic("shop/1 ü")], history: history, clock: clock, folder: states)
        try eventually("bands") { first.lines.contains { $0.hasPrefix("forecast_expected") } }
        // But for the score, which is of a sample that came.
        func forecasts(_ lines: [String]) -> [String] {
            lines.filter { $0.hasPrefix("forecast_") && !$0.hasPrefix("forecast_anomaly_score") }
        }
        let lines = forecasts(first.lines)
        first.stop()
        // There is no history any more.
        let nothing = TestHistory { _ in Self.answer() }
        let second = try TestForecasts(
            [Self.traffic("shop/1 ü")], history: nothing, clock: clock, folder: states)
        #expect(forecasts(second.lines) == lines)
        clock.advance(by: 600)
        second.stop()
        // What was learned from other samples is not taken.
        let other = try TestForecasts(
            [Self.traffic("shop/1 ü", source: .query("other"))], history: nothing, clock: clock,
            folder: states)
        #expect(!other.lines.contains { $0.hasPrefix("forecast_expected") })
        #expect(other.log.lines.first?.contains("is of other samples") == true)
        other.stop()
        // A state that is no state is told, and replaced.
        _ = try folder.write("states/shop%2f1%20%c3%bc.forecast", "hello")
        let third = try TestForecasts(
            [Self.traffic("shop/1 ü")], history: history, clock: clock, folder: states)
        defer { third.stop() }
        try eventually("bands") { third.lines.contains { $0.hasPrefix("forecast_expected") } }
        #expect(third.value(#"sonde_forecast_state_failures_total{traffic="shop/1 ü"}"#) == 1)
        #expect(third.log.lines.first?.contains("saved forecast cannot be used") == true)
    }

    @Test func `a state that cannot be written is told`() throws {
        let folder = try TemporaryFolder()
        let states = StateFolder(writingTo: try folder.write("file", "") + "/states")
        let history = TestHistory { Self.answer(TestHistory.series($0)) }
        let forecasts = try TestForecasts(
            [Self.traffic()], history: history, clock: TestClock(Self.now), folder: states)
        defer { forecasts.stop() }
        try eventually("a failure") {
            forecasts.value(#"sonde_forecast_state_failures_total{traffic="shop"}"#) == 1
        }
        // All the same there are forecasts.
        try eventually("bands") { forecasts.value("forecast_expected" + Self.labels) != nil }
        #expect(forecasts.log.lines.first?.contains("forecast cannot be saved") == true)
    }

    @Test func `a counter of this process is learned from as it comes`() throws {
        let clock = TestClock(Self.now)
        let history = TestHistory { _ in Self.answer() }
        history.set(total: 100)
        let forecasts = try TestForecasts(
            [
                Self.traffic(
                    step: 1,
                    source: .ownCounter(
                        name: "requests_total", labels: ["path": "/orders"], excluded: [:]))
            ], history: history, clock: clock)
        defer { forecasts.stop() }
        var total = 100.0
        try eventually("forecasts") {
            total += 5
            history.set(total: total)
            clock.advance(by: 1)
            return forecasts.value("forecast_expected" + Self.labels) != nil
        }
        #expect(history.reads == [])
        #expect((forecasts.value("forecast_training_samples" + Self.labels) ?? 0) >= 1)
        history.set(total: nil)
        try eventually("the counter to be missed") {
            clock.advance(by: 1)
            let series = #"sonde_forecast_reads_total{traffic="shop",result="no_data"}"#
            return (forecasts.value(series) ?? 0) > 0
        }
    }
}
