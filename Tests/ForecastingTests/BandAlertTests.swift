import Forecasting
import TestSupport
import Testing

@Suite struct BandAlertTests {
    private static let trainingCount = 28 * 288

    /// A forecaster of four weeks, and the samples of the next `days` with a factor on the level.
    private static func live(
        seed: UInt64, days: Int, factor: (Int) -> Double = { _ in 1 }
    ) throws -> (forecaster: Forecaster, rest: ArraySlice<SeriesSample>) {
        let samples = TrafficSeries(seed: seed).samples(
            count: trainingCount + days * 288, factor: { factor($0 - trainingCount) })
        let forecaster = try Forecaster(fitting: Array(samples.prefix(trainingCount)))
        return (forecaster, samples.dropFirst(trainingCount))
    }

    private static let alert = BandAlert(level: 0.99, scale: 1.15, duration: 300)

    @Test func `an alert fires when values have been outside for its duration`() throws {
        let (forecaster, _) = try Self.live(seed: 41, days: 0)
        let start = try #require(forecaster.lastTime)
        func episodes(_ values: [Double]) -> [BandAlert.Episode] {
            var alert = Self.alert
            for (index, value) in values.enumerated() {
                let time = start + Int64(index + 1) * 300
                alert.evaluate(
                    SeriesSample(time: time, value: value), against: forecaster.forecast(at: time))
            }
            alert.end(at: start + Int64(values.count) * 300)
            return alert.episodes
        }
        func episode(_ from: Int64, _ to: Int64, _ side: BandAlert.Side) -> BandAlert.Episode {
            BandAlert.Episode(start: start + from * 300, end: start + to * 300, side: side)
        }
        let usual = try #require(forecaster.forecast(at: start + 300)).expected
        #expect(episodes([usual, 0, usual, 0, usual]) == [])
        #expect(episodes([usual, 0, 0, 0, usual]) == [episode(3, 5, .low)])
        #expect(episodes([900, 900, usual]) == [episode(2, 3, .high)])
        #expect(episodes([0, 0, 900, 900]) == [episode(2, 3, .low), episode(4, 4, .high)])
        #expect(episodes([0, .nan, 0, .nan]) == [])
        #expect(episodes([0, 0, .nan, 0, 0]) == [episode(2, 3, .low), episode(5, 5, .low)])
    }

    @Test(arguments: [(0, "low"), (0.2, "low"), (2, "high")])
    func `half an hour a day is noticed every day`(factor: Double, side: String) throws {
        // At a time of the day that moves on.
        func start(_ day: Int) -> Int { day * 288 + (day * 89 + 50) % 270 }
        let days = 7
        var (forecaster, rest) = try Self.live(seed: 42, days: days) { index in
            let isOut = index >= 0 && (0..<6).contains(index - start(index / 288))
            return isOut ? factor : 1
        }
        let first = try #require(rest.first).time
        let episodes = try forecaster.replay(rest, alert: Self.alert)
        for day in 0..<days {
            let begin = first + Int64(start(day)) * 300
            #expect(
                episodes.contains {
                    $0.side.rawValue == side && (begin...begin + 2_400).contains($0.start)
                }, "day \(day): \(episodes)")
        }
    }

    @Test func `quiet weeks stay quiet`() throws {
        var count = 0
        for seed in 43...45 as ClosedRange<UInt64> {
            var (forecaster, rest) = try Self.live(seed: seed, days: 14)
            count += try forecaster.replay(rest, alert: Self.alert).count
        }
        // 0.35 a week for each.
        #expect(count <= 2)
    }

    @Test func `a replay refuses samples out of order`() throws {
        var (forecaster, rest) = try Self.live(seed: 46, days: 1)
        rest.swapAt(rest.startIndex + 10, rest.startIndex + 11)
        #expect(throws: ForecastProblem.outOfOrder(index: Self.trainingCount + 11)) {
            try forecaster.replay(rest, alert: Self.alert)
        }
    }
}
