import Documents

/// A finding as JSON, for scripts: `sonde rules lint --format json`.
///
/// Keys are only ever added. Lines and columns begin at 1.
package struct LintDocument: Encodable {
    private let check: String
    /// `error` or `warning`.
    private let severity: String
    private let file: String
    private let line: Int
    private let column: Int
    /// The alert or the recorded series; empty for what belongs to no rule.
    private let rule: String
    private let reason: String
    private let instead: String

    package init(_ finding: LintFinding) {
        check = finding.check.rawValue
        severity = finding.severity.rawValue
        file = finding.place.file
        line = finding.place.line
        column = finding.place.column
        rule = finding.rule
        reason = finding.reason
        instead = finding.correction
    }
}
