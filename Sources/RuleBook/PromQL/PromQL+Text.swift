import Base

extension PromQL: CustomStringConvertible {
    /// The expression on one line, in the one form that Sonde writes: `sum by (job) (rate(m[5m]))`.
    ///
    /// Read again it means the same: parentheses stand where they were written, and where
    /// precedence asks for them.
    package var description: String {
        switch self {
        case .number(let number): number.description
        case .string(let text): StringLiteral.quoted(text)
        case .selector(let selector): selector.text(range: nil)
        case .range(let selector, let range): selector.text(range: range)
        case .subquery(let subquery):
            operandText(subquery.expression) + subquery.suffix
        case .aggregation(let aggregation):
            aggregation.head + "(" + children.map(\.description).joined(separator: ", ") + ")"
        case .call(let function, let arguments):
            function.rawValue + "(" + arguments.map(\.description).joined(separator: ", ") + ")"
        case .unary(let sign, let operand):
            sign.rawValue + operandText(operand)
        case .binary(let operation):
            operandText(operation.left) + " " + operation.head + " "
                + operandText(operation.right, isRight: true)
        case .parenthesized(let inner): "(" + inner.description + ")"
        }
    }

    /// The text of an expression directly inside this one, in parentheses if it needs them.
    private func operandText(_ operand: PromQL, isRight: Bool = false) -> String {
        needsParentheses(around: operand, isRight: isRight)
            ? "(" + operand.description + ")" : operand.description
    }

    /// Whether `operand`, directly inside this one, would be read otherwise without parentheses.
    func needsParentheses(around operand: PromQL, isRight: Bool = false) -> Bool {
        switch self {
        case .subquery:
            // `[...]` and `offset` belong to what stands right before them. A subquery inside a
            // subquery is no instant vector, and so refused anyway.
            return operand.precedence < .max
        case .unary:
            // A sign before a number would become part of it, with the same value, but not for
            // the reader: `-(-1)`.
            switch operand {
            case .number(let number): return number.isNegative
            case .unary: return false
            default: return operand.precedence <= Self.signPrecedence
            }
        case .binary(let operation):
            let own = operation.operation.precedence
            if case .number(let number) = operand, number.isNegative {
                // -1 ^ 2 is -(1 ^ 2).
                return operation.operation == .power && !isRight
            }
            if case .unary = operand, isRight { return false }
            let isAgainstAssociativity = operation.operation.isRightAssociative != isRight
            return isAgainstAssociativity
                ? operand.precedence <= own : operand.precedence < own
        default: return false
        }
    }

    private static let signPrecedence = BinaryOperation.Operator.multiply.precedence

    /// How tightly the expression's own operator binds; `max` where there is none.
    private var precedence: Int {
        switch self {
        case .unary: Self.signPrecedence
        case .binary(let operation): operation.operation.precedence
        case .number(let number) where number.isNegative: Self.signPrecedence
        default: .max
        }
    }
}

extension PromQL.Number: CustomStringConvertible {
    /// The shortest text that reads back as the number: `0.001`, `NaN`, `Inf`.
    package var description: String {
        // A sign would be one of its own: +Inf ^ m is +(Inf ^ m).
        if value == .infinity { return "Inf" }
        var writer = ByteWriter()
        writer.write(value)
        return String(writer)
    }

    fileprivate var isNegative: Bool { value.sign == .minus && !value.isNaN }
}

extension Selector {
    /// The selector, with a window if it has one.
    func text(range: TimeSpan?) -> String {
        head + (range.map { "[\($0)]" } ?? "") + time.suffix
    }

    private var head: String {
        let matchers = printedMatchers
        if let printedName, matchers.isEmpty { return printedName }
        return (printedName ?? "") + "{" + matchers.map(\.description).joined(separator: ", ") + "}"
    }

    /// The name before the braces: not one of those that the grammar keeps for itself there.
    var printedName: String? { name.flatMap { Keyword.canBeMetricName($0) ? $0 : nil } }

    /// The conditions between the braces, the name among them if it cannot stand before them.
    var printedMatchers: [LabelMatcher] {
        guard let name, printedName == nil else { return matchers }
        return [LabelMatcher("__name__", .equal, name)] + matchers
    }
}

extension TimeShift {
    /// What follows the expression, with a space in front: ` @ end() offset 5m`.
    var suffix: String {
        let instant =
            switch at {
            case nil: ""
            case .unix(let milliseconds): " @ " + Self.seconds(milliseconds)
            case .start: " @ start()"
            case .end: " @ end()"
            }
        return instant + (offset == .zero ? "" : " offset \(offset)")
    }

    private static func seconds(_ milliseconds: Int) -> String {
        let (seconds, rest) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1_000)
        let fraction = rest == 0 ? "" : "." + "\(rest + 1_000)".dropFirst()
        return (milliseconds < 0 ? "-" : "") + "\(seconds)" + fraction
    }
}

extension PromQL.Subquery {
    /// What follows the expression: `[1w:5m] offset 1h`.
    var suffix: String { "[\(range):\(step.map(\.description) ?? "")]" + time.suffix }
}

extension Aggregation {
    /// What precedes the operand's parenthesis: `sum by (job) `.
    var head: String {
        switch grouping {
        case nil: operation.rawValue
        case .by(let labels): "\(operation.rawValue) by \(LabelList.text(labels)) "
        case .without(let labels): "\(operation.rawValue) without \(LabelList.text(labels)) "
        }
    }
}

extension BinaryOperation {
    /// The operator with what belongs to it: `> bool on (job) group_left ()`.
    var head: String {
        var words = [operation.rawValue]
        if returnsBool { words.append("bool") }
        switch matching?.labels {
        case nil: break
        case .on(let labels): words.append("on " + LabelList.text(labels))
        case .ignoring(let labels): words.append("ignoring " + LabelList.text(labels))
        }
        switch matching?.group {
        case nil: break
        case .left(let labels): words.append("group_left " + LabelList.text(labels))
        case .right(let labels): words.append("group_right " + LabelList.text(labels))
        }
        return words.joined(separator: " ")
    }
}

/// Labels in parentheses.
private enum LabelList {
    static func text(_ labels: [String]) -> String { "(" + labels.joined(separator: ", ") + ")" }
}
