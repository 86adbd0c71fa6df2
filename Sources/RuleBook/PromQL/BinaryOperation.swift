/// Two expressions and what stands between them: `a / on (job) group_left (team) b`.
package struct BinaryOperation: Hashable, Sendable {
    /// What is done with the two sides.
    package enum Operator: String, CaseIterable, Hashable, Sendable {
        case or, and, unless
        case equal = "=="
        case unequal = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case modulo = "%"
        case atan2
        case power = "^"

        /// How tightly it binds; the lowest is 1. A sign binds as a product does.
        package var precedence: Int {
            switch self {
            case .or: 1
            case .and, .unless: 2
            case .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual: 3
            case .add, .subtract: 4
            case .multiply, .divide, .modulo, .atan2: 5
            case .power: 6
            }
        }

        /// `2 ^ 3 ^ 2` is `2 ^ (3 ^ 2)`; all others group from the left.
        package var isRightAssociative: Bool { self == .power }

        package var isComparison: Bool { precedence == 3 }

        /// Whether it chooses series instead of working out values.
        package var isSet: Bool { precedence <= 2 }
    }

    package var operation: Operator
    package var left: PromQL
    package var right: PromQL
    /// Whether a comparison answers 0 or 1 instead of dropping what does not hold.
    package var returnsBool: Bool
    /// Which series of the two sides belong together; nil is all labels alike.
    package var matching: VectorMatching?

    package init(
        _ left: PromQL, _ operation: Operator, _ right: PromQL, returnsBool: Bool = false,
        matching: VectorMatching? = nil
    ) {
        self.operation = operation
        self.left = left
        self.right = right
        self.returnsBool = returnsBool
        self.matching = matching
    }
}

/// Which series of two sides belong together.
package struct VectorMatching: Hashable, Sendable {
    /// The labels that are compared.
    package enum Labels: Hashable, Sendable {
        case on([String])
        case ignoring([String])
    }

    /// The side of which many series may meet one of the other side, and the labels it takes over
    /// from there.
    package enum Group: Hashable, Sendable {
        case left([String])
        case right([String])
    }

    package var labels: Labels
    package var group: Group?

    package init(_ labels: Labels, _ group: Group? = nil) {
        self.labels = labels
        self.group = group
    }

    /// Series with the same values of these labels belong together.
    package static func on(_ labels: [String], _ group: Group? = nil) -> VectorMatching {
        VectorMatching(.on(labels), group)
    }

    /// Series with the same values of all labels but these belong together.
    package static func ignoring(_ labels: [String], _ group: Group? = nil) -> VectorMatching {
        VectorMatching(.ignoring(labels), group)
    }
}
