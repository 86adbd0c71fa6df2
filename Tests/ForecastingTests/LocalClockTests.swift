import Forecasting
import TestSupport
import Testing

@Suite struct LocalClockTests {
    /// Central Europe in 2024: clocks went forward on 31 March and back on 27 October, 01:00 UTC.
    private static let europe = LocalClock(
        offset: 3_600,
        changes: [
            .init(time: 1_711_846_800, offset: 7_200), .init(time: 1_729_990_800, offset: 3_600),
        ])

    /// Counts that follow the local time of a clock.
    private static func samples(
        from start: Int64, days: Int, offset: (Int64) -> Int64
    ) -> [SeriesSample] {
        (0..<days * 288).map { index in
            let time = start + Int64(index) * 300
            return SeriesSample(
                time: time, value: (200 * TrafficSeries.shape(at: time + offset(time))).rounded())
        }
    }

    private static func europeanOffset(_ time: Int64) -> Int64 {
        (1_711_846_800..<1_729_990_800).contains(time) ? 7_200 : 3_600
    }

    /// The mean distance of forecasts from the next two days, as a part of the mean.
    private static func error(
        start: Int64, offset: @escaping (Int64) -> Int64, clock: LocalClock
    ) throws -> Double {
        let samples = samples(from: start, days: 23, offset: offset)
        let forecaster = try Forecaster(fitting: Array(samples.prefix(21 * 288)), clock: clock)
        let rest = samples.suffix(2 * 288)
        let mean = rest.reduce(0) { $0 + $1.value } / Double(rest.count)
        return try forecaster.score(on: rest).meanAbsoluteError / mean
    }

    @Test(
        arguments: [
            // Three weeks that end just before clocks are set forward, and back; and around both.
            1_711_843_200 - 21 * 86_400, 1_729_987_200 - 21 * 86_400, 1_711_238_400 - 7 * 86_400,
            1_729_382_400 - 7 * 86_400,
        ] as [Int64])
    func `forecasts follow local time when clocks change`(start: Int64) throws {
        let local = try Self.error(
            start: start, offset: Self.europeanOffset, clock: Self.europe)
        #expect(local < 0.02)
    }

    @Test func `without the time zone the change is a mistake of an hour`() throws {
        let start: Int64 = 1_711_843_200 - 21 * 86_400
        let wrong = try Self.error(
            start: start, offset: Self.europeanOffset, clock: LocalClock(offset: 3_600))
        #expect(wrong > 0.08)
    }

    @Test(arguments: [0, 3_600, -18_000, 19_800, 20_700, 50_400] as [Int64])
    func `any offset is local time, those of half and quarter hours too`(offset: Int64) throws {
        let clock = LocalClock(offset: offset)
        let local = try Self.error(
            start: TrafficSeries.monday, offset: { _ in offset }, clock: clock)
        #expect(local < 0.01)
    }

    @Test func `the weekend is where the clock says`() throws {
        // Work rests on Friday and Saturday: the week of the series is a day earlier.
        let samples = Self.samples(from: TrafficSeries.monday, days: 12) { _ in 86_400 }
        let rest = Self.samples(from: TrafficSeries.monday, days: 14) { _ in 86_400 }.suffix(576)
        func error(_ weekend: Set<Int>) throws -> Double {
            try Forecaster(fitting: samples, clock: LocalClock(weekend: weekend))
                .score(on: rest).meanAbsoluteError
        }
        #expect(try error([5, 6]) < 0.6 * error([0, 6]))
    }
}
