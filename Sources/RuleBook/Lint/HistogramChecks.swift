/// Histograms: the label `le`, and the bounds that there are.
struct HistogramChecks {
    let rule: LintedRule
    let base: RuleBase

    func findings() -> [LintFinding] {
        var findings: [LintFinding] = []
        rule.parsed.forEachPart { part, _ in
            switch part.expression {
            case .call(.histogramQuantile, let arguments):
                findings += [withoutBounds(part, arguments[0], arguments[1])].compactMap(\.self)
            case .selector(let selector), .range(let selector, _):
                findings += selector.matchers.filter { $0.label == "le" }
                    .flatMap { [missing($0, selector, part), whole($0, part)] }
                    .compactMap(\.self)
            default: break
            }
        }
        return findings
    }

    private func withoutBounds(_ part: ParsedPromQL, _ quantile: PromQL, _ buckets: PromQL)
        -> LintFinding?
    {
        let names = base.resolved(buckets).selectors.compactMap(\.metricName)
        guard names.contains(where: { MetricName($0).isBucket }),
            base.labels(of: buckets)["le"] == .absent
        else { return nil }
        var mended = buckets
        if case .aggregation(var aggregation) = buckets.unwrapped {
            switch aggregation.grouping {
            case nil: aggregation.grouping = .by(["le"])
            case .by(let labels): aggregation.grouping = .by(labels + ["le"])
            case .without(let labels):
                aggregation.grouping = .without(labels.filter { $0 != "le" })
            }
            mended = .aggregation(aggregation)
        }
        return rule.finding(
            .quantileWithoutBounds, at: part,
            "the buckets have lost the label \"le\", so there is no quantile",
            instead: "\(PromQL.histogramQuantile(quantile, mended))")
    }

    private func missing(
        _ matcher: LabelMatcher, _ selector: Selector, _ part: ParsedPromQL
    ) -> LintFinding? {
        guard matcher.comparison == .equal, let name = selector.metricName,
            let bounds = base.settings.bounds[name], let bound = Double(matcher.value),
            bound.isFinite, !bounds.contains(bound)
        else { return nil }
        let nearest = [bounds.last { $0 < bound }, bounds.first { $0 > bound }].compactMap(\.self)
        return rule.finding(
            .missingBucket, at: part, "\(name) has no bucket with the bound \(matcher.value)",
            instead: "le=\""
                + nearest.map { PromQL.number($0).description }.joined(separator: "\" or le=\"")
                + "\", or a bucket more")
    }

    private func whole(_ matcher: LabelMatcher, _ part: ParsedPromQL) -> LintFinding? {
        guard matcher.comparison == .equal, !matcher.value.isEmpty,
            matcher.value.allSatisfy({ ("0"..."9").contains($0) })
        else { return nil }
        return rule.finding(
            .wholeBound, at: part,
            "Prometheus 3 stores the bound as \"\(matcher.value).0\", so this finds nothing there",
            instead: #"le=~"\#(matcher.value)(\\.0)?""#)
    }
}
