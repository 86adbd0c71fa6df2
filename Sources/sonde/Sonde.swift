import App
import ArgumentParser
import Glibc

/// The command line.
@main
struct Sonde: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sonde",
        abstract: "Watches services from the outside.",
        discussion: """
            Runs scripted requests against services on a schedule, keeps the results as Prometheus \
            metrics, and comes with the alert rules for them. A mock service to try it on is built \
            in.

            Example:
              sonde serve --listen 127.0.0.1:8080
              curl -X POST http://127.0.0.1:8080/reservations
              curl http://127.0.0.1:8080/metrics
            """,
        version: Version.current,
        subcommands: [
            ServeCommand.self, CheckCommand.self, SchemaCommand.self, ProbeCommand.self,
            RulesCommand.self, ForecastCommand.self, FaultCommand.self, HealthcheckCommand.self,
        ],
        defaultSubcommand: ServeCommand.self)

    /// Runs the command. Wrong usage ends with status 2, where the argument parser would take 64.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let code as ExitCode {
            exit(code)
        } catch {
            let code = exitCode(for: error)
            let message = fullMessage(for: error)
            if code == .success {
                print(message)
                exit(.success)
            }
            printError(message)
            exit(code == .validationFailure ? .usage : .finding)
        }
    }

    private static func exit(_ code: ExitCode) -> Never {
        Glibc.exit(code.rawValue)
    }
}
