/// What stands in place of recorded series that a history does not have: their own expressions.
///
/// - A selector reads the expression as it is. With `offset` or `@`, and in a range, it reads a subquery
///   whose step is the interval of the group that records it: the moments at which it would have been
///   recorded, but for the group's own offset within its interval.
/// - Labels that the recording rule sets are set by `label_replace`; conditions on labels become
///   joins, for they hold for the labels of the result.
/// - `absent` and `absent_over_time` give the labels that their selector asked for.
package struct RecordedSeries: Hashable, Sendable {
    /// How one series is recorded; several rules may record under the same name.
    package struct Source: Hashable, Sendable {
        package let expression: PromQL
        package let labels: [String: String]

        /// The interval of its group.
        package let interval: TimeSpan

        package init(expression: PromQL, labels: [String: String], interval: TimeSpan) {
            self.expression = expression
            self.labels = labels
            self.interval = interval
        }
    }

    /// Parts of the largest expression that is made; ours have some hundred.
    package static let partCountMax = 2_000

    /// By the recorded name.
    package let sources: [String: [Source]]

    package init(_ sources: [String: [Source]]) {
        self.sources = sources
    }

    /// The names of recorded series that an expression reads, directly or by others of them, in
    /// order.
    package func names(in expression: PromQL) -> [String] {
        var found: Set<String> = []
        var rest = [expression]
        while let next = rest.popLast() {
            for name in next.selectors.compactMap(\.metricName)
            where sources[name] != nil && found.insert(name).inserted {
                rest += (sources[name] ?? []).map(\.expression)
            }
        }
        return found.sorted()
    }

    /// The expression with the recorded series of some names replaced by what is recorded under
    /// them.
    ///
    /// A rule that reads what it records itself, directly or by others, keeps that part: its history
    /// is of its own making.
    ///
    /// - Returns: Nil if the expression would have more than `partCountMax` parts: series that are each
    ///   recorded of two others double it with every step.
    package func inlined(_ names: Set<String>, in expression: PromQL) -> PromQL? {
        var partsLeft = Self.partCountMax
        let inlined = rewrite(expression, names.filter { sources[$0] != nil }, &partsLeft)
        return partsLeft < 0 ? nil : inlined
    }

    private func rewrite(
        _ expression: PromQL, _ names: Set<String>, _ partsLeft: inout Int
    ) -> PromQL {
        partsLeft -= 1
        // What comes of it then is not used.
        guard partsLeft >= 0 else { return expression }
        switch expression {
        case .number, .string: return expression
        case .selector(let selector):
            guard let source = replacement(of: selector, names, &partsLeft) else {
                return expression
            }
            guard selector.time != .none else { return source.expression }
            return .call(.lastOverTime, [source.subquery(over: source.interval, selector.time)])
        case .range(let selector, let range):
            guard let source = replacement(of: selector, names, &partsLeft) else {
                return expression
            }
            return source.subquery(over: range, selector.time)
        case .call(let function, let arguments):
            let call = PromQL.call(function, arguments.map { rewrite($0, names, &partsLeft) })
            guard function == .absent || function == .absentOverTime,
                let selector = arguments.first?.unwrapped.ownSelector,
                selector.metricName.map(names.contains) == true
            else { return call }
            return selector.absentLabels.reduce(call) { $0.settingLabel($1.key, to: $1.value) }
        default: return expression.mapChildren { rewrite($0, names, &partsLeft) }
        }
    }

    /// What is read instead of a selector; nil where it stays.
    private func replacement(
        of selector: Selector, _ names: Set<String>, _ partsLeft: inout Int
    ) -> Replacement? {
        guard let name = selector.metricName, names.contains(name), let all = sources[name],
            let interval = all.map(\.interval).min()
        else { return nil }
        let expressions = all.map { source in
            source.labels.sorted { $0.key < $1.key }.reduce(
                rewrite(source.expression, names.subtracting([name]), &partsLeft)
            ) { $0.settingLabel($1.key, to: $1.value) }
        }
        let union = expressions.dropFirst().reduce(expressions[0]) { $0.or($1) }
        let conditions = selector.matchers.filter { $0.label != "__name__" }
        return Replacement(
            expression: conditions.reduce(union) { $0.meeting($1) }, interval: interval)
    }
}

/// What is read instead of a recorded series.
private struct Replacement {
    let expression: PromQL

    /// The interval at which it would be recorded.
    let interval: TimeSpan

    func subquery(over range: TimeSpan, _ time: TimeShift) -> PromQL {
        .subquery(PromQL.Subquery(expression, range: range, step: interval, time: time))
    }
}

extension PromQL {
    /// The label by which the series are told that meet a condition.
    private static let mark = "__meets__"

    /// The selector that this is, or reads over a range.
    fileprivate var ownSelector: Selector? {
        switch self {
        case .selector(let selector), .range(let selector, _): selector
        default: nil
        }
    }

    /// The series with a label set, and taken away if `value` is empty.
    fileprivate func settingLabel(_ label: String, to value: String) -> PromQL {
        // `$` begins the number of a group.
        replacingLabel(label, by: value.replacing("$", with: "$$"), where: "", matches: "")
    }

    private func replacingLabel(
        _ label: String, by value: String, where source: String, matches pattern: String
    ) -> PromQL {
        .call(
            .labelReplace,
            [self, .string(label), .string(value), .string(source), .string(pattern)])
    }

    /// One series of nothing but a label.
    private static func only(_ label: String, _ value: String) -> PromQL {
        PromQL.call(.vector, [1]).settingLabel(label, to: value)
    }

    /// The series whose labels meet a condition.
    fileprivate func meeting(_ condition: LabelMatcher) -> PromQL {
        let label = condition.label
        switch condition.comparison {
        case .equal: return and(.only(label, condition.value), .on([label]))
        case .unequal: return unless(.only(label, condition.value), .on([label]))
        case .matches, .avoids:
            let marked = replacingLabel(
                Self.mark, by: "1", where: label, matches: condition.value)
            let chosen =
                condition.comparison == .matches
                ? marked.and(.only(Self.mark, "1"), .on([Self.mark]))
                : marked.unless(.only(Self.mark, "1"), .on([Self.mark]))
            return chosen.settingLabel(Self.mark, to: "")
        }
    }

    /// The expression with each one directly inside it replaced; selectors stay.
    fileprivate func mapChildren(_ change: (PromQL) -> PromQL) -> PromQL {
        switch self {
        case .number, .string, .selector, .range: return self
        case .subquery(var subquery):
            subquery.expression = change(subquery.expression)
            return .subquery(subquery)
        case .aggregation(var aggregation):
            aggregation.parameter = aggregation.parameter.map(change)
            aggregation.operand = change(aggregation.operand)
            return .aggregation(aggregation)
        case .call(let function, let arguments): return .call(function, arguments.map(change))
        case .unary(let sign, let operand): return .unary(sign, change(operand))
        case .binary(var operation):
            operation.left = change(operation.left)
            operation.right = change(operation.right)
            return .binary(operation)
        case .parenthesized(let inner): return .parenthesized(change(inner))
        }
    }
}

extension Selector {
    /// The labels that `absent` gives (`promql/functions.go`, `createLabelsForAbsentFunction`): those
    /// that are asked for by one `=` and nothing else.
    fileprivate var absentLabels: [(key: String, value: String)] {
        let conditions = Dictionary(
            grouping: matchers.filter { $0.label != "__name__" }, by: \.label)
        return conditions.compactMap { label, all in
            guard all.count == 1, all[0].comparison == .equal else { return nil }
            return (label, all[0].value)
        }.sorted { $0.key < $1.key }
    }
}
