import App
import ArgumentParser

struct ForecastEvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Forecast the last samples of a series from those before, and score it.",
        discussion: """
            Shown are the mean distance of the values from what was expected, what part of them \
            the bands of 80 and 99 % held, the Winkler scores of the bands (their width, and a \
            penalty for each value outside), and how long the fit and the forecast took; then a \
            plot of the values against the bands.

            Example:
              sonde forecast evaluate requests.csv --test-rows 576
              sonde forecast evaluate requests.csv --test-rows 576 --format json
            """)

    @Argument(help: "The series, with the header timestamp,value.")
    var file: String

    @Option(help: "How many rows at the end are forecast.")
    var testRows: Int

    @Option(help: "How the scores are told: text or json.")
    var format = ForecastFormat.text

    func run() throws {
        try ForecastCommand.run(file) { series in
            try ForecastEvaluation(series, testCount: testRows).text(format)
        }
    }
}
