/// An expression of PromQL, the query language of Prometheus, as a value.
///
/// The grammar is that of Prometheus 2.42, whole. Generated rules are built from these values (see
/// `PromQL+Building.swift`), and the rules of others are read into them. Values made by hand need
/// no `parenthesized`: the printer writes the parentheses that precedence asks for.
package indirect enum PromQL: Hashable, Sendable {
    case number(Number)
    case string(String)
    /// Series at one instant.
    case selector(Selector)
    /// The samples of series over a window up to an instant: `m[5m]`.
    case range(Selector, TimeSpan)
    case subquery(Subquery)
    case aggregation(Aggregation)
    case call(Function, [PromQL])
    case unary(Sign, PromQL)
    case binary(BinaryOperation)
    /// Parentheses that somebody wrote.
    case parenthesized(PromQL)

    /// A number, in which NaN equals itself.
    package struct Number: Hashable, Sendable {
        package let value: Double

        package init(_ value: Double) {
            self.value = value.isNaN ? .nan : value
        }

        package static func == (left: Number, right: Number) -> Bool {
            left.value.bitPattern == right.value.bitPattern
        }

        package func hash(into hasher: inout Hasher) {
            hasher.combine(value.bitPattern)
        }
    }

    /// The sign before an expression.
    package enum Sign: String, Hashable, Sendable {
        case plus = "+"
        case minus = "-"
    }

    /// An expression evaluated again and again over a window: `expression[1w:5m]`.
    package struct Subquery: Hashable, Sendable {
        package var expression: PromQL
        package var range: TimeSpan
        /// The distance of the evaluations; nil is the evaluation interval of the server.
        package var step: TimeSpan?
        package var time: TimeShift

        package init(
            _ expression: PromQL, range: TimeSpan, step: TimeSpan? = nil, time: TimeShift = .none
        ) {
            self.expression = expression
            self.range = range
            self.step = step
            self.time = time
        }
    }

    /// The expressions directly inside this one, in the order of their text.
    package var children: [PromQL] {
        switch self {
        case .number, .string, .selector, .range: []
        case .subquery(let subquery): [subquery.expression]
        case .aggregation(let aggregation):
            (aggregation.parameter.map { [$0] } ?? []) + [aggregation.operand]
        case .call(_, let arguments): arguments
        case .unary(_, let operand): [operand]
        case .binary(let operation): [operation.left, operation.right]
        case .parenthesized(let inner): [inner]
        }
    }

    /// The expression without the parentheses around the whole of it.
    package var unwrapped: PromQL {
        var expression = self
        while case .parenthesized(let inner) = expression { expression = inner }
        return expression
    }

    /// The selectors anywhere in the expression, also those of ranges, in the order of the text.
    package var selectors: [Selector] {
        switch self {
        case .selector(let selector), .range(let selector, _): [selector]
        default: children.flatMap(\.selectors)
        }
    }
}
