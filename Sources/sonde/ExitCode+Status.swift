import App
import ArgumentParser
import Glibc

extension ExitCode {
    /// A finding or a failure.
    static let finding = ExitCode(1)

    /// Wrong usage or configuration.
    static let usage = ExitCode(2)
}

/// Writes `text` and a line end to standard error.
func printError(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    // Where nobody listens on standard error, there is nobody to tell.
    _ = write(STDERR_FILENO, bytes, bytes.count)
}

/// Does the work of a command. What goes wrong is told on standard error, and ends the command: with
/// status 2 for wrong usage or configuration, with 1 for anything else.
func attempt<Result>(_ work: () throws -> Result) throws -> Result {
    do {
        return try work()
    } catch {
        let failure = CommandFailure(error)
        for line in failure.lines { printError("sonde: \(line)") }
        throw failure.isUsage ? ExitCode.usage : ExitCode.finding
    }
}
