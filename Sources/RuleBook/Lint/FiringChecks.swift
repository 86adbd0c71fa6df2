/// Whether an alert can fire at all, and whether it still does when its series are gone.
struct FiringChecks {
    let rule: LintedRule
    let base: RuleBase

    func findings() -> [LintFinding] {
        guard rule.isAlert else { return [] }
        var findings: [LintFinding] = []
        rule.parsed.forEachPart { part, outer in
            guard case .binary = part.expression else { return }
            let isException = Self.isException(part, outer)
            findings += [
                isException ? nil : impossible(part), contradiction(part, outer),
                vanishing(part),
            ].compactMap(\.self)
        }
        return findings
    }

    /// Whether the part stands right of an `unless`, where it does not have to hold.
    private static func isException(_ part: ParsedPromQL, _ outer: [ParsedPromQL]) -> Bool {
        let path = outer + [part]
        return zip(path, path.dropFirst()).contains { around, inner in
            guard case .binary(let operation) = around.expression else { return false }
            return operation.operation == .unless && inner.range == around.children[1].range
        }
    }

    // MARK: Comparisons that no value meets

    private func impossible(_ part: ParsedPromQL) -> LintFinding? {
        guard let (operation, left, right) = part.operation, operation.operation.isComparison,
            !operation.returnsBool
        else { return nil }
        let low = base.bounds(of: left.expression)
        let high = base.bounds(of: right.expression)
        guard !Self.isPossible(operation.operation, low, high) else { return nil }
        let (side, bounds) =
            left.expression.constant == nil ? (left, low) : (right, high)
        let isQuantile = base.resolved(side.expression).calls([.histogramQuantile])
        return rule.finding(
            isQuantile ? .pastLastBucket : .neverFires, at: part,
            isQuantile
                ? "the quantile is never more than \(PromQL.number(bounds.high)), the last finite "
                    + "bound of the buckets"
                : "\(side.expression.brief) is \(Self.words(bounds)), so "
                    + "\(operation.operation.rawValue) \(right.expression.brief) never holds",
            instead: isQuantile
                ? "a threshold below \(PromQL.number(bounds.high)), or buckets with higher bounds"
                : "a threshold that can be passed")
    }

    private static func words(_ bounds: ValueBounds) -> String {
        switch (bounds.low.isFinite, bounds.high.isFinite) {
        case (true, true):
            bounds.low == bounds.high
                ? "always \(PromQL.number(bounds.low))"
                : "between \(PromQL.number(bounds.low)) and \(PromQL.number(bounds.high))"
        case (true, false): "never less than \(PromQL.number(bounds.low))"
        case (false, true): "never more than \(PromQL.number(bounds.high))"
        case (false, false): "any number"
        }
    }

    private static func isPossible(
        _ comparison: BinaryOperation.Operator, _ left: ValueBounds, _ right: ValueBounds
    ) -> Bool {
        switch comparison {
        case .greater: left.high > right.low
        case .greaterOrEqual: left.high >= right.low
        case .less: left.low < right.high
        case .lessOrEqual: left.low <= right.high
        case .equal: !left.meeting(right).isEmpty
        default: left.constant == nil || left.constant != right.constant
        }
    }

    /// Two thresholds of one `and` for the same value that exclude each other.
    private func contradiction(_ part: ParsedPromQL, _ outer: [ParsedPromQL]) -> LintFinding? {
        guard part.expression.operation?.operation == .and,
            outer.last?.expression.operation?.operation != .and
        else { return nil }
        var bounds: [String: ValueBounds] = [:]
        for conjunct in part.expression.conjuncts {
            guard let operation = conjunct.operation, let threshold = Threshold(operation) else {
                continue
            }
            let text = base.resolved(threshold.compared).unwrapped.description
            let met = (bounds[text] ?? .any).meeting(threshold.bounds)
            guard !met.isEmpty else {
                return rule.finding(
                    .neverFires, at: part,
                    "the conditions on \(threshold.compared.brief) exclude each other",
                    instead: "\"or\" between them")
            }
            bounds[text] = met
        }
        return nil
    }

    // MARK: Zeros that vanish

    private func vanishing(_ part: ParsedPromQL) -> LintFinding? {
        guard let operation = part.expression.operation, let threshold = Threshold(operation),
            threshold.number == 0, [.equal, .lessOrEqual].contains(threshold.comparison)
        else { return nil }
        let compared = base.resolved(threshold.compared)
        guard compared.calls(Function.counting), !compared.calls([.vector]) else { return nil }
        let names = Set(
            (threshold.compared.selectors + compared.selectors).compactMap(\.metricName))
        guard !base.watchesAbsence(ofAny: names) else { return nil }
        return rule.finding(
            .vanishingZero, at: part,
            "when the series are gone (no pods, no scrape), this is empty, not 0, and silent",
            instead: "a second alert beside this one: "
                + compared.selectors.prefix(1).map { "\(PromQL.absent($0.named))" }.joined())
    }
}

extension Selector {
    /// The series of the same name and labels, as far as `absent` can name them.
    var named: PromQL {
        .selector(Selector(name, matchers.filter { labelsOfAbsence[$0.label] != nil }))
    }
}

extension RuleBase {
    /// Whether any rule notices that one of these metrics is gone, by `absent` or `unless`.
    func watchesAbsence(ofAny names: Set<String>) -> Bool {
        rules.contains { rule in
            rule.isAlert
                && resolved(rule.parsed.expression).everyPart
                    .contains { Self.watched($0).isDisjoint(with: names) == false }
                || rule.isAlert
                    && rule.parsed.expression.everyPart
                        .contains { Self.watched($0).isDisjoint(with: names) == false }
        }
    }

    /// The metrics whose absence an expression notices.
    private static func watched(_ expression: PromQL) -> Set<String> {
        switch expression {
        case .call(.absent, let arguments), .call(.absentOverTime, let arguments):
            Set(arguments.flatMap(\.selectors).compactMap(\.metricName))
        case .binary(let operation) where operation.operation == .unless:
            Set(operation.right.selectors.compactMap(\.metricName))
        default: []
        }
    }
}
