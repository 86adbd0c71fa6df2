import App
import ArgumentParser

struct RulesLintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Find what goes wrong unseen in rule files, whoever wrote them.",
        discussion: """
            Reads rule files of Prometheus and PrometheusRule objects, also as the list that kubectl \
            prints, all together: what one file records, another may read. Each finding is a line with file, line, column, check and \
            reason, and the correct form below it. A comment "# sonde:ignore CHECK" on the line \
            above a finding, its rule or its group switches it off. The exit status is 1 if there \
            is an error, and with --strict also if there is a warning.

            Example:
              sonde rules lint prometheus-rules.yml
              sonde rules lint --scrape-interval 30s --run-interval 5m rules/*.yml
              sonde rules lint --buckets http_request_duration=0.01,0.1,0.5,2 rules.yml
              kubectl get prometheusrules -A -o yaml | sonde rules lint -
            """)

    @Argument(help: "The rule files; - for standard input.")
    var files: [String]

    @Option(help: "How findings are told: text or json.")
    var format = RulesLint.Format.text

    @Option(help: "The time from one scrape to the next.")
    var scrapeInterval = "15s"

    @Option(
        help: """
            The time from one evaluation to the next, of groups that set none. (default: not known, \
            so nothing is said of their "for")
            """)
    var evaluationInterval: String?

    @Option(help: "The time from one run of a probe to the next. (default: that of the scrapes)")
    var runInterval: String?

    @Option(
        name: .customLong("buckets"),
        help: "A histogram and its finite bounds: NAME=0.1,0.5,2. May be given again.")
    var buckets: [String] = []

    @Option(
        name: .customLong("metrics"),
        help: "A file with a /metrics page, for the bounds of its histograms. May be given again.")
    var metricsFiles: [String] = []

    @Flag(help: "Let warnings count as errors for the exit status.")
    var strict = false

    func run() throws {
        let lint = try attempt {
            var options = RulesLint.Options()
            options.scrapeInterval = scrapeInterval
            options.evaluationInterval = evaluationInterval
            options.runInterval = runInterval
            options.buckets = buckets
            options.metricsFiles = metricsFiles
            return try RulesLint(files, options)
        }
        print(lint.report(format), terminator: "")
        guard lint.isSuccess(strict: strict) else { throw ExitCode.finding }
    }
}

extension RulesLint.Format: ExpressibleByArgument {}
