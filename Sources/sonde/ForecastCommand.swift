import App
import ArgumentParser

struct ForecastCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast",
        abstract: "Try the traffic forecasts on a series in a file.",
        discussion: """
            FILE.csv has the header timestamp,value, then one sample a line: the time as RFC 3339 \
            has it, and a number that is not negative; an empty value is a missing one.

            Example:
              sonde forecast evaluate requests.csv --test-rows 576
              sonde forecast replay requests.csv --train-rows 4032 --for 5m
            """,
        subcommands: [ForecastEvaluateCommand.self, ForecastReplayCommand.self])

    /// Does the work of a command on a series, and prints what it says.
    static func run(_ path: String, _ work: (SeriesFile) throws -> String) throws {
        print(try attempt { try work(SeriesFile(path: path)) }, terminator: "")
    }
}

extension ForecastFormat: ExpressibleByArgument {}
