import Documents

/// What does not need the expression: labels, annotations, `for`.
struct WrittenChecks {
    let rule: WrittenRule
    /// The time from one evaluation to the next; nil if unknown.
    let interval: TimeSpan?

    func findings() -> [LintFinding] {
        let texts = rule.labels + rule.annotations
        return texts.compactMap { unclosed($0.value) }
            + (rule.alert == nil ? [] : rule.labels.compactMap { hasValue($0.key, $0.value) })
            + [shortFor()].compactMap(\.self)
    }

    private func unclosed(_ text: Located<String>) -> LintFinding? {
        var rest = text.value[...]
        while let start = rest.firstRange(of: "{{") {
            guard let end = rest[start.upperBound...].firstRange(of: "}}") else {
                return finding(
                    .template, text.place, "the template \"{{\" is not closed", "\"}}\" behind it")
            }
            rest = rest[end.upperBound...]
        }
        return nil
    }

    private func hasValue(_ label: String, _ text: Located<String>) -> LintFinding? {
        let templates = text.value.matches(of: /\{\{(.*?)\}\}/.dotMatchesNewlines()).map(\.1)
        guard templates.contains(where: { $0.contains(/(\$value|\.Value)\b/) }) else { return nil }
        return finding(
            .valueInLabel, text.place,
            "the label \"\(label)\" changes with the value, so each evaluation begins another "
                + "alert, and \"for\" begins again",
            "the value in an annotation")
    }

    private func shortFor() -> LintFinding? {
        guard rule.alert != nil, rule.wait > .zero, let interval, rule.wait < interval else {
            return nil
        }
        return finding(
            .shortFor, rule.place,
            "\"for\" of \(rule.wait) is shorter than the \(interval) from one evaluation to the next, "
                + "and is counted in those",
            "for: \(interval), or an interval: of the group of \(rule.wait)")
    }

    private func finding(
        _ check: LintCheck, _ place: SourcePlace, _ reason: String, _ correction: String
    ) -> LintFinding {
        LintFinding(
            check: check, place: place, rule: rule.name, reason: reason, correction: correction)
    }
}
