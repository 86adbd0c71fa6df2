import Forecasting
import TestSupport
import Testing

@Suite struct IncidentTests {
    private static func width(_ outlook: [[Double]]) -> Double {
        outlook.reduce(0) { $0 + $1[4] - $1[0] } / Double(outlook.count)
    }

    /// Outages of 6 h and 1.2 h.
    private static func outage(_ days: Int) -> (Int) -> Bool {
        let first = (days - 9) * 288 + 100
        let second = (days - 4) * 288 + 160
        return { (first..<first + 72).contains($0) || (second..<second + 14).contains($0) }
    }

    @Test(arguments: [14, 28], [31, 32, 33, 34] as [UInt64])
    func `an outage in the history changes the forecast by little`(
        days: Int, seed: UInt64
    ) throws {
        let series = TrafficSeries.samples(seed: seed, days: days + 2)
        let clean = Array(series.prefix(days * 288))
        let isOut = Self.outage(days)
        let spoilt = clean.values { isOut($0) ? 0 : $1 }
        let (usual, other) = (try Forecaster(fitting: clean), try Forecaster(fitting: spoilt))
        let rest = series.suffix(576)
        let (first, second) = (try usual.score(on: rest), try other.score(on: rest))
        #expect(abs(second.meanAbsoluteError / first.meanAbsoluteError - 1) <= 0.02)
        let widths = (
            Self.width(try usual.outlook(steps: 576)), Self.width(try other.outlook(steps: 576))
        )
        #expect(abs(widths.1 / widths.0 - 1) <= 0.05)
        #expect((70...100).contains(try #require(other.report).excludedCount))
        #expect(try #require(usual.report).excludedCount <= 12)
    }

    @Test func `what happens every week is no incident`() throws {
        // Every Sunday from 02:00 to 04:00 a batch sends ten times as much.
        let samples = TrafficSeries.samples(seed: 35, days: 28).map { sample in
            let isBatch =
                (sample.time / 86_400 + 4) % 7 == 0
                && (7_200..<14_400).contains(sample.time % 86_400)
            return SeriesSample(time: sample.time, value: isBatch ? 200 : sample.value)
        }
        let forecaster = try Forecaster(fitting: samples)
        #expect(try #require(forecaster.report).excludedCount <= 12)
        let sunday = TrafficSeries.monday + 34 * 86_400 + 10_800
        let forecast = try #require(forecaster.forecast(at: sunday))
        #expect((150...250).contains(forecast.expected))
        let monday = try #require(forecaster.forecast(at: sunday + 86_400))
        #expect(monday.expected < 50)
    }

    @Test func `a new level is learned within days`() throws {
        let samples = TrafficSeries.samples(seed: 36, days: 30)
            .values { $0 >= 23 * 288 ? (1.6 * $1).rounded() : $1 }
        let forecaster = try Forecaster(fitting: Array(samples.prefix(28 * 288)))
        let error = try forecaster.score(on: samples.suffix(576)).meanAbsoluteError
        #expect(error < 0.25 * 1.6 * 75, "\(forecaster.report?.model ?? "")")
    }

    @Test func `maintenance is not learned from`() throws {
        let samples = TrafficSeries.samples(seed: 37, days: 28)
        // Four hours of every night, with tests of load.
        let nights = (0..<28).map { day -> Range<Int64> in
            let start = TrafficSeries.monday + Int64(day) * 86_400 + 7_200
            return start..<start + 14_400
        }
        let loud = samples.map { sample in
            SeriesSample(
                time: sample.time,
                value: nights.contains { $0.contains(sample.time) } ? 500 : sample.value)
        }
        let forecaster = try Forecaster(fitting: loud, excluding: nights)
        let report = try #require(forecaster.report)
        #expect((28 * 48...28 * 48 + 12).contains(report.excludedCount))
        #expect(report.trainingCount + report.excludedCount == samples.count)
        let outlook = try forecaster.outlook(steps: 576)
        #expect(outlook.allSatisfy { $0[4] < 450 })
        var live = try Forecaster(step: 300)
        for sample in loud {
            live.update(sample, isMasked: nights.contains { $0.contains(sample.time) })
        }
        live.refit()
        #expect(live.report == report)
    }

    @Test func `incidents, missing samples and the rest are counted`() throws {
        let samples = TrafficSeries.samples(seed: 38, days: 28).values { index, value in
            if (5_000..<5_040).contains(index) { return 0 }
            return (6_000..<6_100).contains(index) ? .nan : value
        }
        let report = try #require(try Forecaster(fitting: samples).report)
        #expect(report.missingCount == 100)
        #expect((36...50).contains(report.excludedCount))
        #expect(report.trainingCount == 8_064 - 100 - report.excludedCount)
    }
}
