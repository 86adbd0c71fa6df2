/// Something that the user set and that cannot be used: one line that names it, its value and why.
package struct SettingProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The variable or flag, such as `INTERVAL_SEC` or `--listen`.
    package let name: String

    /// What was given; nil for a secret.
    package let value: String?

    /// What would be right, or what went wrong.
    package let reason: String

    /// What was probably meant, such as `; did you mean 'checkout'?`; mostly empty.
    package let hint: String

    package init(_ name: String, _ value: String?, _ reason: String, hint: String = "") {
        self.name = name
        self.value = value
        self.reason = reason
        self.hint = hint
    }

    /// One line, whatever the value holds:
    /// `INTERVAL_SEC: must be a number of seconds above 0, got 'soon'`
    package var description: String {
        guard let value else { return "\(name): \(reason)\(hint)" }
        return "\(name): \(reason), got '\(LogLine.escaped(value))'\(hint)"
    }
}
