import App
import ArgumentParser

struct RulesSuggestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suggest",
        abstract: "Find thresholds for the traffic of services, and what each would have cost.",
        discussion: """
            Reads the past of a rate from a Prometheus, tries fixed floors, floors that are learnt \
            and limits on it, and prints how often each would have fired, and when. Nothing is \
            learnt from outages; a time that an alert fired in one is told apart from a false \
            alarm. The exit status is 1 if there was nothing to read, or not all of it.

            Example:
              sonde rules suggest --prometheus http://127.0.0.1:9090 \\
                --query 'sum(rate(http_requests_total[5m]))'
              sonde rules suggest --config sonde.yml --since 4w --format json
            """)

    @OptionGroup var access: PrometheusOption

    @Option(help: "The expression of the rate. (default: those of `traffic` in the file)")
    var query: String?

    @Option(help: "How much of the past is read.")
    var since = "14d"

    @Option(help: "When it ends, as 2026-01-31T12:00:00Z. (default: now)")
    var until: String?

    @Option(help: "The time between samples, at most 5m. (default: 1m)")
    var step: String?

    @Option(help: "How the suggestions are shown: text or json.")
    var format = RulesSuggest.Format.text

    func run() throws {
        let outcome = try attempt {
            defer { Terminal.showProgress(nil) }
            let plan = try RulesBacktest.Plan(since: since, until: until, step: step)
            let suggest = try RulesSuggest(
                query: query, file: access.file.file, plan, by: access.access()
            ) { Terminal.showProgress($0) }
            return try suggest.outcome()
        }
        print(outcome.text(format), terminator: "")
        for problem in outcome.problems { printError("sonde: \(problem)") }
        guard outcome.problems.isEmpty else { throw ExitCode.finding }
    }
}

extension RulesSuggest.Format: ExpressibleByArgument {}
