import Forecasting
import TestSupport
import Testing

@Suite struct ForecastPropertyTests {
    private static let week: Int64 = 7 * 86_400

    private static func forecaster(
        _ samples: [SeriesSample], clock: LocalClock = .utc
    ) throws -> Forecaster {
        try Forecaster(fitting: samples, clock: clock)
    }

    @Test(arguments: [0.001, 0.25, 3, 1_000, 1e9])
    func `scaling the series scales the forecast`(factor: Double) throws {
        let samples = TrafficSeries.samples(seed: 1, days: 28)
        let usual = try Self.forecaster(samples).outlook(steps: 576)
        let scaled = try Self.forecaster(samples.values { $1 * factor }).outlook(steps: 576)
        #expect(relativeDifference(usual, scaled.map { $0.map { $0 / factor } }) < 1e-3)
    }

    @Test(arguments: [1, -3, 100] as [Int64])
    func `shifting time by weeks changes nothing`(weeks: Int64) throws {
        let samples = TrafficSeries.samples(seed: 2, days: 21)
        let usual = try Self.forecaster(samples)
        let shifted = try Self.forecaster(samples.shifted(by: weeks * Self.week))
        #expect(try usual.outlook(steps: 576) == shifted.outlook(steps: 576))
        #expect(usual.report == shifted.report)
    }

    @Test func `shifting time by a day forecasts another weekday`() throws {
        let samples = TrafficSeries.samples(seed: 2, days: 21)
        let usual = try Self.forecaster(samples).outlook(steps: 576)
        let shifted = try Self.forecaster(samples.shifted(by: 86_400)).outlook(steps: 576)
        // The class of a day is by the calendar, so a shift costs accuracy, not more.
        #expect(relativeDifference(usual, shifted) < 0.5)
        #expect(usual != shifted)
    }

    @Test(arguments: [1, 100, 8_000])
    func `samples out of order are an error`(index: Int) throws {
        var samples = TrafficSeries.samples(seed: 3, days: 28)
        samples.swapAt(index, index - 1)
        #expect(throws: ForecastProblem.outOfOrder(index: index)) {
            try Forecaster(fitting: samples)
        }
    }

    @Test func `a sample of the same time is an error`() throws {
        let samples = TrafficSeries.samples(seed: 3, days: 2)
        #expect(throws: ForecastProblem.outOfOrder(index: 576)) {
            try Forecaster(fitting: samples + [samples[575]])
        }
        var forecaster = try Forecaster(fitting: samples)
        let before = forecaster.savedState()
        let isTaken = forecaster.update(samples[575])
        #expect(!isTaken)
        #expect(forecaster.savedState() == before)
    }

    @Test func `a gap changes only what it must`() throws {
        let samples = TrafficSeries.samples(seed: 4, days: 28)
        let whole = try Self.forecaster(samples).outlook(steps: 576)
        // Six hours of a Wednesday in the second week are missing.
        let gap = 9 * 288 + 120..<9 * 288 + 192
        let missing = samples.values { gap.contains($0) ? .nan : $1 }
        let left = samples.enumerated().filter { !gap.contains($0.offset) }.map(\.element)
        let withGap = try Self.forecaster(missing)
        #expect(withGap.report?.missingCount == 72)
        #expect(try withGap.outlook(steps: 576) == Self.forecaster(left).outlook(steps: 576))
        #expect(relativeDifference(whole, try withGap.outlook(steps: 576)) < 0.15)
        let meanChange =
            zip(whole, try withGap.outlook(steps: 576))
            .reduce(0) { $0 + abs($1.0[2] - $1.1[2]) / $1.0[2] } / 576
        #expect(meanChange < 0.01)
    }

    @Test func `what comes one at a time is the same as what comes at once`() throws {
        let samples = TrafficSeries.samples(seed: 5, days: 15)
        let atOnce = try Self.forecaster(samples)
        var live = try Forecaster(fitting: Array(samples.prefix(288 * 14)))
        for sample in samples.dropFirst(288 * 14) {
            let isTaken = live.update(sample)
            #expect(isTaken)
        }
        live.refit()
        // The unit in which values are kept comes from the first of them.
        #expect(
            relativeDifference(
                try atOnce.outlook(steps: 288), try live.outlook(steps: 288)) < 1e-3)
        #expect(live.report == atOnce.report)
    }

    @Test func `learning goes on without refits`() throws {
        let samples = TrafficSeries.samples(seed: 6, days: 42)
        var forecaster = try Forecaster(fitting: Array(samples.prefix(288 * 14)))
        let before = try #require(forecaster.forecast(at: samples[14 * 288].time))
        // From now on there is a little more traffic, within the bands.
        for sample in samples.dropFirst(288 * 14) {
            forecaster.update(SeriesSample(time: sample.time, value: sample.value * 1.1))
        }
        let after = try #require(forecaster.forecast(at: samples[14 * 288].time + 4 * Self.week))
        #expect(after.expected > before.expected * 1.02)
    }

    @Test func `bands lie inside of each other and around what is expected`() throws {
        let forecaster = try Self.forecaster(TrafficSeries.samples(seed: 7, days: 28))
        for step in 1...576 {
            let time = try #require(forecaster.lastTime) + Int64(step) * 300
            let forecast = try #require(forecaster.forecast(at: time))
            let bands = [0.01, 0.5, 0.8, 0.9, 0.99, 0.999, 0.999_999].map {
                forecast.band(level: $0)
            }
            for (inner, outer) in zip(bands, bands.dropFirst()) {
                #expect(outer.lower <= inner.lower && inner.upper <= outer.upper)
            }
            #expect(bands[0].contains(forecast.expected))
            #expect(forecast.band(level: 0.8).lower == forecast.quantile(0.1))
            #expect(forecast.anomalyScore(of: forecast.expected) == 0)
            let outer = forecast.band(level: 0.99)
            #expect(abs(forecast.anomalyScore(of: outer.upper) - 1) < 1e-6)
            #expect(forecast.anomalyScore(of: outer.upper * 1.1) > 1)
            #expect(outer.lower == 0 || forecast.anomalyScore(of: outer.lower * 0.9) > 1)
        }
    }
}
