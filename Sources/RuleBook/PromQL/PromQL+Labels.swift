extension PromQL {
    /// What is known of the labels of the expression's series.
    ///
    /// - Parameter series: What is known of the series of a metric by its name.
    package func labels(ofSeries series: (String) -> SeriesLabels) -> SeriesLabels {
        switch self {
        case .number, .string: .none
        case .selector(let selector), .range(let selector, _): selector.labels(ofSeries: series)
        case .subquery(let subquery): subquery.expression.labels(ofSeries: series)
        case .unary(_, let operand), .parenthesized(let operand): operand.labels(ofSeries: series)
        case .aggregation(let aggregation): aggregation.labels(ofSeries: series)
        case .call(let function, let arguments):
            function.labels(of: arguments, ofSeries: series)
        case .binary(let operation): operation.labels(ofSeries: series)
        }
    }
}

extension Selector {
    fileprivate func labels(ofSeries series: (String) -> SeriesLabels) -> SeriesLabels {
        var labels = metricName.map(series) ?? .unknown
        for matcher in matchers where matcher.label != "__name__" {
            labels[matcher.label] = labels[matcher.label].narrowed(by: matcher)
        }
        return labels
    }

    /// The labels that `absent` gives its answer: those that one condition sets to one value.
    var labelsOfAbsence: [String: String] {
        let counts = Dictionary(grouping: matchers, by: \.label).mapValues(\.count)
        let equal = matchers.filter {
            $0.comparison == .equal && counts[$0.label] == 1 && $0.label != "__name__"
                && !$0.value.isEmpty
        }
        return Dictionary(uniqueKeysWithValues: equal.map { ($0.label, $0.value) })
    }
}

extension SeriesLabels.Presence {
    /// What is known when a condition holds as well.
    fileprivate func narrowed(by matcher: LabelMatcher) -> SeriesLabels.Presence {
        if self == .absent { return .absent }
        if matcher.isMetByEmptyValue {
            let isEmptyOnly = matcher.comparison == .equal
            return isEmptyOnly ? .absent : self
        }
        var values: Set<String>?
        switch matcher.comparison {
        case .equal: values = [matcher.value]
        case .matches: values = matcher.patternTexts
        case .unequal, .avoids: values = nil
        }
        if case .present(let known?) = self { values = values?.intersection(known) ?? known }
        return .present(values)
    }
}

extension LabelMatcher {
    /// The texts that a pattern matches, if they can be counted up.
    var patternTexts: Set<String>? {
        do {
            return try RegexSyntax(value).texts().map(Set.init)
        } catch {
            return nil
        }
    }
}

extension Aggregation {
    fileprivate func labels(ofSeries series: (String) -> SeriesLabels) -> SeriesLabels {
        let inner = operand.labels(ofSeries: series)
        if operation == .topk || operation == .bottomk { return inner }
        var labels: SeriesLabels
        switch grouping {
        case nil: labels = .none
        case .by(let names): labels = inner.keeping(names)
        case .without(let names): labels = inner.dropping(names)
        }
        if operation == .countValues, case .string(let name)? = parameter?.unwrapped {
            labels[name] = .present(nil)
        }
        return labels
    }
}

extension Function {
    fileprivate func labels(
        of arguments: [PromQL], ofSeries series: (String) -> SeriesLabels
    ) -> SeriesLabels {
        let vector = arguments.first { $0.type == .instantVector || $0.type == .rangeVector }
        guard self != .scalar, let vector else { return .none }
        var labels = vector.labels(ofSeries: series)
        switch self {
        case .absent, .absentOverTime:
            switch vector.unwrapped {
            case .selector(let selector), .range(let selector, _):
                return SeriesLabels(
                    selector.labelsOfAbsence.mapValues { .present([$0]) }, isOpen: false)
            default: return .none
            }
        case .histogramQuantile: labels["le"] = .absent
        case .labelReplace, .labelJoin:
            // Where the pattern does not match, the label stays as it was.
            if case .string(let name)? = arguments.dropFirst().first?.unwrapped {
                labels[name] = self == .labelJoin ? .present(nil) : .possible
            }
        default: break
        }
        return labels
    }
}

extension BinaryOperation {
    fileprivate func labels(ofSeries series: (String) -> SeriesLabels) -> SeriesLabels {
        let first = left.labels(ofSeries: series)
        let second = right.labels(ofSeries: series)
        if left.type == .scalar { return second }
        if right.type == .scalar { return first }
        switch operation {
        case .and, .unless: return first
        case .or: return first.joined(with: second)
        default: break
        }
        switch (matching?.labels, matching?.group) {
        case (_, .left(let included)): return first.taking(included, from: second)
        case (_, .right(let included)): return second.taking(included, from: first)
        case (.on(let names), nil): return first.keeping(names)
        case (.ignoring(let names), nil): return first.dropping(names)
        case (nil, nil): return first.met(with: second)
        }
    }
}

extension SeriesLabels {
    /// The labels of the side of many, with some of those of the side of one.
    fileprivate func taking(_ labels: [String], from other: SeriesLabels) -> SeriesLabels {
        var taken = self
        for label in labels { taken[label] = other[label] }
        return taken
    }

    /// What is known of series that are the same on both sides.
    private func narrowed(_ label: String, by other: SeriesLabels) -> Presence {
        switch (self[label], other[label]) {
        case (.absent, _), (_, .absent): .absent
        case (.present(let values?), _): .present(values)
        case (_, .present(let values)): .present(values)
        case (let presence, .possible): presence
        }
    }

    fileprivate func met(with other: SeriesLabels) -> SeriesLabels {
        var met = SeriesLabels(isOpen: isOpen && other.isOpen)
        for label in Set(known.keys).union(other.known.keys) {
            met[label] = narrowed(label, by: other)
        }
        return met
    }
}
