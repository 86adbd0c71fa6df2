import Documents

/// Why a command could not do its work, as it is told.
package struct CommandFailure: Sendable {
    /// What went wrong; a line each.
    package let lines: [String]

    /// Whether the command or the configuration is wrong, and not the world.
    package let isUsage: Bool

    package init(_ error: any Error) {
        switch error {
        case let problems as SettingProblems:
            lines = problems.all.map(\.description)
            isUsage = true
        case let problems as DocumentProblems:
            lines = problems.all.map(\.description)
            isUsage = true
        case let problems as SeriesFile.Problems:
            lines = problems.lines
            isUsage = false
        default:
            lines = ["\(error)"]
            isUsage = false
        }
    }
}
