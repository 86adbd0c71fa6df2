/// Divisions: what is divided by, what stands for a missing fraction, and how few failures it takes.
struct DivisionChecks {
    let rule: LintedRule
    let base: RuleBase

    func findings() -> [LintFinding] {
        var findings: [LintFinding] = []
        rule.parsed.forEachPart { part, outer in
            findings += [
                unguarded(part, outer), defaulted(part), missingNumerator(part),
            ].compactMap(\.self)
        }
        return findings + [fewFailures()].compactMap(\.self)
    }

    // MARK: Denominators

    private func unguarded(_ part: ParsedPromQL, _ outer: [ParsedPromQL]) -> LintFinding? {
        guard let (operation, left, right) = directOperation(part), operation.operation == .divide,
            right.expression.type == .instantVector,
            base.resolved(right.expression).canBeZero,
            !isGuardedOutside(right.expression, outer)
        else { return nil }
        return rule.finding(
            .unguardedDivision, at: right,
            "the denominator can be 0: 0/0 is NaN, which only != fires on, and x/0 is +Inf, which "
                + "every > fires on",
            instead: "\(left.expression / (right.expression.unwrapped > 0))")
    }

    /// Whether an `and` around the fraction holds the denominator above a number.
    private func isGuardedOutside(_ denominator: PromQL, _ outer: [ParsedPromQL]) -> Bool {
        let text = denominator.unwrapped.description
        return outer.contains { around in
            around.expression.unwrapped.conjuncts.contains { conjunct in
                guard let threshold = conjunct.operation.flatMap(Threshold.init) else {
                    return false
                }
                return threshold.compared.unwrapped.description == text
                    && !threshold.bounds.holdsZero
            }
        }
    }

    // MARK: Defaults

    private func defaulted(_ part: ParsedPromQL) -> LintFinding? {
        guard let (operation, left, right) = directOperation(part), operation.operation == .or,
            case .call(.vector, _) = right.expression.unwrapped,
            let fraction = left.expression.fraction
        else { return nil }
        return rule.finding(
            .defaultedFraction, at: right,
            "where there is no data at all, the fraction is \(right.expression.brief) and looks "
                + "healthy",
            instead: "\(PromQL.share(of: fraction.left, in: fraction.right))")
    }

    private func missingNumerator(_ part: ParsedPromQL) -> LintFinding? {
        guard rule.isAlert, let (operation, _, _) = directOperation(part),
            let threshold = Threshold(operation)
        else { return nil }
        let compared = base.resolved(threshold.compared).unwrapped
        let fraction: BinaryOperation?
        if threshold.isLower {
            fraction = compared.fraction
        } else if threshold.isUpper, let rest = compared.operation, rest.operation == .subtract,
            rest.left.constant != nil
        {
            fraction = rest.right.fraction
        } else {
            fraction = nil
        }
        guard let fraction, fraction.left.isPart(of: fraction.right),
            fraction.left.unwrapped != fraction.right.unwrapped,
            !fraction.left.contains(where: { $0.operation?.operation == .or })
        else { return nil }
        return rule.finding(
            .missingNumerator, at: part,
            "as long as no series of the numerator exists, the fraction is empty, not 0, and the "
                + "alert stays silent when everything fails",
            instead: "\(PromQL.share(of: fraction.left, in: fraction.right))")
    }

    // MARK: Few failures

    /// A share of failures that one or two of them reach, because the window holds few runs.
    private func fewFailures() -> LintFinding? {
        guard rule.isAlert else { return nil }
        var finding: LintFinding?
        rule.parsed.forEachPart { part, outer in
            guard finding == nil, !outer.contains(where: { isConjunction($0.expression) }) else {
                return
            }
            let conjuncts = part.expression.conjuncts
            let burns = conjuncts.compactMap(burn)
            // Any other lower limit beside the shares is a guard, and so is a choice of them.
            guard let worst = burns.max(by: { $0.failures < $1.failures }),
                worst.failures < RuleGuards.failureCount,
                burns.count == conjuncts.count(where: Self.limitsBelow)
            else { return }
            let enough = worst.failures == 1 ? "one failure is" : "two failures are"
            finding = rule.finding(
                .fewFailures, at: part,
                "the window holds \(worst.runs) runs, so \(enough) enough",
                instead: "... and \(worst.numerator.counts > RuleGuards.failureIncrease)")
        }
        return finding
    }

    private func isConjunction(_ expression: PromQL) -> Bool {
        expression.operation?.operation == .and
    }

    /// A share of failures that is compared with a threshold.
    private struct Burn {
        let numerator: PromQL
        /// How many runs the window holds.
        let runs: Int
        /// How many of them have to fail.
        let failures: Int
    }

    private static func limitsBelow(_ condition: PromQL) -> Bool {
        guard let operation = condition.operation else { return false }
        return Threshold(operation)?.isUpper ?? (operation.operation == .or)
    }

    private func burn(_ condition: PromQL) -> Burn? {
        guard let threshold = condition.operation.flatMap(Threshold.init) else { return nil }
        let compared = base.resolved(threshold.compared)
        guard threshold.isUpper, let fraction = compared.fraction,
            fraction.left.isPart(of: fraction.right),
            compared.bounds(lastBound: { _ in nil }) == .fraction,
            let (interval, window) = runs(of: fraction.left), window >= interval
        else { return nil }
        let runs = window.milliseconds / interval.milliseconds
        let failures = Int((threshold.number * Double(runs)).rounded(.down)) + 1
        return Burn(numerator: fraction.left, runs: runs, failures: failures)
    }

    /// The time between two runs of a probe, and the window in which they are counted; nil for what
    /// is not of a probe.
    private func runs(of numerator: PromQL) -> (interval: TimeSpan, window: TimeSpan)? {
        for part in numerator.everyPart {
            guard case .range(let selector, let window) = part, let name = selector.metricName
            else { continue }
            guard MetricName(name).isOfProbe else { return nil }
            return (base.settings.runInterval ?? base.settings.scrapeInterval, window)
        }
        return nil
    }

    private func directOperation(
        _ part: ParsedPromQL
    ) -> (operation: BinaryOperation, left: ParsedPromQL, right: ParsedPromQL)? {
        if case .binary = part.expression { return part.operation }
        return nil
    }
}

extension ValueBounds {
    fileprivate var holdsZero: Bool { low <= 0 && high >= 0 }
}

extension PromQL {
    /// Whether the value can be 0 in the course of things: a rate, a count of events, a sum of such.
    /// Of a gauge that is nothing but read, it is assumed that it is not.
    var canBeZero: Bool {
        switch self {
        case .number(let number): number.value == 0
        case .string, .selector, .range: false
        case .subquery(let subquery): subquery.expression.canBeZero
        case .unary(_, let operand), .parenthesized(let operand): operand.canBeZero
        case .aggregation(let aggregation):
            [.count, .group, .countValues].contains(aggregation.operation)
                ? false : aggregation.operand.canBeZero
        case .call(let function, let arguments): function.canBeZero(of: arguments)
        case .binary(let operation): operation.canBeZero
        }
    }
}

extension Function {
    fileprivate func canBeZero(of arguments: [PromQL]) -> Bool {
        switch self {
        case .rate, .increase, .irate, .delta, .idelta, .deriv, .changes, .resets: true
        case .clampMinimum:
            (arguments[1].constant ?? 0) > 0 ? false : arguments[0].canBeZero
        case .absent, .absentOverTime, .presentOverTime, .countOverTime, .histogramQuantile: false
        default: arguments.contains { $0.type != .scalar && $0.canBeZero }
        }
    }
}

extension BinaryOperation {
    fileprivate var canBeZero: Bool {
        if let threshold = Threshold(self) {
            let excludesZero =
                !threshold.bounds.holdsZero
                || (threshold.comparison == .unequal && threshold.number == 0)
            return excludesZero ? false : threshold.compared.canBeZero
        }
        switch operation {
        case .add: return left.canBeZero && right.canBeZero
        case .multiply, .subtract, .or: return left.canBeZero || right.canBeZero
        default: return returnsBool || left.canBeZero
        }
    }
}
