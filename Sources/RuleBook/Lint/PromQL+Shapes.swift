// The shapes of expressions that several checks look for.
extension PromQL {
    /// The expression and all that lie within, each before those inside it.
    var everyPart: [PromQL] { [self] + children.flatMap(\.everyPart) }

    /// Whether any part of the expression is as asked.
    func contains(where isWanted: (PromQL) -> Bool) -> Bool {
        isWanted(self) || children.contains { $0.contains(where: isWanted) }
    }

    /// Whether one of these functions is called anywhere in the expression.
    func calls(_ functions: Set<Function>) -> Bool {
        contains { part in
            guard case .call(let function, _) = part else { return false }
            return functions.contains(function)
        }
    }

    /// The operation that the expression is.
    var operation: BinaryOperation? {
        guard case .binary(let operation) = unwrapped else { return nil }
        return operation
    }

    /// The number that the expression is, by arithmetic on numbers alone.
    var constant: Double? { type == .scalar ? bounds { _ in nil }.constant : nil }

    /// The fraction that is compared, on its own or times a number: `a / b * 100`.
    var fraction: BinaryOperation? {
        guard let operation else { return nil }
        switch operation.operation {
        case .divide where operation.right.type == .instantVector: return operation
        case .divide, .multiply:
            return operation.left.type == .scalar
                ? operation.right.fraction : operation.left.fraction
        case let comparison where comparison.isComparison: return operation.left.fraction
        default: return nil
        }
    }

    /// The parts that all have to hold: `a`, `b` and `c` of `a and b and c`.
    var conjuncts: [PromQL] {
        guard let operation, operation.operation == .and else { return [unwrapped] }
        return operation.left.conjuncts + operation.right.conjuncts
    }

    /// The expression without a guard around it: `a` of `(a > 0)`.
    var unguarded: PromQL {
        guard let operation, let threshold = Threshold(operation) else { return unwrapped }
        return threshold.compared.unwrapped
    }

    /// The expression with each rate replaced by the count within its window.
    var counts: PromQL {
        switch self {
        case .call(.rate, let arguments): return .call(.increase, arguments)
        case .aggregation(var aggregation):
            aggregation.operand = aggregation.operand.counts
            return .aggregation(aggregation)
        case .binary(var operation):
            operation.left = operation.left.counts
            operation.right = operation.right.counts
            return .binary(operation)
        case .parenthesized(let inner): return inner.counts
        default: return self
        }
    }

    /// `a or 0 * b` over `b > 0`: a share that is 0 where there is nothing to count, and none where
    /// there is nothing at all.
    static func share(of numerator: PromQL, in denominator: PromQL) -> PromQL {
        numerator.or(0 * denominator.unguarded) / (denominator.unguarded > 0)
    }

    /// The expression in short, for a reason.
    var brief: String {
        let text = unwrapped.description
        return text.count <= 90 ? text : text.prefix(87) + "..."
    }
}

extension Function {
    /// The functions that look at how samples of a window change, and so need two of them.
    static let changing: Set<Function> = [
        .rate, .increase, .irate, .delta, .idelta, .deriv, .changes, .resets, .predictLinear,
        .holtWinters,
    ]

    /// The functions that are for counters.
    static let counting: Set<Function> = [.rate, .increase, .irate]
}

/// A comparison with a number, whichever side the number stands on.
struct Threshold {
    let compared: PromQL
    /// As if the number stood on the right.
    let comparison: BinaryOperation.Operator
    let number: Double

    init?(_ operation: BinaryOperation) {
        guard operation.operation.isComparison, !operation.returnsBool else { return nil }
        if let number = operation.right.constant {
            (compared, comparison) = (operation.left, operation.operation)
            self.number = number
        } else if let number = operation.left.constant {
            (compared, comparison) = (operation.right, operation.operation.mirrored)
            self.number = number
        } else {
            return nil
        }
    }

    /// The values that meet it.
    var bounds: ValueBounds {
        switch comparison {
        case .greater: ValueBounds(number.nextUp, .infinity)
        case .greaterOrEqual: ValueBounds(number, .infinity)
        case .less: ValueBounds(-.infinity, number.nextDown)
        case .lessOrEqual: ValueBounds(-.infinity, number)
        case .equal: ValueBounds(number, number)
        default: .any
        }
    }

    /// Whether it holds for what is large.
    var isUpper: Bool { comparison == .greater || comparison == .greaterOrEqual }

    /// Whether it holds for what is small.
    var isLower: Bool { comparison == .less || comparison == .lessOrEqual }
}

extension BinaryOperation.Operator {
    /// The comparison with its sides exchanged.
    fileprivate var mirrored: BinaryOperation.Operator {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        default: self
        }
    }
}
