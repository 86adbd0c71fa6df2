import Base
package import Documents

/// Something that is wrong with a rule, with the place, the reason and the correct form.
package struct LintFinding: Hashable, Sendable {
    package let check: LintCheck
    package let place: SourcePlace
    /// The alert or the recorded series; empty for what belongs to no rule.
    package let rule: String
    /// Why it is wrong: what happens.
    package let reason: String
    /// What to write instead.
    package let correction: String

    package var severity: LintCheck.Severity { check.severity }
}

extension LintFinding: CustomStringConvertible {
    /// Three lines at most:
    ///
    ///     rules.yml:7:11: error: unmatched-sides: alert Slow: ...
    ///         instead: ...
    ///
    /// Rules may hold anything: what would steer a terminal is spelt out.
    package var description: String {
        let owner = rule.isEmpty ? "" : rule + ": "
        let first = "\(place): \(severity.rawValue): \(check.rawValue): \(owner)\(reason)"
        return correction.isEmpty
            ? first.printable : first.printable + "\n    instead: " + correction.printable
    }
}
