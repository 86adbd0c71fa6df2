/// `absent`: whether it can say what is missing, and whether it waits.
struct AbsenceChecks {
    let rule: LintedRule

    func findings() -> [LintFinding] {
        guard rule.isAlert else { return [] }
        var findings: [LintFinding] = []
        rule.parsed.forEachPart { part, outer in
            guard case .call(let function, _) = part.expression,
                [.absent, .absentOverTime].contains(function), !Self.isCondition(part, outer)
            else { return }
            findings += [namesNothing(part), hasNoWait(part, function)].compactMap(\.self)
        }
        return findings
    }

    /// Whether it only holds back or lets through what stands left of it.
    private static func isCondition(_ part: ParsedPromQL, _ outer: [ParsedPromQL]) -> Bool {
        let path = outer + [part]
        return zip(path, path.dropFirst()).contains { around, inner in
            guard case .binary(let operation) = around.expression else { return false }
            return [.and, .unless].contains(operation.operation)
                && inner.range == around.children[1].range
        }
    }

    private func namesNothing(_ part: ParsedPromQL) -> LintFinding? {
        let argument = part.children[0].unwrapped
        let reason: String
        switch argument.expression {
        case .selector(let selector), .range(let selector, _):
            guard !selector.matchers.isEmpty, selector.labelsOfAbsence.isEmpty else { return nil }
            reason =
                "only labels compared with = stand in the answer, so it does not say what is missing"
        default:
            reason =
                "of \(argument.expression.brief) no labels are left, so it does not say what is "
                + "missing"
        }
        return rule.finding(
            .absentNamesNothing, at: part, reason,
            instead: argument.expression.selectors.first.map(Self.correction) ?? "")
    }

    /// `absent` with labels that it can name: those of the selector, or each that its pattern
    /// matches; else the series that were there a day ago and are gone.
    private static func correction(_ selector: Selector) -> String {
        if !selector.labelsOfAbsence.isEmpty { return "\(PromQL.absent(selector.named))" }
        let pattern = selector.matchers.first { $0.comparison == .matches }
        if let pattern, let values = pattern.patternTexts, values.count <= 4 {
            return values.sorted().map { value in
                let matcher = LabelMatcher(pattern.label, .equal, value)
                return "\(PromQL.absent(.selector(Selector(selector.name, [matcher]))))"
            }.joined(separator: " or ")
        }
        let labels = [selector.matchers.first?.label ?? "job"]
        let before = PromQL.call(.lastOverTime, [.range(selector, .days(1))])
        return PromQL.aggregate(.group, by: labels, before)
            .unless(.aggregate(.group, by: labels, .selector(selector))).description
    }

    private func hasNoWait(_ part: ParsedPromQL, _ function: Function) -> LintFinding? {
        guard function == .absent, rule.written.wait == .zero else { return nil }
        return rule.finding(
            .absentWithoutFor, at: part,
            "without \"for\" one failed scrape or a restart of Prometheus is an alert",
            instead: "for: of at least two scrapes, such as 5m")
    }
}
