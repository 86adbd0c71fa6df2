/// The values that an expression can have at all: from `low` to `high`, both included. NaN and
/// what comes of dividing by zero stand outside.
package struct ValueBounds: Hashable, Sendable {
    package let low: Double
    package let high: Double

    package init(_ low: Double, _ high: Double) {
        self.low = low
        self.high = high
    }

    package static let any = ValueBounds(-.infinity, .infinity)
    package static let notNegative = ValueBounds(0, .infinity)
    package static let fraction = ValueBounds(0, 1)

    /// The one number that it can be.
    package var constant: Double? { low == high ? low : nil }

    /// No number lies within.
    package var isEmpty: Bool { low > high }

    package func meeting(_ other: ValueBounds) -> ValueBounds {
        ValueBounds(max(low, other.low), min(high, other.high))
    }

    package func joined(with other: ValueBounds) -> ValueBounds {
        ValueBounds(min(low, other.low), max(high, other.high))
    }

    /// The bounds of the result of an arithmetic operator.
    func result(_ operation: BinaryOperation.Operator, _ other: ValueBounds) -> ValueBounds {
        switch operation {
        case .add: return Self.hull([low + other.low, high + other.high])
        case .subtract: return Self.hull([low - other.high, high - other.low])
        case .multiply:
            return Self.hull(
                [low, high].flatMap { left in
                    [other.low, other.high].map { left == 0 || $0 == 0 ? 0 : left * $0 }
                })
        case .divide:
            if let divisor = other.constant, divisor != 0 {
                return Self.hull([low / divisor, high / divisor])
            }
            return low >= 0 && other.low >= 0 ? .notNegative : .any
        case .power:
            if let base = constant, let exponent = other.constant {
                return base == 10 || base == 2 || exponent == 2
                    ? Self.hull([Self.power(base, exponent)]) : .any
            }
            return low >= 0 ? .notNegative : .any
        case .modulo: return low >= 0 && other.low >= 0 ? ValueBounds(0, other.high) : .any
        default: return .any
        }
    }

    /// A whole power, by multiplying; NaN for any other.
    private static func power(_ base: Double, _ exponent: Double) -> Double {
        guard let count = Int(exactly: exponent), count.magnitude <= 64 else { return .nan }
        let product = (0..<count.magnitude).reduce(1.0) { product, _ in product * base }
        return count < 0 ? 1 / product : product
    }

    private static func hull(_ ends: [Double]) -> ValueBounds {
        guard let low = ends.min(), let high = ends.max(), !ends.contains(where: \.isNaN) else {
            return .any
        }
        return ValueBounds(low, high)
    }
}

extension PromQL {
    /// The values that the expression can have.
    ///
    /// - Parameter lastBound: The highest finite bound of a histogram's buckets, by its name with
    ///   `_bucket`, where it is known.
    package func bounds(lastBound: (String) -> Double?) -> ValueBounds {
        switch self {
        case .number(let number):
            number.value.isNaN ? .any : ValueBounds(number.value, number.value)
        case .string: .any
        case .selector(let selector), .range(let selector, _): selector.bounds
        case .subquery(let subquery): subquery.expression.bounds(lastBound: lastBound)
        case .parenthesized(let inner): inner.bounds(lastBound: lastBound)
        case .unary(let sign, let operand):
            sign == .plus
                ? operand.bounds(lastBound: lastBound)
                : ValueBounds(0, 0).result(.subtract, operand.bounds(lastBound: lastBound))
        case .aggregation(let aggregation): aggregation.bounds(lastBound)
        case .call(let function, let arguments): function.bounds(of: arguments, lastBound)
        case .binary(let operation): operation.bounds(lastBound)
        }
    }
}

extension Selector {
    fileprivate var bounds: ValueBounds {
        guard let metricName else { return .any }
        if ["up", "probe_success", "ALERTS"].contains(metricName) { return .fraction }
        return MetricName(metricName).isCounter ? .notNegative : .any
    }
}

extension Aggregation {
    fileprivate func bounds(_ lastBound: (String) -> Double?) -> ValueBounds {
        let inner = operand.bounds(lastBound: lastBound)
        switch operation {
        case .count, .countValues: return ValueBounds(1, .infinity)
        case .group: return ValueBounds(1, 1)
        case .stddev, .stdvar: return .notNegative
        case .sum: return inner.low >= 0 ? ValueBounds(inner.low, .infinity) : .any
        case .avg, .min, .max, .topk, .bottomk: return inner
        case .quantile:
            let isWithin = parameter?.bounds(lastBound: lastBound).constant.map {
                (0...1).contains($0)
            }
            return isWithin == true ? inner : .any
        }
    }
}

extension BinaryOperation {
    fileprivate func bounds(_ lastBound: (String) -> Double?) -> ValueBounds {
        let first = left.bounds(lastBound: lastBound)
        let second = right.bounds(lastBound: lastBound)
        if returnsBool { return .fraction }
        switch operation {
        case .and, .unless: return first
        case .or: return first.joined(with: second)
        case .equal: return left.type == .scalar ? second : first.meeting(second)
        case .unequal: return left.type == .scalar ? second : first
        case .less, .lessOrEqual:
            return left.type == .scalar
                ? second.meeting(ValueBounds(first.low, .infinity))
                : first.meeting(ValueBounds(-.infinity, second.high))
        case .greater, .greaterOrEqual:
            return left.type == .scalar
                ? second.meeting(ValueBounds(-.infinity, first.high))
                : first.meeting(ValueBounds(second.low, .infinity))
        case .divide where left.isPart(of: right): return .fraction
        default: return first.result(operation, second)
        }
    }
}

extension PromQL {
    /// Whether the expression counts some of what `whole` counts: it is the same, but for further
    /// conditions on the labels.
    func isPart(of whole: PromQL) -> Bool {
        switch (counted, whole.counted) {
        case (.selector(let some), .selector(let all)): return some.isPart(of: all)
        case (.range(let some, let window), .range(let all, let otherWindow)):
            return window == otherWindow && some.isPart(of: all)
        case (.call(let function, let some), .call(let other, let all)):
            return function == other && some.count == all.count && !some.isEmpty
                && [.rate, .increase, .irate, .sumOverTime, .countOverTime].contains(function)
                && zip(some, all).allSatisfy { $0.isPart(of: $1) }
        case (.aggregation(let some), .aggregation(let all)):
            return some.operation == all.operation && some.grouping == all.grouping
                && (some.operation == .sum || some.operation == .count)
                && some.operand.isPart(of: all.operand)
        case (.binary(let rest), let all) where rest.operation == .subtract:
            return rest.left.counted == all && rest.right.isPart(of: all)
        default: return false
        }
    }

    /// What is counted, without guards: `x` of `x > 0` and of `x or 0 * y`.
    private var counted: PromQL {
        guard case .binary(let operation) = unwrapped, !operation.returnsBool else {
            return unwrapped
        }
        let isGuard = operation.operation.isComparison && operation.right.type == .scalar
        return isGuard || operation.operation == .or ? operation.left.counted : unwrapped
    }
}

extension Selector {
    fileprivate func isPart(of all: Selector) -> Bool {
        metricName == all.metricName && time == all.time
            && Set(all.matchers).isSubset(of: matchers)
            && MetricName(metricName ?? "").isCounter
    }
}
