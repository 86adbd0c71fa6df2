import Documents

/// Looks through rule files for what goes wrong unseen.
///
/// All files are looked at together: what one records, another may read.
package struct RuleLinter {
    private let settings: LintSettings

    package init(_ settings: LintSettings = LintSettings()) {
        self.settings = settings
    }

    /// All findings, in the order of the files and of their lines.
    package func findings(in files: [LintedFile]) -> [LintFinding] {
        var all: [LintFinding] = []
        var rules: [(rule: LintedRule, file: Int)] = []
        var written: [WrittenFile] = []
        for (index, file) in files.enumerated() {
            let outcome = read(file)
            written.append(outcome)
            all += outcome.findings
            rules += outcome.rules.map { ($0, index) }
        }
        let base = RuleBase(rules.map(\.rule), settings)
        for (rule, index) in rules {
            let findings = Self.findings(rule, base)
            all += findings.filter { !written[index].isOff($0, in: rule.written) }
        }
        let order = Dictionary(
            files.enumerated().map { ($1.path, $0) }, uniquingKeysWith: { first, _ in first })
        return all.enumerated().sorted { left, right in
            Self.key(left, order).lexicographicallyPrecedes(Self.key(right, order))
        }.map(\.element)
    }

    private static func key(
        _ finding: (offset: Int, element: LintFinding), _ order: [String: Int]
    ) -> [Int] {
        let place = finding.element.place
        return [order[place.file] ?? 0, place.line, place.column, finding.offset]
    }

    private static func findings(_ rule: LintedRule, _ base: RuleBase) -> [LintFinding] {
        MatchingChecks(rule: rule, base: base).findings()
            + FiringChecks(rule: rule, base: base).findings()
            + DivisionChecks(rule: rule, base: base).findings()
            + AbsenceChecks(rule: rule).findings()
            + WindowChecks(rule: rule, base: base).findings()
            + CounterChecks(rule: rule, base: base).findings()
            + HistogramChecks(rule: rule, base: base).findings()
    }

    // MARK: Files

    /// A file as it was read, with what is wrong with it as it stands.
    private struct WrittenFile {
        let comments: IgnoreComments
        var groups: [WrittenGroup] = []
        var rules: [LintedRule] = []
        var findings: [LintFinding] = []

        /// Whether a comment above the finding, its rule or its group switches it off.
        func isOff(_ finding: LintFinding, in rule: WrittenRule) -> Bool {
            let group = groups.last { $0.place.line <= rule.place.line }
            let lines = [finding.place.line, rule.place.line, group?.place.line ?? 0]
            return comments.isOff(finding.check, in: lines)
        }
    }

    private func read(_ file: LintedFile) -> WrittenFile {
        var outcome = WrittenFile(comments: IgnoreComments(file))
        outcome.findings += outcome.comments.findings
        do {
            outcome.groups = try WrittenRules.read(text: file.text, file: file.path).groups
        } catch {
            outcome.findings += error.errors.map { problem in
                LintFinding(
                    check: .ruleFile, place: problem.place, rule: "",
                    reason: problem.path.isEmpty
                        ? problem.message : problem.path + ": " + problem.message,
                    correction: "")
            }
            return outcome
        }
        outcome.findings += Self.duplicates(outcome.groups)
        for group in outcome.groups {
            for rule in group.rules {
                let interval = group.interval ?? settings.evaluationInterval
                outcome.findings += WrittenChecks(rule: rule, interval: interval).findings()
                    .filter { !outcome.isOff($0, in: rule) }
                do {
                    outcome.rules.append(try LintedRule(rule, of: group, in: file, settings))
                } catch {
                    outcome.findings.append(
                        LintFinding(
                            check: .promql, place: error.place, rule: rule.name,
                            reason: error.message, correction: ""))
                }
            }
        }
        return outcome
    }

    /// Groups whose names stand in the file, or the object, already, which Prometheus refuses.
    private static func duplicates(_ groups: [WrittenGroup]) -> [LintFinding] {
        var seen: Set<[String]> = []
        return groups.compactMap { group in
            seen.insert(["\(group.holder)", group.name]).inserted
                ? nil
                : LintFinding(
                    check: .ruleFile, place: group.place, rule: "",
                    reason: "there is a group \"\(group.name)\" in the file already",
                    correction: "another name")
        }
    }
}
