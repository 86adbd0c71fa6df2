/// Counters read as they are, rates of what does not count, and counts from `increase`.
struct CounterChecks {
    let rule: LintedRule
    let base: RuleBase

    func findings() -> [LintFinding] {
        var findings: [LintFinding] = []
        rule.parsed.forEachPart { part, _ in
            switch part.expression {
            case .call(let function, _) where Function.counting.contains(function):
                findings += [rateOfGauge(part, function), sumBeforeRate(part, function)]
                    .compactMap(\.self)
            case .binary where rule.isAlert:
                findings += [withoutRate(part), wholeIncrease(part)].compactMap(\.self)
            default: break
            }
        }
        return findings
    }

    // MARK: Without a rate

    private func withoutRate(_ part: ParsedPromQL) -> LintFinding? {
        guard let (operation, left, right) = part.operation else { return nil }
        let counter: Selector?
        if let threshold = Threshold(operation) {
            let isOrder = threshold.isUpper || threshold.isLower
            counter = isOrder && threshold.number > 0 ? threshold.compared.rawCounter : nil
        } else if operation.operation == .divide, right.expression.rawCounter != nil {
            counter = left.expression.rawCounter
        } else {
            counter = nil
        }
        guard let counter else { return nil }
        return rule.finding(
            .counterWithoutRate, at: part,
            "\(counter.metricName ?? "the counter") only goes up until it is reset, so its value "
                + "says how long the process has run",
            instead: "\(PromQL.rate(.selector(counter), .minutes(5)))")
    }

    // MARK: Rates

    private func rateOfGauge(_ part: ParsedPromQL, _ function: Function) -> LintFinding? {
        guard case .range(let selector, let window) = part.children[0].expression.unwrapped,
            let name = selector.metricName
        else { return nil }
        let last = name.split(separator: ":").last ?? ""
        let isRate =
            MetricName(name).isRecorded && (last.hasPrefix("rate") || last.hasPrefix("irate"))
        guard MetricName(name).isGauge || isRate else { return nil }
        let mended: Function =
            isRate ? .averageOverTime : function == .increase ? .delta : .deriv
        return rule.finding(
            .rateOfGauge, at: part,
            isRate
                ? "\(name) is a rate already, and each fall of it would count as a reset"
                : "\(name) is no counter, and each fall of it would count as a reset",
            instead: "\(PromQL.call(mended, [.range(selector, window)]))")
    }

    private func sumBeforeRate(_ part: ParsedPromQL, _ function: Function) -> LintFinding? {
        let summed: PromQL
        switch part.children[0].expression.unwrapped {
        case .subquery(let subquery): summed = base.resolved(subquery.expression)
        case .range(let selector, _):
            guard let recording = base.recording(selector.metricName).first else { return nil }
            summed = base.resolved(recording.parsed.expression)
        default: return nil
        }
        guard case .aggregation(let aggregation) = summed.unwrapped,
            let counter = aggregation.operand.rawCounter
        else { return nil }
        var mended = aggregation
        mended.operand = .call(function, [.range(counter, .minutes(5))])
        return rule.finding(
            .sumBeforeRate, at: part,
            "when one process restarts, the sum falls by all it had counted, and \(function.rawValue) "
                + "takes what is left for new",
            instead: "\(PromQL.aggregation(mended))")
    }

    // MARK: Counts

    private func wholeIncrease(_ part: ParsedPromQL) -> LintFinding? {
        guard let operation = part.expression.operation, let threshold = Threshold(operation),
            base.resolved(threshold.compared).isIncrease, (1...50).contains(threshold.number),
            threshold.number == threshold.number.rounded()
        else { return nil }
        let number = threshold.number
        let (least, most) = (PromQL.number(number - 0.5), PromQL.number(number + 0.5))
        let wanted =
            switch threshold.comparison {
            case .greater: "> \(most), or > \(least) if \(Int(number)) are enough"
            case .greaterOrEqual: "> \(least)"
            case .less: "< \(least)"
            case .lessOrEqual: "< \(most)"
            default: "> \(least) and < \(most)"
            }
        return rule.finding(
            .wholeIncrease, at: part,
            "increase extrapolates: \(Int(number)) events read a little less or more than "
                + "\(Int(number))",
            instead: wanted)
    }
}

extension PromQL {
    /// The counter whose present value this is, summed or not.
    fileprivate var rawCounter: Selector? {
        switch unwrapped {
        case .selector(let selector):
            selector.metricName.map { $0.hasSuffix("_total") && !$0.contains(":") } == true
                ? selector : nil
        case .aggregation(let aggregation):
            [.sum, .max, .avg, .min].contains(aggregation.operation)
                ? aggregation.operand.rawCounter : nil
        default: nil
        }
    }

    /// Whether the value is what `increase` gives, summed or not.
    fileprivate var isIncrease: Bool {
        switch unwrapped {
        case .call(.increase, _): true
        case .aggregation(let aggregation):
            aggregation.operation == .sum && aggregation.operand.isIncrease
        case .binary(let operation): operation.operation == .or && operation.left.isIncrease
        default: false
        }
    }
}
