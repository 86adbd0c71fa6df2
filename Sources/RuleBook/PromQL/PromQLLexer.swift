/// Cuts the text of an expression into tokens.
///
/// The rules are those of Prometheus 2.42: names and keywords are ASCII; `#` begins a comment to
/// the end of the line; between `[` and `]` stand durations only; between `{` and `}` every word is
/// a label's name.
struct PromQLLexer {
    let bytes: [UInt8]
    private var position = 0
    private var isInBraces = false
    /// Whether the last bracket is open, and whether its colon has come.
    private var bracket: (isOpen: Bool, hasColon: Bool) = (false, false)

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// All tokens, `end` as the last of them.
    static func tokens(of text: String) throws(PromQLProblem) -> [PromQLToken] {
        var lexer = PromQLLexer(text)
        var tokens: [PromQLToken] = []
        repeat {
            tokens.append(try lexer.next())
        } while tokens.last?.kind != .end
        return tokens
    }

    private mutating func next() throws(PromQLProblem) -> PromQLToken {
        skipBlanks()
        let start = position
        let kind = try nextKind()
        return PromQLToken(kind: kind, range: start..<position)
    }

    private mutating func skipBlanks() {
        while let byte = peek() {
            if byte == UInt8(ascii: "#") {
                while let byte = peek(), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
                    position += 1
                }
            } else if Self.isBlank(byte) {
                position += 1
            } else {
                return
            }
        }
    }

    private mutating func nextKind() throws(PromQLProblem) -> PromQLToken.Kind {
        guard let byte = peek() else {
            if isInBraces { throw problem("the brace \"{\" is not closed") }
            if bracket.isOpen { throw problem("the bracket \"[\" is not closed") }
            return .end
        }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
            if bracket.isOpen { throw problem("a duration was expected, not a string") }
            return .string(try string())
        case _ where Self.isNameStart(byte) && bracket.isOpen:
            // Between brackets Prometheus reads any letter as the colon; so do we.
            guard !bracket.hasColon else { throw problem("a second colon between brackets") }
            bracket.hasColon = true
            position += 1
            return .symbol(.colon)
        case _ where Self.isNameStart(byte):
            return .word(word(allowingColon: !isInBraces))
        case UInt8(ascii: ":") where !isInBraces && !bracket.isOpen:
            return .word(word(allowingColon: true))
        case _ where isNumberStart(byte) && !isInBraces:
            return try numberOrDuration()
        default:
            return .symbol(try symbol())
        }
    }

    private mutating func symbol() throws(PromQLProblem) -> PromQLToken.Symbol {
        let text = String(decoding: bytes[position..<min(position + 2, bytes.count)], as: UTF8.self)
        let candidates = [text, String(text.prefix(1))].compactMap(PromQLToken.Symbol.init)
        guard let symbol = candidates.first(where: isPossible) else {
            let rest = String(decoding: bytes[position...].prefix(4), as: UTF8.self)
            throw problem("unexpected character \"\(rest.unicodeScalars.first ?? " ")\"")
        }
        let start = position
        position += symbol.rawValue.utf8.count
        switch symbol {
        case .openBrace: isInBraces = true
        case .closeBrace: isInBraces = false
        case .openBracket:
            guard !bracket.isOpen else {
                throw PromQLProblem("a bracket inside of brackets", at: start, of: bytes)
            }
            bracket = (true, false)
            try requireDuration()
        case .closeBracket:
            guard bracket.isOpen else {
                throw PromQLProblem("the bracket \"]\" was never opened", at: start, of: bytes)
            }
            bracket = (false, false)
        case .colon:
            guard !bracket.hasColon else {
                throw PromQLProblem("a second colon between brackets", at: start, of: bytes)
            }
            bracket.hasColon = true
        default: break
        }
        return symbol
    }

    /// Whether a symbol may stand here: between braces only those of conditions.
    private func isPossible(_ symbol: PromQLToken.Symbol) -> Bool {
        switch symbol {
        case .assign, .matches, .avoids: isInBraces
        case .unequal, .comma, .closeBrace: true
        case .colon: bracket.isOpen
        default: !isInBraces
        }
    }

    /// Refuses whatever comes after `[` and is no duration.
    private mutating func requireDuration() throws(PromQLProblem) {
        while let byte = peek(), Self.isBlank(byte) { position += 1 }
        guard let byte = peek(), isNumberStart(byte) else {
            throw problem("a duration was expected after \"[\", such as 5m")
        }
    }

    private func isNumberStart(_ byte: UInt8) -> Bool {
        Keyword.isDigit(byte)
            || (byte == UInt8(ascii: ".") && peek(1).map(Keyword.isDigit) ?? false)
    }

    private mutating func word(allowingColon: Bool) -> String {
        let start = position
        while let byte = peek(),
            Keyword.isNameByte(byte) || (allowingColon && byte == UInt8(ascii: ":"))
        {
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func numberOrDuration() throws(PromQLProblem) -> PromQLToken.Kind {
        let start = position
        let text = numberText()
        guard let kind = Self.number(text) ?? TimeSpan(text).map(PromQLToken.Kind.duration) else {
            let wanted = bracket.isOpen ? "duration" : "number or duration"
            throw PromQLProblem("\"\(text)\" is no \(wanted)", at: start, of: bytes)
        }
        switch kind {
        case .number where bracket.isOpen:
            throw PromQLProblem("the duration \(text) lacks its unit", at: start, of: bytes)
        case .duration(.zero):
            throw PromQLProblem("a duration must be greater than 0", at: start, of: bytes)
        default: return kind
        }
    }

    /// What may belong to a number or duration: letters, digits and points, and a sign after the
    /// `e` of an exponent.
    private mutating func numberText() -> String {
        let start = position
        let isHexadecimal =
            peek() == UInt8(ascii: "0") && (peek(1) ?? 0) | 0x20 == UInt8(ascii: "x")
        while let byte = peek() {
            let isSign = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            let isExponentSign =
                isSign && position > start && !isHexadecimal
                && bytes[position - 1] | 0x20 == UInt8(ascii: "e")
            guard Keyword.isNameByte(byte) || byte == UInt8(ascii: ".") || isExponentSign else {
                break
            }
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// The number that `text` says, as Go reads it: with `0x` to base 16, with a leading 0 and
    /// no digit above 7 to base 8, else to base 10.
    private static func number(_ text: String) -> PromQLToken.Kind? {
        let lower = text.lowercased()
        if lower.hasPrefix("0x") {
            let digits = lower.dropFirst(2)
            guard digits.first != "+", digits.first != "-" else { return nil }
            return Int64(digits, radix: 16).map { .number(Double($0)) }
        }
        guard lower.utf8.allSatisfy(isNumberByte) else { return nil }
        if lower.hasPrefix("0"), let octal = Int64(lower, radix: 8) {
            return .number(Double(octal))
        }
        return Double(lower).flatMap { $0.isFinite ? .number($0) : nil }
    }

    private static func isNumberByte(_ byte: UInt8) -> Bool {
        Keyword.isDigit(byte) || ".e+-".utf8.contains(byte)
    }

    private mutating func string() throws(PromQLProblem) -> String {
        do {
            let (text, end) = try StringLiteral.read(bytes, from: position)
            position = end
            return text
        } catch {
            throw PromQLProblem(error.message, at: error.offset, of: bytes)
        }
    }

    private func peek(_ ahead: Int = 0) -> UInt8? {
        position + ahead < bytes.count ? bytes[position + ahead] : nil
    }

    private func problem(_ message: String) -> PromQLProblem {
        PromQLProblem(message, at: position, of: bytes)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { " \t\n\r".utf8.contains(byte) }

    private static func isNameStart(_ byte: UInt8) -> Bool {
        Keyword.isNameByte(byte) && !Keyword.isDigit(byte)
    }
}
