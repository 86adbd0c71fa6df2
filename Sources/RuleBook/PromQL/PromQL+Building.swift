// How rules are put together. An expression reads as it will be printed:
//
//     let runs = PromQL.sum(by: ["job"], .increase(.metric("runs_total"), .minutes(5)))
//     let ratio = failures / (runs > 0)
//     let alert = (ratio > 0.1).and(failures > 2.5)
//
// `>`, `>=`, `<` and `<=` are operators here as there; `==` and `!=` are methods, because Swift's
// compare two expressions.

extension PromQL: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    package init(integerLiteral value: Int) { self = .number(Double(value)) }
    package init(floatLiteral value: Double) { self = .number(value) }

    /// A number.
    package static func number(_ value: Double) -> PromQL { .number(Number(value)) }
}

extension PromQL {
    /// The series of a name whose labels have these values.
    ///
    /// - Precondition: `name` is a metric's name, and the keys are labels' names.
    package static func metric(
        _ name: String, _ labels: KeyValuePairs<String, String> = [:]
    ) -> PromQL {
        .metric(name, where: labels.map { LabelMatcher($0, .equal, $1) })
    }

    /// The series of a name that meet all of the conditions.
    ///
    /// - Precondition: `name` is a metric's name, and the conditions are on labels' names.
    package static func metric(_ name: String, where matchers: [LabelMatcher]) -> PromQL {
        precondition(Keyword.isMetricName(name), "no name of a metric: \(name)")
        for matcher in matchers {
            precondition(Keyword.isLabelName(matcher.label), "no name of a label: \(matcher.label)")
        }
        return .selector(Selector(name, matchers))
    }

    /// The series that meet one more condition each; everywhere in the expression.
    package func filtered(_ matchers: [LabelMatcher]) -> PromQL {
        mapSelectors { selector in
            var selector = selector
            selector.matchers += matchers
            return selector
        }
    }

    /// The samples of a window: `m[5m]`, and `expression[5m:]` of what is no selector.
    package func over(_ range: TimeSpan) -> PromQL {
        if case .selector(let selector) = unwrapped { return .range(selector, range) }
        return .subquery(Subquery(self, range: range))
    }

    /// The expression evaluated at every `step` of a window: `expression[1w:5m]`.
    package func over(_ range: TimeSpan, every step: TimeSpan) -> PromQL {
        .subquery(Subquery(self, range: range, step: step))
    }

    /// The selector, range or subquery as it was `span` ago.
    ///
    /// - Precondition: It is one of these; whatever else is shifted part by part.
    package func offset(_ span: TimeSpan) -> PromQL {
        switch unwrapped {
        case .selector(var selector):
            selector.time.offset = selector.time.offset + span
            return .selector(selector)
        case .range(var selector, let range):
            selector.time.offset = selector.time.offset + span
            return .range(selector, range)
        case .subquery(var subquery):
            subquery.time.offset = subquery.time.offset + span
            return .subquery(subquery)
        default: preconditionFailure("nothing that can be offset: \(self)")
        }
    }

    /// The expression with every selector in it replaced.
    package func mapSelectors(_ change: (Selector) -> Selector) -> PromQL {
        mapLeaves { leaf in
            switch leaf {
            case .selector(let selector): .selector(change(selector))
            case .range(let selector, let range): .range(change(selector), range)
            default: leaf
            }
        }
    }

    /// The expression with every part replaced that has none inside it: literals, selectors and
    /// their windows.
    func mapLeaves(_ change: (PromQL) -> PromQL) -> PromQL {
        switch self {
        case .number, .string, .selector, .range: return change(self)
        case .subquery(var subquery):
            subquery.expression = subquery.expression.mapLeaves(change)
            return .subquery(subquery)
        case .aggregation(var aggregation):
            aggregation.parameter = aggregation.parameter?.mapLeaves(change)
            aggregation.operand = aggregation.operand.mapLeaves(change)
            return .aggregation(aggregation)
        case .call(let function, let arguments):
            return .call(function, arguments.map { $0.mapLeaves(change) })
        case .unary(let sign, let operand): return .unary(sign, operand.mapLeaves(change))
        case .binary(var operation):
            operation.left = operation.left.mapLeaves(change)
            operation.right = operation.right.mapLeaves(change)
            return .binary(operation)
        case .parenthesized(let inner): return .parenthesized(inner.mapLeaves(change))
        }
    }
}

// MARK: Operators

extension PromQL {
    package static func + (left: PromQL, right: PromQL) -> PromQL { left.with(.add, right) }
    package static func - (left: PromQL, right: PromQL) -> PromQL { left.with(.subtract, right) }
    package static func * (left: PromQL, right: PromQL) -> PromQL { left.with(.multiply, right) }
    package static func / (left: PromQL, right: PromQL) -> PromQL { left.with(.divide, right) }
    package static func > (left: PromQL, right: PromQL) -> PromQL { left.with(.greater, right) }
    package static func >= (left: PromQL, right: PromQL) -> PromQL {
        left.with(.greaterOrEqual, right)
    }
    package static func < (left: PromQL, right: PromQL) -> PromQL { left.with(.less, right) }
    package static func <= (left: PromQL, right: PromQL) -> PromQL {
        left.with(.lessOrEqual, right)
    }
    package static prefix func - (operand: PromQL) -> PromQL { .unary(.minus, operand) }

    /// The series whose value is that of the other side: `==`.
    package func equal(to right: PromQL, _ matching: VectorMatching? = nil) -> PromQL {
        with(.equal, right, matching)
    }

    /// The series whose value is not that of the other side: `!=`.
    package func unequal(to right: PromQL, _ matching: VectorMatching? = nil) -> PromQL {
        with(.unequal, right, matching)
    }

    /// The series of this side that the other side has as well.
    package func and(_ right: PromQL, _ matching: VectorMatching? = nil) -> PromQL {
        with(.and, right, matching)
    }

    /// The series of this side, and those of the other side that this one does not have.
    package func or(_ right: PromQL, _ matching: VectorMatching? = nil) -> PromQL {
        with(.or, right, matching)
    }

    /// The series of this side that the other side does not have.
    package func unless(_ right: PromQL, _ matching: VectorMatching? = nil) -> PromQL {
        with(.unless, right, matching)
    }

    /// Two expressions with any operator between them.
    package func with(
        _ operation: BinaryOperation.Operator, _ right: PromQL, _ matching: VectorMatching? = nil,
        returnsBool: Bool = false
    ) -> PromQL {
        .binary(
            BinaryOperation(self, operation, right, returnsBool: returnsBool, matching: matching))
    }
}

// MARK: Aggregations and functions

extension PromQL {
    /// The sum of the series, one for each combination of these labels.
    package static func sum(by labels: [String], _ operand: PromQL) -> PromQL {
        .aggregate(.sum, by: labels, operand)
    }

    /// An aggregation, one value for each combination of these labels; without any, one for all.
    package static func aggregate(
        _ operation: Aggregation.Operator, by labels: [String] = [], parameter: PromQL? = nil,
        _ operand: PromQL
    ) -> PromQL {
        .aggregation(
            Aggregation(
                operation, labels.isEmpty ? nil : .by(labels), parameter: parameter, operand))
    }

    /// The increase per second of counters within a window.
    package static func rate(_ counters: PromQL, _ range: TimeSpan) -> PromQL {
        .call(.rate, [counters.over(range)])
    }

    /// The increase of counters within a window.
    package static func increase(_ counters: PromQL, _ range: TimeSpan) -> PromQL {
        .call(.increase, [counters.over(range)])
    }

    /// 1 where the selector chooses nothing.
    package static func absent(_ selector: PromQL) -> PromQL { .call(.absent, [selector]) }

    /// The time of the evaluation, in seconds since 1970.
    package static let time = PromQL.call(.time, [])

    /// The quantile of histograms whose buckets are the operand, which keeps the label `le`.
    package static func histogramQuantile(_ quantile: PromQL, _ buckets: PromQL) -> PromQL {
        .call(.histogramQuantile, [quantile, buckets])
    }
}
