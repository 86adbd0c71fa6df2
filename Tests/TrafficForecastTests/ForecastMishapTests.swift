import Base
import Glibc
import Monitoring
import TestSupport
import Testing
import TrafficForecast

/// Clocks that jump, and states that are none.
@Suite struct ForecastMishapTests {
    private static let now = TrafficSeries.monday + 28 * 86_400 + 43_200
    private static let labels = #"{traffic="shop"}"#

    private static func traffic(
        step: Int64 = 300, source: ForecastedTraffic.Source = .query("rate"),
        lower: ForecastedTraffic.Quantile? = nil, upper: ForecastedTraffic.Quantile? = nil
    ) -> ForecastedTraffic {
        ForecastedTraffic(
            name: "shop", labels: ["traffic": "shop"], source: source, step: .seconds(step),
            ageMax: .seconds(900), zone: TrafficZone(), lower: lower, upper: upper)
    }

    private static let history = TestHistory {
        .success(HistoryAnswer(series: [TestHistory.series($0)]))
    }

    @Test func `a clock that goes back does not stop the learning until its time comes again`()
        throws
    {
        let clock = TestClock(Self.now)
        let forecasts = try TestForecasts(
            [Self.traffic(step: 1)], history: Self.history, clock: clock)
        defer { forecasts.stop() }
        try eventually("bands") { forecasts.value("forecast_expected" + Self.labels) != nil }
        clock.advance(by: -86_400)
        // At once, whether or not a step has come since.
        #expect(
            forecasts.value("forecast_stale" + Self.labels) == 1
                || forecasts.log.lines.first?.contains("clock went back") == true)
        try eventually("a new beginning") {
            forecasts.value("forecast_updated_timestamp_seconds" + Self.labels)
                == Double(Self.now - 86_400)
        }
        #expect(
            forecasts.log.lines
                == [
                    "warning clock went back, forecasting anew clock.seconds=86400 traffic.name=shop"
                ])
        #expect(forecasts.value("forecast_stale" + Self.labels) == 0)
        #expect(forecasts.value("forecast_expected" + Self.labels) != nil)
    }

    @Test func `a clock that goes back a little changes nothing`() throws {
        let clock = TestClock(Self.now)
        let forecasts = try TestForecasts(
            [Self.traffic(step: 1)], history: Self.history, clock: clock)
        defer { forecasts.stop() }
        try eventually("bands") { forecasts.value("forecast_expected" + Self.labels) != nil }
        clock.advance(by: -600)
        #expect(forecasts.value("forecast_stale" + Self.labels) == 0)
        clock.advance(by: 601)
        try eventually("the next sample") {
            forecasts.value("forecast_updated_timestamp_seconds" + Self.labels)
                == Double(Self.now + 1)
        }
        #expect(forecasts.log.lines == [])
    }

    @Test func `the ends that a rule reads are shown beside the others, each once`() throws {
        func quantile(_ probability: Double) -> ForecastedTraffic.Quantile {
            ForecastedTraffic.Quantile(label: "\(probability)", probability: probability)
        }
        let traffic = Self.traffic(lower: quantile(0.0), upper: quantile(0.995))
        let forecasts = try TestForecasts(
            [traffic], history: Self.history, clock: TestClock(Self.now))
        defer { forecasts.stop() }
        try eventually("bands") { forecasts.value("forecast_expected" + Self.labels) != nil }
        let ends = forecasts.lines.filter { $0.contains("quantile=") }
        #expect(
            ends.map { String($0.prefix { $0 != " " }) } == [
                #"forecast_lower{quantile="0.0",traffic="shop"}"#,
                #"forecast_lower{quantile="0.005",traffic="shop"}"#,
                #"forecast_lower{quantile="0.1",traffic="shop"}"#,
                #"forecast_upper{quantile="0.9",traffic="shop"}"#,
                #"forecast_upper{quantile="0.995",traffic="shop"}"#,
            ])
        let values = ends.compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }
        #expect(values == values.sorted())
    }

    @Test(arguments: ["pipe", "folder", "huge", "loop"])
    func `what is no state is told, and holds nothing up`(kind: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.path("shop.forecast")
        let reason: String
        switch kind {
        case "pipe":
            try #require(mkfifo(path, 0o600) == 0)
            reason = "cannot read \(path): it is not a regular file"
        case "folder":
            try #require(mkdir(path, 0o700) == 0)
            reason = "cannot read \(path): it is not a regular file"
        case "loop":
            try #require(symlink(path, path) == 0)
            reason = "cannot read \(path): Too many levels of symbolic links (errno 40)"
        default:
            _ = try folder.write("shop.forecast", "")
            try #require(truncate(path, 1 << 40) == 0)
            reason = "cannot use \(path): it has more than 65536 bytes"
        }
        let forecasts = try TestForecasts(
            [Self.traffic()], history: Self.history, clock: TestClock(Self.now),
            folder: StateFolder(writingTo: folder.path("")))
        defer { forecasts.stop() }
        try eventually("bands") { forecasts.value("forecast_expected" + Self.labels) != nil }
        #expect(
            forecasts.log.lines.first
                == "warning saved forecast cannot be used, starting anew "
                + "error=\(reason) "
                + "traffic.name=shop")
    }
}
