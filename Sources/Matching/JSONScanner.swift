/// Reads a JSON text (RFC 8259) piece by piece, strictly by the grammar: for texts of which little is
/// wanted, or so large that values of them would cost too much.
///
/// Each function stands at the beginning of a value, spaces passed over, and leaves the place behind
/// it. What comes first is asked for by `next`.
package struct JSONScanner {
    /// The text.
    package let bytes: [UInt8]

    /// Where the next byte stands.
    package private(set) var index = 0

    private let depthMax: Int
    private var depth = 0

    /// Begins at the first byte, behind a byte order mark.
    ///
    /// - Parameter depthMax: Arrays and objects that may stand within each other.
    package init(_ bytes: [UInt8], depthMax: Int = JSONLimits().depthMax) {
        self.bytes = bytes
        self.depthMax = depthMax
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { index = 3 }
    }

    /// The byte that comes next, spaces passed over; nil at the end.
    package var next: UInt8? {
        mutating get {
            skipSpace()
            return index < bytes.count ? bytes[index] : nil
        }
    }

    /// Goes back to a place at which a value begins.
    ///
    /// - Parameter place: What `index` was.
    package mutating func rewind(to place: Int) {
        index = place
    }

    /// Passes over spaces, and makes sure that nothing else follows.
    package mutating func end() throws(JSONProblem) {
        guard next == nil else { throw problem("something follows the value") }
    }

    // MARK: Values

    /// Calls `body` for each member of an object, with its name, at the beginning of its value, behind
    /// which `body` has to stop.
    package mutating func members(
        _ body: (inout JSONScanner, String) throws(JSONProblem) -> Void
    ) throws(JSONProblem) {
        guard try open("{", "}") else { return }
        repeat {
            guard next == UInt8(ascii: "\"") else { throw problem("a name is missing") }
            let name = try string()
            guard take(":") else { throw problem("a colon is missing") }
            try body(&self, name)
        } while take(",")
        guard take("}") else { throw problem("a comma or } is missing") }
        depth -= 1
    }

    /// Calls `body` at the beginning of each element of an array, behind which `body` has to stop.
    package mutating func elements(
        _ body: (inout JSONScanner) throws(JSONProblem) -> Void
    ) throws(JSONProblem) {
        guard try open("[", "]") else { return }
        repeat { try body(&self) } while take(",")
        guard take("]") else { throw problem("a comma or ] is missing") }
        depth -= 1
    }

    /// Reads a string.
    package mutating func string() throws(JSONProblem) -> String {
        guard take("\"") else { throw problem("a string is missing") }
        let start = index
        skipPlain()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\\") else {
            return try text(bytes[start..<index], from: start)
        }
        var content = bytes[start..<index]
        while index < bytes.count, bytes[index] == UInt8(ascii: "\\") {
            content.append(contentsOf: try escape().utf8)
            let next = index
            skipPlain()
            content.append(contentsOf: bytes[next..<index])
        }
        return try text(content, from: start)
    }

    /// Reads a number as it is written.
    package mutating func number() throws(JSONProblem) -> String {
        skipSpace()
        guard let end = JSONNumber.end(of: bytes, from: index) else {
            throw problem("no value begins so")
        }
        defer { index = end }
        return String(decoding: bytes[index..<end], as: UTF8.self)
    }

    /// Reads `true`, `false` or `null`.
    package mutating func word(_ word: StaticString) throws(JSONProblem) {
        skipSpace()
        guard bytes[index...].starts(with: word.description.utf8) else {
            throw problem("no value begins so")
        }
        index += word.utf8CodeUnitCount
    }

    /// Passes over a value, whatever it is.
    package mutating func skipValue() throws(JSONProblem) {
        switch next {
        case UInt8(ascii: "{"):
            try members { scanner, _ throws(JSONProblem) in try scanner.skipValue() }
        case UInt8(ascii: "["):
            try elements { scanner throws(JSONProblem) in try scanner.skipValue() }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        case nil: throw problem("a value is missing")
        default: _ = try number()
        }
    }

    /// Takes a mark such as a comma, spaces before it passed over; false if something else stands
    /// there.
    package mutating func take(_ mark: Unicode.Scalar) -> Bool {
        skipSpace()
        guard index < bytes.count, bytes[index] == UInt8(ascii: mark) else { return false }
        index += 1
        return true
    }

    /// What is wrong here.
    package func problem(_ text: String) -> JSONProblem {
        JSONProblem("\(text) at byte \(index)")
    }

    // MARK: Parts

    /// Takes an opening bracket; false if the closing one follows at once.
    private mutating func open(
        _ mark: Unicode.Scalar, _ end: Unicode.Scalar
    ) throws(JSONProblem) -> Bool {
        guard take(mark) else { throw problem("\(mark) is missing") }
        guard depth < depthMax else { throw JSONProblem("more than \(depthMax) levels") }
        guard !take(end) else { return false }
        depth += 1
        return true
    }

    private mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0a, 0x0d: index += 1
            default: return
            }
        }
    }

    /// Passes over what stands for itself in a string.
    private mutating func skipPlain() {
        while index < bytes.count, bytes[index] >= 0x20, bytes[index] != UInt8(ascii: "\""),
            bytes[index] != UInt8(ascii: "\\")
        {
            index += 1
        }
    }

    /// The text of a string whose quote must follow.
    private mutating func text(
        _ content: ArraySlice<UInt8>, from start: Int
    ) throws(JSONProblem) -> String {
        guard index < bytes.count else { throw problem("a string does not end") }
        guard bytes[index] == UInt8(ascii: "\"") else {
            throw problem("a string holds a control character")
        }
        index += 1
        guard let text = String(validating: content, as: UTF8.self) else {
            index = start
            throw problem("a string is no UTF-8")
        }
        return text
    }

    private mutating func escape() throws(JSONProblem) -> Character {
        guard index + 1 < bytes.count else { throw problem("a string does not end") }
        let mark = bytes[index + 1]
        if mark == UInt8(ascii: "u") { return Character(try scalar()) }
        index += 2
        switch mark {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return Character(Unicode.Scalar(mark))
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        default:
            index -= 2
            throw problem("a string holds an unknown escape")
        }
    }

    private mutating func scalar() throws(JSONProblem) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        let isPair =
            UTF16.isLeadSurrogate(first) && index + 1 < bytes.count
            && bytes[index] == UInt8(ascii: "\\") && bytes[index + 1] == UInt8(ascii: "u")
        guard isPair else { return "\u{fffd}" }
        let place = index
        let second = try codeUnit()
        guard UTF16.isTrailSurrogate(second) else {
            index = place
            return "\u{fffd}"
        }
        let value = 0x1_0000 + UInt32(first & 0x3ff) << 10 + UInt32(second & 0x3ff)
        return Unicode.Scalar(value) ?? "\u{fffd}"
    }

    /// The number of `\u00e9`.
    private mutating func codeUnit() throws(JSONProblem) -> UInt16 {
        guard index + 6 <= bytes.count else { throw problem("a string does not end") }
        var value: UInt16 = 0
        for byte in bytes[index + 2..<index + 6] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw problem("a string holds an unknown escape")
            }
            value = value << 4 | UInt16(digit)
        }
        index += 6
        return value
    }
}
