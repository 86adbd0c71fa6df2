import App
import ArgumentParser

struct ForecastReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Feed a series as if it came live, and tell when the band's alerts would fire.",
        discussion: """
            The first rows are learned from; the others come one at a time, with a refit every \
            hour, as in the service. An alert fires when the values have been below the band, or \
            above it, for a while, and ends with the first value that is not, or is missing. One \
            that still fires at the end is told to end there. The rules that are generated compare \
            nothing until there are 576 samples; here the bands count from the first row on.

            Example:
              sonde forecast replay requests.csv --train-rows 4032 --for 5m
              sonde forecast replay requests.csv --train-rows 4032 --scale 1.3 --format json
            """)

    @Argument(help: "The series, with the header timestamp,value.")
    var file: String

    @Option(help: "How many rows at the start are learned from before the first comes live.")
    var trainRows: Int

    @Option(help: "The part of the usual values that is in the band.")
    var level = 0.99

    @Option(
        help: "What the distances of the band's ends from the expected value are multiplied by.")
    var scale = 1.15

    @Option(name: .customLong("for"), help: "For how long values must be outside of the band.")
    var duration = "5m"

    @Option(help: "How the episodes are told: text or json.")
    var format = ForecastFormat.text

    func run() throws {
        try ForecastCommand.run(file) { series in
            let settings = try ForecastReplay.Settings(
                level: level, scale: scale, duration: duration)
            return try ForecastReplay(series, trainingCount: trainRows, settings: settings)
                .text(format)
        }
    }
}
