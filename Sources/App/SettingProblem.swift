/// Something that the user set and that cannot be used: one line that names it, its value and why.
package struct SettingProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The variable or flag, such as `INTERVAL_SEC` or `--listen`.
    package let name: String

    /// What was given; nil for a secret.
    package let value: String?

    /// What would be right, or what went wrong.
    package let reason: String

    package init(_ name: String, _ value: String?, _ reason: String) {
        self.name = name
        self.value = value
        self.reason = reason
    }

    /// One line, whatever the value holds:
    /// `INTERVAL_SEC: must be a number of seconds above 0, got 'soon'`
    package var description: String {
        guard let value else { return "\(name): \(reason)" }
        return "\(name): \(reason), got '\(LogLine.escaped(value))'"
    }
}
