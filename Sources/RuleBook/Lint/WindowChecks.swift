/// Windows and subqueries against the time from one sample to the next, and baselines learnt over
/// long windows.
struct WindowChecks {
    let rule: LintedRule
    let base: RuleBase

    func findings() -> [LintFinding] {
        var findings: [LintFinding] = []
        rule.parsed.forEachPart { part, _ in
            switch part.expression {
            case .call(let function, let arguments) where Function.changing.contains(function):
                guard let index = arguments.firstIndex(where: { $0.type == .rangeVector }) else {
                    return
                }
                findings += [narrow(part.children[index], function)].compactMap(\.self)
            case .subquery(let subquery): findings += [step(part, subquery)].compactMap(\.self)
            default: break
            }
        }
        return findings + [unguardedBaseline()].compactMap(\.self)
    }

    // MARK: Samples in a window

    private func narrow(_ part: ParsedPromQL, _ function: Function) -> LintFinding? {
        guard case .range(let selector, let window) = part.expression.unwrapped,
            let interval = sampleInterval(of: selector),
            window < RuleGuards.samplesPerWindow * interval
        else { return nil }
        let isEmpty = window <= interval
        let wide = PromQL.range(selector, RuleGuards.samplesPerWindow * interval)
        return rule.finding(
            isEmpty ? .emptyWindow : .narrowWindow, at: part,
            isEmpty
                ? "samples come every \(interval), so [\(window)] holds one of them, and of one "
                    + "there is no \(function.rawValue)"
                : "samples come every \(interval), so [\(window)] holds less than four: two that "
                    + "are missing, and there is no \(function.rawValue)",
            instead: "\(PromQL.call(function, [wide]))")
    }

    /// The time from one sample to the next; nil if unknown.
    private func sampleInterval(of selector: Selector) -> TimeSpan? {
        let recording = base.recording(selector.metricName)
        if !recording.isEmpty { return recording.compactMap(\.interval).max() }
        guard let name = selector.metricName, !MetricName(name).isRecorded else { return nil }
        let runs = MetricName(name).isOfProbe ? base.settings.runInterval : nil
        return max(base.settings.scrapeInterval, runs ?? .zero)
    }

    private func step(_ part: ParsedPromQL, _ subquery: PromQL.Subquery) -> LintFinding? {
        guard let step = subquery.step ?? base.settings.evaluationInterval, subquery.range <= step
        else { return nil }
        var mended = subquery
        mended.range = RuleGuards.samplesPerWindow * step
        return rule.finding(
            .windowIsStep, at: part,
            "a window of \(subquery.range) in steps of \(step) holds one value at most, and in "
                + "Prometheus 3, whose windows are open on the left, sometimes none",
            instead: "\(PromQL.subquery(mended))")
    }

    // MARK: Baselines

    /// The functions by which a threshold is learnt.
    private static let learning: Set<Function> = [
        .minimumOverTime, .maximumOverTime, .averageOverTime, .quantileOverTime,
        .standardDeviationOverTime, .standardVarianceOverTime,
    ]

    private func unguardedBaseline() -> LintFinding? {
        guard rule.isAlert else { return nil }
        let expression = base.resolved(rule.parsed.expression)
        guard !expression.calls([.countOverTime]), !Self.asksForSamples(expression) else {
            return nil
        }
        var finding: LintFinding?
        rule.parsed.forEachPart { part, _ in
            guard finding == nil, let (operation, left, right) = part.operation,
                operation.operation.isComparison,
                left.expression.constant == nil, right.expression.constant == nil,
                let past = learnt(right.expression) ?? learnt(left.expression)
            else { return }
            finding = rule.finding(
                .unguardedBaseline, at: part,
                "the threshold is learnt over \(past.window), and is whatever the first samples were "
                    + "while there is less of history",
                instead: "... and \(PromQL.call(.countOverTime, [past.samples]) >= past.half)")
        }
        return finding
    }

    /// What a threshold is learnt from.
    private struct Past {
        let samples: PromQL
        let window: TimeSpan
        /// Half the number of the samples.
        let half: PromQL
    }

    /// What an expression is learnt from, if that goes back a day or longer.
    private func learnt(_ expression: PromQL) -> Past? {
        for part in base.resolved(expression).everyPart {
            guard case .call(let function, let arguments) = part, Self.learning.contains(function)
            else { continue }
            for argument in arguments {
                let window: TimeSpan
                var step: TimeSpan?
                switch argument.unwrapped {
                case .range(let selector, let range):
                    window = range
                    step = sampleInterval(of: selector)
                case .subquery(let subquery):
                    window = subquery.range
                    step = subquery.step
                default: continue
                }
                guard window >= .days(1) else { continue }
                let interval = step ?? base.settings.evaluationInterval ?? .minutes(1)
                let half = window.milliseconds / interval.milliseconds / 2
                return Past(samples: argument, window: window, half: .number(Double(half)))
            }
        }
        return nil
    }

    /// Whether a series that counts samples, by its name, is held above a number.
    private static func asksForSamples(_ expression: PromQL) -> Bool {
        expression.everyPart.contains { part in
            guard let threshold = part.operation.flatMap(Threshold.init), threshold.isUpper else {
                return false
            }
            return threshold.compared.selectors.compactMap(\.metricName)
                .contains { $0.contains("samples") }
        }
    }
}
