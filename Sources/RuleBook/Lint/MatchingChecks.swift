/// Whether series of the two sides of an operator, or of a selector and what is recorded, can meet.
struct MatchingChecks {
    let rule: LintedRule
    let base: RuleBase

    func findings() -> [LintFinding] {
        var findings: [LintFinding] = []
        rule.parsed.forEachPart { part, _ in
            findings += [unmatched(part), selectsNothing(part)].compactMap(\.self)
        }
        return findings
    }

    private func unmatched(_ part: ParsedPromQL) -> LintFinding? {
        guard case .binary(let operation) = part.expression, operation.operation != .or,
            operation.left.type == .instantVector, operation.right.type == .instantVector
        else { return nil }
        let left = base.labels(of: operation.left)
        let right = base.labels(of: operation.right)
        guard let label = left.conflict(with: right, operation.matching) else { return nil }
        return rule.finding(
            .unmatchedSides, at: part,
            "\(Self.reason(label, left[label], right[label])), so no series of the two match",
            instead: correction(operation, label, left, right))
    }

    private static func reason(
        _ label: String, _ left: SeriesLabels.Presence, _ right: SeriesLabels.Presence
    ) -> String {
        switch (left, right) {
        case (.present(let left?), .present(let right?)):
            "the label \"\(label)\" is \(list(left)) on the left and \(list(right)) on the right"
        case (.present, _): "the left side has the label \"\(label)\", the right side does not"
        default: "the right side has the label \"\(label)\", the left side does not"
        }
    }

    private static func list(_ values: Set<String>) -> String {
        values.sorted().map { "\"\($0)\"" }.joined(separator: " or ")
    }

    /// The operation with an aggregation that keeps the labels, or over those of both sides.
    private func correction(
        _ operation: BinaryOperation, _ label: String, _ left: SeriesLabels, _ right: SeriesLabels
    ) -> String {
        if case .present = left[label], case .present = right[label] {
            return "the same value of \"\(label)\" on both sides"
        }
        let isLeftMore = right[label] == .absent
        var mended = operation
        let fewer = isLeftMore ? operation.right : operation.left
        let more = isLeftMore ? left : right
        if case .aggregation(var aggregation) = fewer.unwrapped, let labels = more.all,
            operation.matching == nil
        {
            aggregation.grouping = .by(labels.sorted())
            if isLeftMore {
                mended.right = .aggregation(aggregation)
            } else {
                mended.left = .aggregation(aggregation)
            }
        } else {
            let common = ((isLeftMore ? right : left).all ?? []).filter { more[$0] != .absent }
            let group: VectorMatching.Group? =
                operation.operation.isSet ? nil : isLeftMore ? .left([]) : .right([])
            mended.matching = .on(common.sorted(), group)
        }
        return PromQL.binary(mended).description
    }

    private func selectsNothing(_ part: ParsedPromQL) -> LintFinding? {
        let selector: Selector
        switch part.expression {
        case .selector(let chosen), .range(let chosen, _): selector = chosen
        default: return nil
        }
        guard let name = selector.metricName, !base.recording(name).isEmpty else { return nil }
        let labels = base.labels(of: .selector(Selector(name)))
        for matcher in selector.matchers
        where !matcher.isMetByEmptyValue && matcher.label != "__name__" {
            switch labels[matcher.label] {
            case .absent:
                let has = labels.all.map { $0.sorted().joined(separator: ", ") } ?? ""
                return rule.finding(
                    .selectsNothing, at: part,
                    "\(name) is recorded without the label \"\(matcher.label)\"",
                    instead: has.isEmpty
                        ? "no condition, for it has no labels" : "its labels are \(has)")
            case .present(let values?):
                let wanted = matcher.comparison == .equal ? [matcher.value] : matcher.patternTexts
                guard matcher.comparison == .equal || matcher.comparison == .matches,
                    let wanted, wanted.isDisjoint(with: values)
                else { continue }
                return rule.finding(
                    .selectsNothing, at: part,
                    "\(name) is recorded with \(matcher.label) \(Self.list(values)) only",
                    instead: "\(matcher.label)=\"\(values.sorted()[0])\"")
            default: continue
            }
        }
        return nil
    }
}
