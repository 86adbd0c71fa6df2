/// Reads the tokens of an expression: operators by precedence here, everything else in the
/// extensions.
struct PromQLParser {
    private let bytes: [UInt8]
    private let tokens: [PromQLToken]
    private var index = 0
    private var depth = 0

    init(_ text: String) throws(PromQLProblem) {
        bytes = Array(text.utf8)
        tokens = try PromQLLexer.tokens(of: text)
    }

    /// The expression that the whole text is.
    mutating func whole() throws(PromQLProblem) -> ParsedPromQL {
        if token.kind == .end { throw problem("no expression", at: 0) }
        let expression = try expression()
        guard token.kind == .end else {
            throw problem("\(token.kind) is one thing too many", at: token.range.lowerBound)
        }
        return expression
    }

    /// An expression of operators that bind at least as tightly as `precedence`.
    mutating func expression(precedence: Int = 1) throws(PromQLProblem) -> ParsedPromQL {
        let outerDepth = depth
        defer { depth = outerDepth }
        try descend()
        var left = try signed()
        while let operation = binaryOperator, operation.precedence >= precedence {
            try descend()
            let operatorRange = advance().range
            var whole = BinaryOperation(left.expression, operation, left.expression)
            try readModifiers(of: &whole)
            let next = operation.precedence + (operation.isRightAssociative ? 0 : 1)
            let right = try expression(precedence: next)
            whole.right = right.expression
            try check(whole, left: left, right: right, at: operatorRange.lowerBound)
            left = ParsedPromQL(
                .binary(whole), at: left.range.lowerBound..<right.range.upperBound,
                children: [left, right])
        }
        return left
    }

    /// An expression with or without a sign before it. A sign binds as a product does, so that
    /// `-a ^ b` is `-(a ^ b)`.
    private mutating func signed() throws(PromQLProblem) -> ParsedPromQL {
        let start = token.range.lowerBound
        let sign: PromQL.Sign
        switch token.kind {
        case .symbol(.add): sign = .plus
        case .symbol(.subtract): sign = .minus
        default: return try postfixed()
        }
        advance()
        let operand = try expression(precedence: BinaryOperation.Operator.power.precedence)
        let range = start..<operand.range.upperBound
        if case .number(let number) = operand.expression {
            return ParsedPromQL(.number(sign == .plus ? number.value : -number.value), at: range)
        }
        guard operand.expression.type == .scalar || operand.expression.type == .instantVector else {
            throw problem(
                "a sign needs a scalar or an instant vector, not \(operand.expression.type.withArticle)",
                at: start)
        }
        return ParsedPromQL(.unary(sign, operand.expression), at: range, children: [operand])
    }

    // MARK: Operators

    private var binaryOperator: BinaryOperation.Operator? {
        switch token.kind {
        case .symbol(let symbol): BinaryOperation.Operator(rawValue: symbol.rawValue)
        case .word: token.keyword.flatMap(BinaryOperation.Operator.init)
        default: nil
        }
    }

    /// `bool`, `on (...)`, `group_left (...)` and their like.
    private mutating func readModifiers(of operation: inout BinaryOperation) throws(PromQLProblem) {
        if skip(keyword: "bool") { operation.returnsBool = true }
        if skip(keyword: "on") {
            operation.matching = VectorMatching(.on(try labelList()))
        } else if skip(keyword: "ignoring") {
            operation.matching = VectorMatching(.ignoring(try labelList()))
        }
        guard token.keyword == "group_left" || token.keyword == "group_right" else { return }
        guard operation.matching != nil else {
            throw problem("\(token.kind) needs \"on\" or \"ignoring\" before it", at: here)
        }
        let isLeft = advance().keyword == "group_left"
        let labels = token.kind == .symbol(.openParenthesis) ? try labelList() : []
        operation.matching?.group = isLeft ? .left(labels) : .right(labels)
    }

    /// Labels in parentheses; a comma may follow the last.
    mutating func labelList() throws(PromQLProblem) -> [String] {
        try require(.openParenthesis)
        var labels: [String] = []
        while !skip(.closeParenthesis) {
            guard case .word(let label) = token.kind, Keyword.canBeGroupingLabel(label) else {
                throw problem("the name of a label was expected, not \(token.kind)", at: here)
            }
            advance()
            labels.append(label)
            if !skip(.comma) {
                try require(.closeParenthesis)
                break
            }
        }
        return labels
    }

    // MARK: Tokens

    var token: PromQLToken { tokens[index] }

    /// The token after the next.
    var following: PromQLToken { tokens[min(index + 1, tokens.count - 1)] }

    /// Where the next token begins.
    var here: Int { token.range.lowerBound }

    /// Where the last token ended.
    var lastEnd: Int { index == 0 ? 0 : tokens[index - 1].range.upperBound }

    @discardableResult
    mutating func advance() -> PromQLToken {
        let token = token
        if index < tokens.count - 1 { index += 1 }
        return token
    }

    /// Goes past the symbol if it comes next.
    mutating func skip(_ symbol: PromQLToken.Symbol) -> Bool {
        guard token.kind == .symbol(symbol) else { return false }
        advance()
        return true
    }

    /// Goes past the keyword if it comes next.
    mutating func skip(keyword: String) -> Bool {
        guard token.keyword == keyword else { return false }
        advance()
        return true
    }

    mutating func require(_ symbol: PromQLToken.Symbol) throws(PromQLProblem) {
        guard skip(symbol) else {
            throw problem("\"\(symbol.rawValue)\" was expected, not \(token.kind)", at: here)
        }
    }

    func problem(_ message: String, at offset: Int) -> PromQLProblem {
        PromQLProblem(message, at: offset, of: bytes)
    }

    /// Goes one level deeper into the expression.
    private mutating func descend() throws(PromQLProblem) {
        depth += 1
        guard depth <= ParsedPromQL.depthMax else {
            throw problem("nested more than \(ParsedPromQL.depthMax) deep", at: here)
        }
    }
}
