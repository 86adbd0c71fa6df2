/// The types of values in PromQL.
package enum ValueType: Hashable, Sendable {
    case scalar
    case string
    /// Series with one value each.
    case instantVector
    /// Series with the samples of a window each.
    case rangeVector
}

extension ValueType: CustomStringConvertible {
    package var description: String {
        switch self {
        case .scalar: "scalar"
        case .string: "string"
        case .instantVector: "instant vector"
        case .rangeVector: "range vector"
        }
    }
}

extension ValueType {
    /// `a scalar`, `an instant vector`.
    var withArticle: String { (self == .instantVector ? "an " : "a ") + description }
}

extension PromQL {
    /// The type of the expression's value, given that it is well formed.
    package var type: ValueType {
        switch self {
        case .number: .scalar
        case .string: .string
        case .selector, .aggregation: .instantVector
        case .range, .subquery: .rangeVector
        case .call(let function, _): function.signature.result
        case .unary(_, let operand): operand.type
        case .binary(let operation):
            operation.left.type == .scalar && operation.right.type == .scalar
                ? .scalar : .instantVector
        case .parenthesized(let inner): inner.type
        }
    }
}
