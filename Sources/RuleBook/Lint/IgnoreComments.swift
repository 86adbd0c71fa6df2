import Documents

/// The comments of a file that switch findings off: `# sonde:ignore unguarded-division, short-for`.
///
/// A comment holds for the line right below it, other comment lines left out: for one line of an
/// expression, or for a whole rule or group where it stands above the first line of that.
struct IgnoreComments {
    private static let mark = "sonde:ignore"

    /// The checks that are off in each line, from 1.
    private var checks: [Int: Set<LintCheck>] = [:]
    private(set) var findings: [LintFinding] = []

    init(_ file: LintedFile) {
        var pending: Set<LintCheck> = []
        for (index, line) in file.lines.enumerated() {
            let text = line.drop { $0 == " " || $0 == "\t" }
            guard text.first == "#" else {
                if !pending.isEmpty { checks[index + 1] = pending }
                pending = []
                continue
            }
            let comment = text.drop { $0 == "#" || $0 == " " }
            guard comment.hasPrefix(Self.mark) else { continue }
            let names = comment.dropFirst(Self.mark.count)
                .split { $0 == "," || $0.isWhitespace }
            let place = SourcePlace(
                file: file.path, line: index + 1, column: line.count - text.count + 1)
            if names.isEmpty { findings.append(Self.unknown("", place)) }
            for name in names {
                if let check = LintCheck(rawValue: String(name)) {
                    pending.insert(check)
                } else {
                    findings.append(Self.unknown(String(name), place))
                }
            }
        }
    }

    /// Whether a check is off in one of these lines.
    func isOff(_ check: LintCheck, in lines: [Int]) -> Bool {
        lines.contains { checks[$0]?.contains(check) ?? false }
    }

    private static func unknown(_ name: String, _ place: SourcePlace) -> LintFinding {
        LintFinding(
            check: .unknownIgnore, place: place, rule: "",
            reason: name.isEmpty
                ? "the comment names no check" : "there is no check named \"\(name)\"",
            correction: "# \(mark) NAME, with the name that stands in the finding")
    }
}
