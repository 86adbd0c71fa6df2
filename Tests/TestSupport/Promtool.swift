/// Prometheus' own tool, as a judge.
package enum Promtool {
    /// Runs promtool and returns its status and what it said.
    ///
    /// - Parameter folder: Where it runs; nil for where the tests do.
    package static func run(_ arguments: [String], folder: String? = nil) throws -> String {
        let child = try ChildProcess(Programs.installed("promtool"), arguments, folder: folder)
        let status = try child.waitForExit()
        return "status \(status)\n" + child.standardOutput + child.standardError
    }

    /// Runs promtool and returns its status and what it said.
    package static func run(_ arguments: String...) throws -> String {
        try run(arguments)
    }
}
