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
