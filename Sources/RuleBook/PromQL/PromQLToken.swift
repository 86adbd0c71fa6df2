/// A word, literal or sign of PromQL's text.
struct PromQLToken {
    enum Kind: Hashable {
        /// A keyword or a name; only the place tells which.
        case word(String)
        case number(Double)
        case duration(TimeSpan)
        case string(String)
        case symbol(Symbol)
        case end
    }

    enum Symbol: String, CaseIterable {
        case openParenthesis = "("
        case closeParenthesis = ")"
        case openBrace = "{"
        case closeBrace = "}"
        case openBracket = "["
        case closeBracket = "]"
        case comma = ","
        case colon = ":"
        case at = "@"
        case assign = "="
        case equal = "=="
        case unequal = "!="
        case matches = "=~"
        case avoids = "!~"
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case modulo = "%"
        case power = "^"
    }

    let kind: Kind
    /// Where it stands, in bytes of the text.
    let range: Range<Int>

    /// The word in lower case, the form in which keywords are compared; nil for everything else.
    var keyword: String? {
        guard case .word(let text) = kind else { return nil }
        return text.lowercased()
    }
}

extension PromQLToken.Kind: CustomStringConvertible {
    /// The token as messages name it.
    var description: String {
        switch self {
        case .word(let text): "\"\(text)\""
        case .number: "a number"
        case .duration(let span): "the duration \(span)"
        case .string: "a string"
        case .symbol(let symbol): "\"\(symbol.rawValue)\""
        case .end: "the end"
        }
    }
}
