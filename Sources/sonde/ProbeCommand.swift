import App
import ArgumentParser

struct ProbeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Run one probe, and show what happened and where the time went.",
        discussion: """
            TARGET is the name of a probe of the configuration file, or a URL, to which a GET \
            request is sent, with a status from 200 to 299 expected, or what --module says. Shown \
            are the phases of the request, what was expected and what was found, and the answer's \
            header, in which whatever lets somebody in is redacted. Colours are for terminals only, \
            and none if NO_COLOR is set. The exit status is 1 if the run failed.

            Example:
              sonde probe https://shop.example/
              sonde probe checkout --config sonde.yml
              sonde probe --timeout 2s --format json http://127.0.0.1:8080/-/ready
            """)

    @Argument(help: "A probe's name, or an http or https URL; HOST:PORT is asked by http.")
    var target: String

    @OptionGroup var file: ConfigurationOption

    @Option(help: "The module of the configuration file by which a URL is probed.")
    var module: String?

    @Option(help: "How the run is shown: text or json.")
    var format = HandRun.Format.text

    @Option(help: "How long the run may take, at most 1h. (default: 10s)")
    var timeout: String?

    func run() throws {
        let report = try attempt {
            try HandRun(target: target, timeout: timeout, module: module, file: file.file)
                .report(format, style: Terminal.style(Environment.current))
        }
        print(report.text, terminator: "")
        guard report.isSuccess else { throw ExitCode.finding }
    }
}

extension HandRun.Format: ExpressibleByArgument {}
