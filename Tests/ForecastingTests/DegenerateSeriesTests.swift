import Forecasting
import TestSupport
import Testing

@Suite struct DegenerateSeriesTests {
    private static let start = TrafficSeries.monday

    private static func series(
        count: Int, step: Int64 = 300, _ value: (Int) -> Double
    ) -> [SeriesSample] {
        (0..<count).map { SeriesSample(time: start + Int64($0) * step, value: value($0)) }
    }

    /// Everything that a forecaster says is a finite number that is not negative.
    private static func expectSound(_ forecaster: Forecaster) throws {
        for step in stride(from: 0, to: 2_016, by: 7) {
            let time = (forecaster.lastTime ?? start) + Int64(step) * 300
            let forecast = try #require(forecaster.forecast(at: time))
            for level in [0.5, 0.8, 0.99, 0.999_999] {
                let band = forecast.band(level: level, scale: 1.15)
                let numbers = [band.lower, forecast.expected, band.upper]
                #expect(numbers.allSatisfy { $0.isFinite && $0 >= 0 }, "\(numbers)")
                #expect(band.lower <= forecast.expected && forecast.expected <= band.upper)
            }
            for value in [0, 1, forecast.expected, 1e300, .greatestFiniteMagnitude] {
                let score = forecast.anomalyScore(of: value)
                #expect(score.isFinite && score >= 0)
            }
        }
    }

    @Test func `without samples there is no forecast`() throws {
        let forecaster = try Forecaster(fitting: [])
        #expect(forecaster.forecast(at: Self.start) == nil)
        #expect(forecaster.report == nil)
        #expect(forecaster.lastTime == nil)
    }

    @Test func `samples without a value give no forecast`() throws {
        let unusable = [Double.nan, -1, .infinity, -.infinity]
        let forecaster = try Forecaster(fitting: Self.series(count: 600) { unusable[$0 % 4] })
        #expect(forecaster.forecast(at: Self.start) == nil)
        #expect(forecaster.lastTime == Self.start + 599 * 300)
    }

    @Test(arguments: [1, 2, 3, 10, 287, 288, 289, 576, 2_016, 8_064, 9_000])
    func `a constant series is expected to go on`(count: Int) throws {
        for value in [0.2, 5, 1e9] {
            let forecaster = try Forecaster(fitting: Self.series(count: count) { _ in value })
            try Self.expectSound(forecaster)
            let forecast = try #require(forecaster.forecast(at: Self.start + 10_000_000))
            #expect(abs(forecast.expected - value) < 0.01 * value)
            #expect(forecast.band(level: 0.99).contains(value))
            #expect(!forecast.band(level: 0.99).contains(value * 2))
            #expect(!forecast.band(level: 0.99).contains(value / 2))
        }
    }

    @Test(arguments: [1, 288, 4_032])
    func `a series of zeros is expected to go on`(count: Int) throws {
        let forecaster = try Forecaster(fitting: Self.series(count: count) { _ in 0 })
        try Self.expectSound(forecaster)
        let forecast = try #require(forecaster.forecast(at: Self.start + 10_000_000))
        #expect(forecast.expected == 0)
        #expect(forecast.band(level: 0.99).lower == 0)
        #expect(forecast.anomalyScore(of: 0) == 0)
        #expect(forecast.anomalyScore(of: 100) > 1)
    }

    @Test(arguments: [1e-300, 1e-30, 1e-9, 1e15, 1e30, 1e300])
    func `tiny and huge values are forecast like others`(factor: Double) throws {
        let samples = TrafficSeries.samples(seed: 11, days: 15)
        let usual = try Forecaster(fitting: samples).outlook(steps: 288)
        let forecaster = try Forecaster(fitting: samples.values { $1 * factor })
        try Self.expectSound(forecaster)
        let outlook = try forecaster.outlook(steps: 288).map { $0.map { $0 / factor } }
        #expect(relativeDifference(usual, outlook) < 1e-3)
    }

    @Test func `a mixture of tiny and huge values is survived`() throws {
        let values = [Double.leastNonzeroMagnitude, 1e-300, 0, 1, 1e300, .greatestFiniteMagnitude]
        for count in [6, 600, 8_064] {
            for shift in 0..<6 {
                let samples = Self.series(count: count) { values[($0 * 7 / 5 + shift) % 6] }
                try Self.expectSound(try Forecaster(fitting: samples))
                var live = try Forecaster(step: 300)
                for sample in samples { live.update(sample) }
                live.refit()
                try Self.expectSound(live)
            }
        }
    }

    @Test func `a single value far off is no reason to expect it`() throws {
        var samples = TrafficSeries.samples(seed: 12, days: 28)
        let usual = try Forecaster(fitting: samples).outlook(steps: 576)
        samples[8_000] = SeriesSample(time: samples[8_000].time, value: 1e300)
        let forecaster = try Forecaster(fitting: samples)
        try Self.expectSound(forecaster)
        #expect(relativeDifference(usual, try forecaster.outlook(steps: 576)) < 0.05)
    }

    @Test(arguments: [15, 60, 300, 420, 1_000, 1_800, 3_600] as [Int64])
    func `every step from 15 s to 1 h is learned`(step: Int64) throws {
        var series = TrafficSeries(seed: 13)
        series.step = step
        let samples = series.samples(count: Int(16 * 86_400 / step))
        let forecaster = try Forecaster(fitting: samples)
        try Self.expectSound(forecaster)
        let next = series.samples(count: samples.count + Int(86_400 / step))
            .dropFirst(samples.count)
        let score = try forecaster.score(on: next)
        #expect(score.meanAbsoluteError < 0.2 * series.mean)
        #expect((0.95...1).contains(score.coverage99))
    }

    @Test(arguments: [0, -5, 3_601, 86_400] as [Int64])
    func `other steps are refused`(step: Int64) {
        #expect(throws: ForecastProblem.unusableStep(seconds: step)) { try Forecaster(step: step) }
    }

    @Test func `irregular samples are learned`() throws {
        var generator = SeededShuffle(seed: 14)
        let samples = TrafficSeries.samples(seed: 14, days: 28).filter { _ in generator.draw(10) }
        let forecaster = try Forecaster(fitting: samples, step: 300)
        try Self.expectSound(forecaster)
        #expect(forecaster.report?.method == .fourierRidge)
        let score = try forecaster.score(
            on: TrafficSeries.samples(seed: 14, days: 30).suffix(576))
        #expect(score.meanAbsoluteError < 25)
    }

    @Test func `a series that begins and then stays away is survived`() throws {
        var forecaster = try Forecaster(fitting: TrafficSeries.samples(seed: 15, days: 14))
        let last = try #require(forecaster.lastTime)
        for years in [1, 30, 3_000] as [Int64] {
            forecaster.update(SeriesSample(time: last + years * 31_536_000, value: 40))
            forecaster.refit()
            try Self.expectSound(forecaster)
        }
    }

    @Test func `times before 1970 are times too`() throws {
        let samples = TrafficSeries.samples(seed: 16, days: 28)
        let usual = try Forecaster(fitting: samples).outlook(steps: 288)
        // 3,000 weeks back.
        let early = try Forecaster(fitting: samples.shifted(by: -3_000 * 604_800))
        #expect(try early.outlook(steps: 288) == usual)
    }
}

/// Draws that are true once in so many times.
private struct SeededShuffle {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func draw(_ count: UInt64) -> Bool {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) % count == 0
    }
}
