extension StringLiteral {
    /// What is wrong with a string, and where.
    struct Problem: Error {
        let message: String
        let offset: Int
    }

    /// Reads the string whose opening quote stands at `start`; returns its value and the offset
    /// behind the closing quote.
    ///
    /// Between back quotes everything stands for itself. Between single or double quotes stand
    /// Go's escapes: `\n` and its like, `\x41`, `\101`, `\u0041`, `\U00000041`.
    ///
    /// - Throws: Also when escapes make bytes that are no UTF-8. Prometheus accepts those, but no
    ///   label has such a value.
    static func read(
        _ bytes: [UInt8], from start: Int
    ) throws(Problem) -> (text: String, end: Int) {
        let quote = bytes[start]
        let isRaw = quote == UInt8(ascii: "`")
        var value: [UInt8] = []
        var position = start + 1
        while true {
            guard position < bytes.count, isRaw || bytes[position] != UInt8(ascii: "\n") else {
                throw Problem(message: "the string is not closed", offset: start)
            }
            let byte = bytes[position]
            position += 1
            if byte == quote { break }
            if byte == UInt8(ascii: "\\"), !isRaw {
                try readEscape(bytes, at: &position, quote: quote, into: &value)
            } else {
                value.append(byte)
            }
        }
        // The replacement character, written out, is taken for a sign of broken UTF-8 by Go.
        let isBroken = bytes[start..<position].contains([0xEF, 0xBF, 0xBD])
        guard !isBroken, let text = String(validating: value, as: UTF8.self) else {
            throw Problem(message: "the string is no UTF-8", offset: start)
        }
        return (text, position)
    }

    /// The escapes of one letter.
    private static let letters: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
        UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11,
        UInt8(ascii: "\\"): UInt8(ascii: "\\"),
    ]

    /// Reads what follows a backslash.
    private static func readEscape(
        _ bytes: [UInt8], at position: inout Int, quote: UInt8, into value: inout [UInt8]
    ) throws(Problem) {
        let start = position - 1
        guard position < bytes.count else {
            throw Problem(message: "the string is not closed", offset: start)
        }
        let letter = bytes[position]
        position += 1
        if letter == quote { return value.append(quote) }
        if let byte = letters[letter] { return value.append(byte) }
        switch letter {
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            position -= 1
            value.append(UInt8(try code(bytes, at: &position, digits: 3, radix: 8, max: 255)))
        case UInt8(ascii: "x"):
            value.append(UInt8(try code(bytes, at: &position, digits: 2, radix: 16, max: 255)))
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            let digits = letter == UInt8(ascii: "u") ? 4 : 8
            let number = try code(bytes, at: &position, digits: digits, radix: 16, max: 0x10FFFF)
            guard let scalar = Unicode.Scalar(number) else {
                throw Problem(message: "an escape that is no character", offset: start)
            }
            value += Array(String(Character(scalar)).utf8)
        default: throw Problem(message: "an escape that PromQL does not know", offset: start)
        }
    }

    /// The number written in exactly so many digits.
    private static func code(
        _ bytes: [UInt8], at position: inout Int, digits: Int, radix: Int, max: UInt32
    ) throws(Problem) -> UInt32 {
        let text = String(decoding: bytes[position...].prefix(digits), as: UTF8.self)
        guard text.utf8.count == digits, !text.hasPrefix("+"), !text.hasPrefix("-"),
            let number = UInt32(text, radix: radix), number <= max
        else { throw Problem(message: "an escape with wrong digits", offset: position) }
        position += digits
        return number
    }
}
