import App
import ArgumentParser

struct RulesBacktestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Replay the alerts of rule files over the history of a Prometheus.",
        discussion: """
            Each expression is evaluated by the Prometheus itself, at every moment at which its group \
            would have been; `for` and `keep_firing_for` are followed as Prometheus follows them, \
            and every time that an alert fired is printed: from when to when, with its labels and \
            the worst value. Recorded series that the history does not have are replaced by what \
            the same files record under their names; ALERTS is read as it was. Any rule file will \
            do. The exit status is 1 if something could not be replayed or the answers were not \
            whole.

            Example:
              sonde rules backtest prometheus-rules.yml --prometheus http://127.0.0.1:9090
              sonde rules backtest rules/*.yml --config sonde.yml --since 4w \\
                --format svg --out timeline.svg
            """)

    @Argument(help: "The rule files.")
    var rules: [String]

    @OptionGroup var access: PrometheusOption

    @Option(help: "How far back the replay begins.")
    var since = "14d"

    @Option(help: "When it ends, as 2026-01-31T12:00:00Z. (default: now)")
    var until: String?

    @Option(
        help: "The time between evaluations. (default: what each group says, or else 1m)")
    var step: String?

    @Option(help: "How the replay is shown: text, json or svg.")
    var format = RulesBacktest.Format.text

    @Option(help: "The file that is written; - for standard output.")
    var out = "-"

    func run() throws {
        let outcome = try attempt {
            defer { Terminal.showProgress(nil) }
            let plan = try RulesBacktest.Plan(since: since, until: until, step: step)
            let backtest = try RulesBacktest(rules, plan, by: access.access()) {
                Terminal.showProgress($0)
            }
            return try backtest.outcome()
        }
        try attempt {
            if out == "-" {
                print(outcome.text(format), terminator: "")
            } else {
                try RulesGeneration.write(outcome.text(format), to: out)
            }
        }
        for problem in outcome.problems { printError("sonde: \(problem)") }
        guard outcome.problems.isEmpty else { throw ExitCode.finding }
    }
}

extension RulesBacktest.Format: ExpressibleByArgument {}
