import App
import ArgumentParser

struct RulesGenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Write the alert rules for what a configuration file has watched.",
        discussion: """
            Without a configuration file the rules are those for the built-in probe and the mock \
            service. A file is written whole or not at all. What is to be known about the rules goes \
            to standard error.

            Example:
              sonde rules generate --config sonde.yml --out rules.yml
              sonde rules generate --format operator --namespace monitoring --out rules.yml
            """)

    @OptionGroup var file: ConfigurationOption

    @Option(help: "Who reads the rules: prometheus, or operator for a Kubernetes object.")
    var format = RulesGeneration.Format.prometheus

    @Option(help: "The oldest Prometheus that reads them. (default: the file's, or 2.42)")
    var prometheusVersion: String?

    @Option(help: "The URL of a Prometheus that is asked which bounds histograms have.")
    var prometheus: String?

    @Option(help: "The file that is written; - for standard output.")
    var out = "-"

    @Option(help: "The name of the Kubernetes object. (default: sonde)")
    var name: String?

    @Option(help: "The namespace of the Kubernetes object. (default: none)")
    var namespace: String?

    func run() throws {
        try attempt {
            let generation = try RulesGeneration(
                file: file.file, version: prometheusVersion, prometheus: prometheus,
                environment: Environment.current)
            var object = RulesGeneration.Object()
            object.name = name
            object.namespace = namespace
            let text = try generation.text(format, object)
            for warning in generation.warnings { printError("sonde: warning: \(warning)") }
            if out == "-" {
                print(text, terminator: "")
            } else {
                try RulesGeneration.write(text, to: out)
            }
        }
    }
}

extension RulesGeneration.Format: ExpressibleByArgument {}
