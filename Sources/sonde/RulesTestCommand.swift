import App
import ArgumentParser

struct RulesTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Test the generated alert rules with promtool.",
        discussion: """
            For every alert there is a case in which it fires, one in which it is silent, one \
            without data and one in which it recovers, and more where they matter. The exit status \
            is 1 if a case fails, and if there is no promtool to run them and no folder to write \
            them to.

            Example:
              sonde rules test --config sonde.yml
              sonde rules test --config sonde.yml --out rule-tests
            """)

    @OptionGroup var file: ConfigurationOption

    @Option(help: "The folder in which rules and tests are kept. (default: they are not)")
    var out: String?

    @Option(help: "The program that runs the tests. (default: promtool in the folders of PATH)")
    var promtool: String?

    func run() throws {
        let environment = Environment.current
        let report = try attempt {
            defer { Terminal.showProgress(nil) }
            let generation = try RulesGeneration(file: file.file, environment: environment)
            return try RulesTestRun(generation, promtool: promtool, environment: environment)
                .report(folder: out) { Terminal.showProgress($0) }
        }
        print(report.text, terminator: "")
        guard report.isSuccess else { throw ExitCode.finding }
    }
}
