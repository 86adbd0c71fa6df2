import ArgumentParser

struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Make, test and judge alert rules for Prometheus.",
        discussion: """
            Example:
              sonde rules generate --config sonde.yml --out rules.yml
              sonde rules test --config sonde.yml
              sonde rules lint rules.yml
              sonde rules backtest rules.yml --prometheus http://127.0.0.1:9090
            """,
        subcommands: [
            RulesGenerateCommand.self, RulesTestCommand.self, RulesLintCommand.self,
            RulesSuggestCommand.self, RulesBacktestCommand.self,
        ])
}
