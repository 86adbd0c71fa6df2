import Base
package import Forecasting
import Reporting

/// `sonde forecast evaluate`: a fit of all but the last samples of a series, scored on those.
package struct ForecastEvaluation: Sendable {
    /// How well the forecasts agreed.
    package let score: ForecastScore
    package let report: FitReport

    private let name: String
    private let stepSeconds: Int64
    private let trainingCount: Int
    private let rows: [ForecastScore.Row]
    private let fitTime: Duration
    private let forecastTime: Duration

    /// Fits and scores.
    ///
    /// - Parameter testCount: So many rows at the end are forecast.
    /// - Throws: `SettingProblems` if no rows are left to learn from, `ForecastFailure` if there is
    ///   nothing to learn or to score.
    package init(_ series: SeriesFile, testCount: Int) throws {
        let samples = series.samples
        try series.checkRowCount(testCount, of: "--test-rows")
        name = series.name
        trainingCount = samples.count - testCount
        let training = Array(samples.prefix(trainingCount))
        stepSeconds = Forecaster.usualStep(of: samples)
        let forecaster: Forecaster
        let start = MonotonicInstant.now()
        do throws(ForecastProblem) {
            forecaster = try Forecaster(fitting: training, step: stepSeconds)
        } catch {
            throw ForecastFailure(description: "\(series.name): \(error)")
        }
        fitTime = MonotonicInstant.now() - start
        let forecastStart = MonotonicInstant.now()
        let rows = forecaster.rows(for: samples.dropFirst(trainingCount))
        forecastTime = MonotonicInstant.now() - forecastStart
        guard let rows, let report = forecaster.report else {
            throw ForecastFailure(
                description: "\(series.name): the rows to train on hold no value")
        }
        guard let score = ForecastScore(rows) else {
            throw ForecastFailure(
                description: "\(series.name): the rows to test on hold no value")
        }
        self.rows = rows
        self.score = score
        self.report = report
    }

    /// The scores; with `text` also a plot of the values against the bands.
    package func text(_ format: ForecastFormat) -> String {
        switch format {
        case .json: document.jsonText
        case .text: scores + "\n" + ForecastPlot(rows).text
        }
    }

    /// Keys are only ever added.
    private struct Document: Encodable {
        let series: String
        let trainRows: Int
        let testRows: Int
        let stepSeconds: Int64
        let model: String
        let mae: Double
        let coverage80: Double
        let coverage99: Double
        let winkler80: Double
        let winkler99: Double
        let fitSeconds: Double
        let forecastSeconds: Double
    }

    private var document: Document {
        Document(
            series: name, trainRows: trainingCount, testRows: rows.count,
            stepSeconds: stepSeconds, model: report.model, mae: score.meanAbsoluteError,
            coverage80: score.coverage80, coverage99: score.coverage99,
            winkler80: score.winkler80, winkler99: score.winkler99,
            fitSeconds: fitTime.inSeconds, forecastSeconds: forecastTime.inSeconds)
    }

    private var scores: String {
        let milliseconds = { (time: Duration) in
            "\(FigureText.rounded(time.inSeconds * 1_000)) ms"
        }
        let percent = { (part: Double) in "\(FigureText.fixed(part * 100, digitCount: 1)) %" }
        return """
            \(name), \(trainingCount) rows to train on and \(rows.count) to test on, \
            \(DurationText.print(.seconds(stepSeconds))) apart
            model           \(report.model)
            learned         \(report.trainingCount) values; \(report.excludedCount) excluded, \
            \(report.missingCount) missing
            mean error      \(FigureText.rounded(score.meanAbsoluteError))
            80 % band       covers \(percent(score.coverage80)), \
            Winkler score \(FigureText.rounded(score.winkler80))
            99 % band       covers \(percent(score.coverage99)), \
            Winkler score \(FigureText.rounded(score.winkler99))
            time            fit \(milliseconds(fitTime)), forecast \(milliseconds(forecastTime))

            """
    }
}
