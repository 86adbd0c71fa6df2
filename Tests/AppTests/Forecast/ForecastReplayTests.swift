import App
import Base
import Forecasting
import TestSupport
import Testing

@Suite struct ForecastReplayTests {
    /// Two weeks to learn from and two days, with an outage of an hour and a rush of half an hour.
    private static let series = Result {
        let start = 14 * 288
        let points = TrafficSeries(seed: 71).points(count: start + 576) { index in
            switch index - start {
            case 100..<112: 0
            case 400..<406: 4
            default: 1
            }
        }
        let lines = points.map {
            "\(WallClockInstant(nanoseconds: $0.time * 1_000_000_000).rfc3339),\($0.value)"
        }
        return try SeriesFile(
            name: "shop", text: (["timestamp,value"] + lines).joined(separator: "\n"), source: "")
    }

    private static func replay(
        trainingCount: Int = 14 * 288, level: Double = 0.99, scale: Double = 1.15,
        duration: String = "5m"
    ) throws -> ForecastReplay {
        try ForecastReplay(
            series.get(), trainingCount: trainingCount,
            settings: .init(level: level, scale: scale, duration: duration))
    }

    @Test func `episodes are told as text`() throws {
        #expect(
            try Self.replay().text(.text) == """
                2024-09-16T08:25:00Z to 2024-09-16T09:20:00Z  below the band for 55m
                2024-09-17T09:25:00Z to 2024-09-17T09:50:00Z  above the band for 25m
                shop: 1 below and 1 above the band in 2.0 days

                """)
    }

    @Test func `episodes are told as JSON`() throws {
        #expect(
            try Self.replay().text(.json) == """
                [
                  {
                    "from" : "2024-09-16T08:25:00Z",
                    "side" : "low",
                    "to" : "2024-09-16T09:20:00Z"
                  },
                  {
                    "from" : "2024-09-17T09:25:00Z",
                    "side" : "high",
                    "to" : "2024-09-17T09:50:00Z"
                  }
                ]

                """)
    }

    @Test func `the settings decide`() throws {
        #expect(try Self.replay(duration: "1h30m").episodes == [])
        #expect(try Self.replay(scale: 50).episodes.allSatisfy { $0.side == .low })
        #expect(try Self.replay(level: 0.5, scale: 1, duration: "0s").episodes.count > 50)
    }

    @Test func `what cannot be used is told`() throws {
        func failure(_ body: () throws -> ForecastReplay) -> String {
            do {
                _ = try body()
                return "none"
            } catch let problems as SettingProblems {
                return "usage: \(problems)"
            } catch {
                return "\(error)"
            }
        }
        let rows = "usage: --train-rows: must be from 1 to 4607 for the 4608 rows of shop, got"
        #expect(failure { try Self.replay(trainingCount: 0) } == "\(rows) '0'")
        #expect(failure { try Self.replay(trainingCount: 4_608) } == "\(rows) '4608'")
        let level = "usage: --level: must be above 0 and below 1, such as 0.99, got"
        #expect(failure { try Self.replay(level: 0) } == "\(level) '0.0'")
        #expect(failure { try Self.replay(level: 1) } == "\(level) '1.0'")
        #expect(failure { try Self.replay(level: .nan) } == "\(level) 'nan'")
        let scale = "usage: --scale: must be above 0 and at most 1000, got"
        #expect(failure { try Self.replay(scale: -1) } == "\(scale) '-1.0'")
        #expect(failure { try Self.replay(scale: .infinity) } == "\(scale) 'inf'")
        let duration = "usage: --for: must be a duration such as 5m, at most 7d, got"
        #expect(failure { try Self.replay(duration: "soon") } == "\(duration) 'soon'")
        #expect(failure { try Self.replay(duration: "8d") } == "\(duration) '8d'")
    }
}
