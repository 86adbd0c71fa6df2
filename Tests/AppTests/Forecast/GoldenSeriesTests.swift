import App
import Base
import Forecasting
import Foundation
import TestSupport
import Testing

/// Figures of known series: a change of the model that makes them worse is seen here.
@Suite struct GoldenSeriesTests {
    private struct Golden: CustomTestStringConvertible {
        let name: String
        let meanError: Double
        let coverage80: Double
        let coverage99: Double
        let winkler99: Double

        var testDescription: String { name }

        /// The mean error and the score of the band agree to 3 %, the coverages to 3 points.
        func agrees(with score: ForecastScore) -> Bool {
            abs(score.meanAbsoluteError / meanError - 1) < 0.03
                && abs(score.winkler99 / winkler99 - 1) < 0.03
                && abs(score.coverage80 - coverage80) < 0.03
                && abs(score.coverage99 - coverage99) < 0.03
        }
    }

    private static func describe(_ name: String, _ score: ForecastScore) -> String {
        "Golden(name: \"\(name)\", meanError: \(score.meanAbsoluteError), coverage80: "
            + "\(score.coverage80), coverage99: \(score.coverage99), winkler99: \(score.winkler99))"
    }

    /// Generated series, by the number of days before the two that are forecast.
    private static let generated: [(days: Int, step: Int64, golden: Golden)] = [
        (
            14, 300,
            Golden(
                name: "two weeks", meanError: 7.223, coverage80: 0.8316, coverage99: 0.9965,
                winkler99: 48.78)
        ),
        (
            28, 300,
            Golden(
                name: "four weeks", meanError: 7.643, coverage80: 0.8385, coverage99: 0.9913,
                winkler99: 56.31)
        ),
        (
            28, 60,
            Golden(
                name: "every minute", meanError: 7.625, coverage80: 0.8417, coverage99: 0.9924,
                winkler99: 59.51)
        ),
        (
            28, 3600,
            Golden(
                name: "every hour", meanError: 7.589, coverage80: 0.8333, coverage99: 0.9583,
                winkler99: 60.79)
        ),
        (
            4, 300,
            Golden(
                name: "four days", meanError: 18.22, coverage80: 0.4826, coverage99: 0.7448,
                winkler99: 1084)
        ),
    ]

    @Test(arguments: generated.indices)
    func `generated series are forecast as well as ever`(index: Int) throws {
        let (days, step, golden) = Self.generated[index]
        var series = TrafficSeries(seed: UInt64(60 + index))
        series.step = step
        let testCount = Int(2 * 86_400 / step)
        let lines = series.points(count: Int(Int64(days) * 86_400 / step) + testCount).map {
            "\(WallClockInstant(nanoseconds: $0.time * 1_000_000_000).rfc3339),\($0.value)"
        }
        let file = try SeriesFile(
            name: golden.name, text: (["timestamp,value"] + lines).joined(separator: "\n"),
            source: golden.name)
        let score = try ForecastEvaluation(file, testCount: testCount).score
        #expect(golden.agrees(with: score), "\(Self.describe(golden.name, score))")
    }

    /// The series that are compared with Prophet, where they are beside the checkout.
    private static let folder = Checkout.folder.deletingLastPathComponent()
        .appendingPathComponent("shared/data/series")

    private static let hasSeries = FileManager.default.fileExists(
        atPath: folder.appendingPathComponent("index.csv").path)

    private static let real: [Golden] = [
        Golden(
            name: "synth_2w", meanError: 9.438, coverage80: 0.8177, coverage99: 0.9878,
            winkler99: 65.13),
        Golden(
            name: "synth_outage_2w", meanError: 9.609, coverage80: 0.8073, coverage99: 0.9896,
            winkler99: 66.84),
        Golden(
            name: "synth_4w", meanError: 9.632, coverage80: 0.7934, coverage99: 0.9844,
            winkler99: 71.48),
        Golden(
            name: "synth_outage_4w", meanError: 9.672, coverage80: 0.7917, coverage99: 0.9844,
            winkler99: 71.78),
        Golden(
            name: "synth_lowtraffic_4w", meanError: 1.144, coverage80: 0.8194, coverage99: 0.9809,
            winkler99: 8.413),
        Golden(
            name: "elb_last2d", meanError: 44.13, coverage80: 0.8385, coverage99: 0.9878,
            winkler99: 437.6),
        Golden(
            name: "elb_clean", meanError: 34.53, coverage80: 0.8765, coverage99: 0.9983,
            winkler99: 258.7),
        Golden(
            name: "tweets_AMZN", meanError: 10.8, coverage80: 0.8837, coverage99: 0.9948,
            winkler99: 138.9),
        Golden(
            name: "tweets_GOOG", meanError: 13.55, coverage80: 0.7986, coverage99: 0.9965,
            winkler99: 104.9),
        Golden(
            name: "tweets_AAPL", meanError: 59.99, coverage80: 0.8281, coverage99: 0.9826,
            winkler99: 4282),
        Golden(
            name: "taxi_last2d", meanError: 2420, coverage80: 0.3854, coverage99: 0.9583,
            winkler99: 1.161e+04),
        Golden(
            name: "taxi_clean", meanError: 526.4, coverage80: 0.7917, coverage99: 1, winkler99: 5077
        ),
        Golden(
            name: "traveltime_387", meanError: 99.19, coverage80: 0.9152, coverage99: 1,
            winkler99: 2738),
    ]

    private struct Reference {
        let testCount: Int
        let meanError: Double
        let winkler99: Double
    }

    /// What Prophet reached, by the series' names.
    private static func references() throws -> [String: Reference] {
        let text = try String(
            contentsOf: folder.appendingPathComponent("index.csv"), encoding: .utf8)
        let rows = text.split(whereSeparator: \.isNewline).dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        return Dictionary(
            uniqueKeysWithValues: try rows.map { row in
                (
                    row[0],
                    Reference(
                        testCount: try #require(Int(row[3])),
                        meanError: try #require(Double(row[4])),
                        winkler99: try #require(Double(row[7])))
                )
            })
    }

    private static func score(_ name: String, _ reference: Reference) throws -> ForecastScore {
        let path = folder.appendingPathComponent("\(name).csv").path
        return try ForecastEvaluation(SeriesFile(path: path), testCount: reference.testCount).score
    }

    @Test(.enabled(if: hasSeries), arguments: real)
    private func `real series are forecast as well as ever`(golden: Golden) throws {
        let reference = try #require(try Self.references()[golden.name])
        let score = try Self.score(golden.name, reference)
        #expect(golden.agrees(with: score), "\(Self.describe(golden.name, score))")
    }

    @Test(.enabled(if: hasSeries)) func `the goals against Prophet hold`() throws {
        var (logError, logWinkler, coverage80, coverage99) = (0.0, 0.0, 0.0, 0.0)
        let references = try Self.references()
        #expect(references.count == 13)
        for (name, reference) in references {
            let score = try Self.score(name, reference)
            let ratio = score.meanAbsoluteError / reference.meanError
            #expect(ratio <= 1.10, "\(name)")
            logError += log(ratio) / 13
            logWinkler += log(score.winkler99 / reference.winkler99) / 13
            coverage80 += score.coverage80 / 13
            coverage99 += score.coverage99 / 13
        }
        #expect(exp(logError) <= 0.70)
        #expect(exp(logWinkler) <= 0.70)
        #expect((0.78...0.84).contains(coverage80))
        #expect((0.98...0.995).contains(coverage99))
    }
}
