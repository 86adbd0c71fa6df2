// What stands between operators: selectors, calls, aggregations, parentheses and literals, with
// the windows and shifts of time behind them.
extension PromQLParser {
    /// An operand with all of `[5m]`, `[1h:5m]`, `offset` and `@` behind it.
    mutating func postfixed() throws(PromQLProblem) -> ParsedPromQL {
        var operand = try operand()
        while true {
            let start = here
            switch token.kind {
            case .symbol(.openBracket): operand = try windowed(operand)
            case .symbol(.at):
                advance()
                let shift = try instant()
                operand = try shifted(operand, at: start, shift)
            case .word where token.keyword == "offset":
                advance()
                let shift = try offset()
                operand = try shifted(operand, at: start, shift)
            default: return operand
            }
        }
    }

    private mutating func operand() throws(PromQLProblem) -> ParsedPromQL {
        let start = here
        switch token.kind {
        case .number(let value):
            return ParsedPromQL(.number(value), at: advance().range)
        case .string(let text):
            return ParsedPromQL(.string(text), at: advance().range)
        case .symbol(.openParenthesis):
            advance()
            let inner = try expression()
            try require(.closeParenthesis)
            return ParsedPromQL(
                .parenthesized(inner.expression), at: start..<lastEnd, children: [inner])
        case .symbol(.openBrace): return try selector(name: nil, from: start)
        case .word(let word): return try named(word)
        default: throw problem("an expression was expected, not \(token.kind)", at: start)
        }
    }

    /// What begins with a word: a number, an aggregation, a call, or a selector.
    private mutating func named(_ word: String) throws(PromQLProblem) -> ParsedPromQL {
        let lower = word.lowercased()
        let start = here
        let isCall = following.kind == .symbol(.openParenthesis)
        if Keyword.numbers.contains(lower) {
            return ParsedPromQL(.number(lower == "inf" ? .infinity : .nan), at: advance().range)
        }
        if let operation = Aggregation.Operator(rawValue: lower),
            isCall || following.keyword == "by" || following.keyword == "without"
        {
            advance()
            return try aggregation(operation, from: start)
        }
        guard isCall else {
            guard Keyword.canBeMetricName(word) else {
                throw problem("an expression was expected, not \(token.kind)", at: start)
            }
            advance()
            return try selector(name: word, from: start)
        }
        guard let function = Function(rawValue: word) else {
            throw problem(Function.unknown(word), at: start)
        }
        advance()
        return try call(function, from: start)
    }

    // MARK: Calls and aggregations

    private mutating func call(
        _ function: Function, from start: Int
    ) throws(PromQLProblem) -> ParsedPromQL {
        let arguments = try self.arguments()
        try check(function, arguments, at: start)
        return ParsedPromQL(
            .call(function, arguments.map(\.expression)), at: start..<lastEnd, children: arguments)
    }

    private mutating func aggregation(
        _ operation: Aggregation.Operator, from start: Int
    ) throws(PromQLProblem) -> ParsedPromQL {
        var grouping = try self.grouping()
        let arguments = try self.arguments()
        if grouping == nil { grouping = try self.grouping() }
        try check(operation, arguments, at: start)
        let aggregation = Aggregation(
            operation, grouping, parameter: arguments.count == 2 ? arguments[0].expression : nil,
            arguments[arguments.count - 1].expression)
        return ParsedPromQL(.aggregation(aggregation), at: start..<lastEnd, children: arguments)
    }

    private mutating func grouping() throws(PromQLProblem) -> Aggregation.Grouping? {
        if skip(keyword: "by") { return .by(try labelList()) }
        if skip(keyword: "without") { return .without(try labelList()) }
        return nil
    }

    private mutating func arguments() throws(PromQLProblem) -> [ParsedPromQL] {
        try require(.openParenthesis)
        var arguments: [ParsedPromQL] = []
        if skip(.closeParenthesis) { return arguments }
        repeat {
            arguments.append(try expression())
        } while skip(.comma)
        try require(.closeParenthesis)
        return arguments
    }

    // MARK: Selectors

    private mutating func selector(
        name: String?, from start: Int
    ) throws(PromQLProblem) -> ParsedPromQL {
        var matchers: [LabelMatcher] = []
        if skip(.openBrace) {
            while !skip(.closeBrace) {
                matchers.append(try matcher())
                if !skip(.comma) {
                    try require(.closeBrace)
                    break
                }
            }
        }
        let selector = Selector(name, matchers)
        try check(selector, at: start)
        return ParsedPromQL(.selector(selector), at: start..<lastEnd)
    }

    private mutating func matcher() throws(PromQLProblem) -> LabelMatcher {
        guard case .word(let label) = token.kind else {
            throw problem("the name of a label was expected, not \(token.kind)", at: here)
        }
        advance()
        guard case .symbol(let symbol) = token.kind,
            let comparison = LabelMatcher.Comparison(rawValue: symbol.rawValue)
        else {
            throw problem("one of = != =~ !~ was expected, not \(token.kind)", at: here)
        }
        advance()
        guard case .string(let value) = token.kind else {
            throw problem("a string was expected, not \(token.kind)", at: here)
        }
        if comparison == .matches || comparison == .avoids {
            do {
                _ = try RegexSyntax(value)
            } catch {
                throw problem(
                    "the pattern \(StringLiteral.quoted(value)): \(error.message)", at: here)
            }
        }
        advance()
        return LabelMatcher(label, comparison, value)
    }

    // MARK: Windows and shifts of time

    private mutating func windowed(_ operand: ParsedPromQL) throws(PromQLProblem) -> ParsedPromQL {
        let start = here
        advance()
        let range = try duration()
        guard skip(.colon) else {
            try require(.closeBracket)
            guard case .selector(let selector) = operand.expression else {
                throw problem(
                    "only a selector can have a window; a subquery has a colon", at: start)
            }
            guard selector.time.offset == .zero else {
                throw problem("\"offset\" stands behind the window", at: start)
            }
            // As in Prometheus, the words start() and end() may stand on either side.
            if case .unix = selector.time.at {
                throw problem("\"@\" stands behind the window", at: start)
            }
            return ParsedPromQL(.range(selector, range), at: operand.range.lowerBound..<lastEnd)
        }
        let step = token.kind == .symbol(.closeBracket) ? nil : try duration()
        try require(.closeBracket)
        guard operand.expression.type == .instantVector else {
            throw problem(
                "a subquery needs an instant vector, not \(operand.expression.type.withArticle)",
                at: start)
        }
        return ParsedPromQL(
            .subquery(PromQL.Subquery(operand.expression, range: range, step: step)),
            at: operand.range.lowerBound..<lastEnd, children: [operand])
    }

    private mutating func duration() throws(PromQLProblem) -> TimeSpan {
        guard case .duration(let span) = token.kind else {
            throw problem("a duration was expected, not \(token.kind)", at: here)
        }
        advance()
        return span
    }

    private mutating func offset() throws(PromQLProblem) -> TimeShift {
        let isNegative = skip(.subtract)
        let span = try duration()
        return TimeShift(offset: isNegative ? -1 * span : span)
    }

    private mutating func instant() throws(PromQLProblem) -> TimeShift {
        if let keyword = token.keyword, keyword == "start" || keyword == "end",
            following.kind == .symbol(.openParenthesis)
        {
            advance()
            advance()
            try require(.closeParenthesis)
            return TimeShift(at: keyword == "start" ? .start : .end)
        }
        let start = here
        let isNegative = token.kind == .symbol(.subtract)
        if isNegative || token.kind == .symbol(.add) { advance() }
        let seconds: Double
        switch token.kind {
        case .number(let value): seconds = value
        case .word where Keyword.numbers.contains(token.keyword ?? ""): seconds = .infinity
        default: throw problem("a time was expected after \"@\", not \(token.kind)", at: here)
        }
        advance()
        let milliseconds = (isNegative ? -seconds : seconds) * 1_000
        guard let whole = Int(exactly: milliseconds.rounded()) else {
            throw problem("the time after \"@\" is out of bounds", at: start)
        }
        return TimeShift(at: .unix(milliseconds: whole))
    }

    /// The expression read at another time. Only what reads series itself can be.
    private func shifted(
        _ operand: ParsedPromQL, at start: Int, _ shift: TimeShift
    ) throws(PromQLProblem) -> ParsedPromQL {
        let range = operand.range.lowerBound..<lastEnd
        switch operand.expression {
        case .selector(var selector):
            selector.time = try joined(selector.time, shift, at: start)
            return ParsedPromQL(.selector(selector), at: range)
        case .range(var selector, let window):
            selector.time = try joined(selector.time, shift, at: start)
            return ParsedPromQL(.range(selector, window), at: range)
        case .subquery(var subquery):
            subquery.time = try joined(subquery.time, shift, at: start)
            return ParsedPromQL(.subquery(subquery), at: range, children: operand.children)
        default:
            let word = shift.at == nil ? "offset" : "@"
            throw problem(
                "\"\(word)\" must stand right behind a selector, a window or a subquery", at: start)
        }
    }

    private func joined(
        _ first: TimeShift, _ second: TimeShift, at start: Int
    ) throws(PromQLProblem) -> TimeShift {
        if second.at == nil {
            guard first.offset == .zero else { throw problem("a second \"offset\"", at: start) }
            return TimeShift(offset: second.offset, at: first.at)
        }
        guard first.at == nil else { throw problem("a second \"@\"", at: start) }
        return TimeShift(offset: first.offset, at: second.at)
    }
}
