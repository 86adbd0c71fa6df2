/// One value made of many series: `sum by (job) (rate(m[5m]))`.
package struct Aggregation: Hashable, Sendable {
    /// What is worked out.
    package enum Operator: String, CaseIterable, Hashable, Sendable {
        case sum, avg, count, min, max, group, stddev, stdvar
        case topk, bottomk, quantile
        case countValues = "count_values"

        /// Whether a parameter stands before the operand, and of which type.
        package var parameterType: ValueType? {
            switch self {
            case .topk, .bottomk, .quantile: .scalar
            case .countValues: .string
            default: nil
            }
        }
    }

    /// The labels that the result keeps.
    package enum Grouping: Hashable, Sendable {
        case by([String])
        /// All but these, and not the name.
        case without([String])
    }

    package var operation: Operator
    /// Nil is one group of all, as `by ()` is.
    package var grouping: Grouping?
    package var parameter: PromQL?
    package var operand: PromQL

    package init(
        _ operation: Operator, _ grouping: Grouping? = nil, parameter: PromQL? = nil,
        _ operand: PromQL
    ) {
        self.operation = operation
        self.grouping = grouping
        self.parameter = parameter
        self.operand = operand
    }
}
