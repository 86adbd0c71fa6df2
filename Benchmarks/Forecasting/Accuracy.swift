import App
import Forecasting
import Foundation

/// How well forecasts agree with what came, beside Prophet.
enum Accuracy {
    /// A row of an `index.csv`: a series, and what Prophet reached.
    private struct Row {
        let name: String
        let testCount: Int
        let meanError: Double
        let winkler99: Double
    }

    private static func rows(_ folder: String) -> [Row] {
        // Without the series there are no figures.
        guard let text = try? String(contentsOfFile: folder + "/index.csv", encoding: .utf8) else {
            return []
        }
        return text.split(whereSeparator: \.isNewline).dropFirst().compactMap { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.count >= 8, let testCount = Int(fields[3]),
                let meanError = Double(fields[4]), let winkler99 = Double(fields[7])
            else { return nil }
            return Row(
                name: String(fields[0]), testCount: testCount, meanError: meanError,
                winkler99: winkler99)
        }
    }

    /// Scores the series of a folder.
    ///
    /// - Parameter title: What the lines of the results begin with.
    static func measure(_ folder: String, title: String) throws {
        let rows = rows(folder)
        guard !rows.isEmpty else { return }
        var (logError, worst, logWinkler, coverage80, coverage99) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for row in rows {
            let series = try SeriesFile(path: "\(folder)/\(row.name).csv")
            let score = try ForecastEvaluation(series, testCount: row.testCount).score
            let ratio = score.meanAbsoluteError / row.meanError
            logError += log(ratio)
            worst = max(worst, ratio)
            logWinkler += log(score.winkler99 / row.winkler99)
            coverage80 += score.coverage80
            coverage99 += score.coverage99
        }
        let count = Double(rows.count)
        let name = "\(title) (\(rows.count))"
        report("\(name): mean error / Prophet's, geometric mean", exp(logError / count), "")
        report("\(name): the greatest of them", worst, "")
        report("\(name): Winkler-99 / Prophet's, geometric mean", exp(logWinkler / count), "")
        report("\(name): coverage of the 80 % band", coverage80 / count * 100, "%")
        report("\(name): coverage of the 99 % band", coverage99 / count * 100, "%")
    }

    /// What an outage in the history changes: series of a folder with and without one.
    static func measureOutages(_ folder: String) throws {
        for weeks in ["2w", "4w"] {
            let paths = ["synth_\(weeks)", "synth_outage_\(weeks)"].map { "\(folder)/\($0).csv" }
            guard paths.allSatisfy(FileManager.default.fileExists(atPath:)) else { continue }
            let figures = try paths.map { path -> (error: Double, width: Double) in
                let samples = try SeriesFile(path: path).samples
                let forecaster = try Forecaster(fitting: Array(samples.dropLast(576)))
                guard let rows = forecaster.rows(for: samples.suffix(576)),
                    let score = ForecastScore(rows)
                else { return (.nan, .nan) }
                let width = rows.reduce(0) { $0 + $1.band99.upper - $1.band99.lower }
                return (score.meanAbsoluteError, width)
            }
            let name = "outage in the history, \(weeks)"
            report(
                "\(name): change of the mean error",
                (figures[1].error / figures[0].error - 1) * 100, "%")
            report(
                "\(name): change of the 99 % width",
                (figures[1].width / figures[0].width - 1) * 100, "%")
        }
    }
}
