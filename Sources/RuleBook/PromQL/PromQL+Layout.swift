extension PromQL {
    /// The expression for a block of YAML: on one line if it fits, else broken at operators and
    /// parentheses and indented by two spaces a level.
    ///
    /// - Parameter width: The characters that a line should have at most. A name or a condition
    ///   that is longer still stays whole.
    package func wrapped(width: Int = 92) -> String {
        lines(width: width).joined(separator: "\n")
    }

    /// The lines of the expression, the first of which begins after `taken` characters.
    private func lines(width: Int, taken: Int = 0) -> [String] {
        let line = description
        if line.count + taken <= width { return [line] }
        switch self {
        case .number, .string: return [line]
        case .selector(let selector): return selector.lines(range: nil, width: width)
        case .range(let selector, let range): return selector.lines(range: range, width: width)
        case .subquery(let subquery):
            var lines = operandLines(subquery.expression, width: width, taken: taken)
            lines[lines.count - 1] += subquery.suffix
            return lines
        case .aggregation(let aggregation):
            return Self.block(aggregation.head + "(", children, width: width)
        case .call(let function, let arguments):
            if arguments.isEmpty { return [line] }
            return Self.block(function.rawValue + "(", arguments, width: width)
        case .unary(let sign, let operand):
            var lines = operandLines(operand, width: width, taken: taken + 1)
            lines[0] = sign.rawValue + lines[0]
            return lines
        case .binary(let operation):
            let head = operation.head + " "
            var right = operandLines(
                operation.right, isRight: true, width: width, taken: head.count)
            right[0] = head + right[0]
            return operandLines(operation.left, width: width, taken: taken) + right
        case .parenthesized(let inner): return Self.block("(", [inner], width: width)
        }
    }

    /// The lines of an expression directly inside this one.
    private func operandLines(
        _ operand: PromQL, isRight: Bool = false, width: Int, taken: Int
    ) -> [String] {
        if needsParentheses(around: operand, isRight: isRight) {
            return PromQL.parenthesized(operand).lines(width: width, taken: taken)
        }
        guard case .binary(let inner) = operand, case .binary(let outer) = self,
            inner.operation.precedence > outer.operation.precedence
        else { return operand.lines(width: width, taken: taken) }
        // What binds tighter stands further in.
        let lines = operand.lines(width: width - 2, taken: taken - 2)
        return lines.prefix(1) + Self.indented(lines.dropFirst())
    }

    /// `head`, the expressions with commas between them and two spaces in front, and `)`.
    private static func block(_ head: String, _ inner: [PromQL], width: Int) -> [String] {
        var lines = [head]
        for (index, expression) in inner.enumerated() {
            var part = expression.lines(width: width - 2)
            if index < inner.count - 1 { part[part.count - 1] += "," }
            lines += indented(part[...])
        }
        return lines + [")"]
    }

    private static func indented(_ lines: ArraySlice<String>) -> [String] {
        lines.map { "  " + $0 }
    }
}

extension Selector {
    /// The selector with each condition on its own line.
    fileprivate func lines(range: TimeSpan?, width: Int) -> [String] {
        let matchers = printedMatchers
        guard matchers.count > 1 else { return [text(range: range)] }
        let conditions = matchers.enumerated()
            .map { "  \($1)" + ($0 < matchers.count - 1 ? "," : "") }
        let end = "}" + (range.map { "[\($0)]" } ?? "") + time.suffix
        return [(printedName ?? "") + "{"] + conditions + [end]
    }
}
