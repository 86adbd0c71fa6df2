/// Reads a pattern from left to right.
struct RegexReader {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0

    /// How deep groups may lie within each other.
    private static let depthMax = 200
    private static let repeatMax = 1000

    init(_ pattern: String) {
        scalars = Array(pattern.unicodeScalars)
    }

    mutating func whole() throws(RegexSyntax.Problem) -> RegexSyntax.Node {
        let node = try choice()
        guard position == scalars.count else { throw problem("unexpected \")\"") }
        return node
    }

    private mutating func choice() throws(RegexSyntax.Problem) -> RegexSyntax.Node {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthMax else { throw problem("groups nested too deep") }
        var parts = [try sequence()]
        while skip("|") { parts.append(try sequence()) }
        return parts.count == 1 ? parts[0] : .choice(parts)
    }

    private mutating func sequence() throws(RegexSyntax.Problem) -> RegexSyntax.Node {
        var parts: [RegexSyntax.Node] = []
        var isAfterRepetition = false
        while let scalar = peek(), scalar != "|", scalar != ")" {
            if let (minimum, maximum) = try repetition() {
                guard let last = parts.popLast() else {
                    throw problem("a repetition of nothing")
                }
                guard !isAfterRepetition else { throw problem("a repetition of a repetition") }
                let node = RegexSyntax.Node.repetition(last, minimum: minimum, maximum: maximum)
                guard node.asksForAtMost(Self.repeatMax) else {
                    throw problem("more than \(Self.repeatMax) repetitions")
                }
                parts.append(node)
                isAfterRepetition = true
            } else {
                parts += try atom()
                isAfterRepetition = false
            }
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    /// `*`, `+`, `?`, `{2}`, `{2,}`, `{2,5}` and the lazy form of each, if one comes next.
    private mutating func repetition() throws(RegexSyntax.Problem) -> (Int, Int?)? {
        let bounds: (Int, Int?)
        switch peek() {
        case "*": bounds = (0, nil)
        case "+": bounds = (1, nil)
        case "?": bounds = (0, 1)
        case "{":
            guard let counted = try countedRepetition() else { return nil }
            bounds = counted
            position -= 1
        default: return nil
        }
        position += 1
        _ = skip("?")
        return bounds
    }

    /// The numbers between braces. Braces that hold none stand for themselves.
    private mutating func countedRepetition() throws(RegexSyntax.Problem) -> (Int, Int?)? {
        let start = position
        position += 1
        let minimum = number()
        var maximum = minimum
        if minimum != nil, skip(",") { maximum = peek() == "}" ? nil : number() ?? -1 }
        guard let minimum, maximum != -1, skip("}") else {
            position = start
            return nil
        }
        guard minimum <= Self.repeatMax, (maximum ?? minimum) <= Self.repeatMax,
            (maximum ?? minimum) >= minimum
        else { throw problem("a repetition out of bounds") }
        return (minimum, maximum)
    }

    /// A whole number without needless zeros in front, at most 9999.
    private mutating func number() -> Int? {
        let digits = scalars[position...].prefix { ("0"..."9").contains($0) }
        guard !digits.isEmpty, digits.count == 1 || digits.first != "0" else { return nil }
        position += digits.count
        return Int(String(String.UnicodeScalarView(digits.prefix(4))))
    }

    private mutating func atom() throws(RegexSyntax.Problem) -> [RegexSyntax.Node] {
        let scalar = scalars[position]
        position += 1
        switch scalar {
        case "^", "$": return [.empty]
        case ".": return [.character(nil)]
        case "(": return try group().map { [$0] } ?? []
        case "[":
            try characterClass()
            return [.character(nil)]
        case "\\": return try escape()
        default: return [.character(scalar)]
        }
    }

    // MARK: Groups

    /// What follows `(`; nil where it only sets flags.
    private mutating func group() throws(RegexSyntax.Problem) -> RegexSyntax.Node? {
        if skip("?") {
            if skip("P") {
                guard skip("<") else { throw problem("an unknown kind of group") }
                try groupName()
            } else if try !flags() {
                return nil
            }
        }
        let node = try choice()
        guard skip(")") else { throw problem("a missing \")\"") }
        return node
    }

    private mutating func groupName() throws(RegexSyntax.Problem) {
        let name = scalars[position...].prefix { $0.isASCII && Keyword.isNameByte(UInt8($0.value)) }
        position += name.count
        guard !name.isEmpty, skip(">") else { throw problem("a group with a name that is none") }
    }

    /// Reads `i`, `-s` and their like; whether a group follows behind a colon.
    private mutating func flags() throws(RegexSyntax.Problem) -> Bool {
        var isNegated = false
        var hasFlag = false
        while let scalar = peek() {
            position += 1
            switch scalar {
            case "i", "m", "s", "U": hasFlag = true
            case "-" where !isNegated:
                isNegated = true
                hasFlag = false
            case ":", ")":
                guard hasFlag || !isNegated else { throw problem("flags that are none") }
                return scalar == ":"
            default: throw problem("an unknown kind of group")
            }
        }
        throw problem("a missing \")\"")
    }

    // MARK: Escapes

    private mutating func escape() throws(RegexSyntax.Problem) -> [RegexSyntax.Node] {
        switch peek() {
        case "A", "z", "B":
            position += 1
            return [.empty]
        case "b":
            position += 1
            return [.boundary]
        case "Q":
            position += 1
            var quoted: [RegexSyntax.Node] = []
            while let scalar = peek() {
                if scalar == "\\", peek(1) == "E" {
                    position += 2
                    break
                }
                position += 1
                quoted.append(.character(scalar))
            }
            return quoted
        default:
            if try classEscape() { return [.character(nil)] }
            return [.character(try characterEscape())]
        }
    }

    /// Reads `d`, `W`, `pL`, `P{Greek}` and their like, if one comes next.
    private mutating func classEscape() throws(RegexSyntax.Problem) -> Bool {
        switch peek() {
        case "d", "D", "s", "S", "w", "W":
            position += 1
            return true
        case "p", "P":
            position += 1
            guard let first = peek() else { throw problem("a class without a name") }
            position += 1
            guard first == "{" else {
                guard "CLMNPSZ".unicodeScalars.contains(first) else {
                    throw problem("a class that is none")
                }
                return true
            }
            _ = skip("^")
            let name = scalars[position...].prefix { $0 != "}" }
            position += name.count
            guard !name.isEmpty, skip("}"),
                name.allSatisfy({ $0.isASCII && Keyword.isNameByte(UInt8($0.value)) })
            else { throw problem("a class without a name") }
            return true
        default: return false
        }
    }

    /// Reads what stands for one character after a backslash.
    private mutating func characterEscape() throws(RegexSyntax.Problem) -> Unicode.Scalar {
        guard let scalar = peek() else { throw problem("a backslash at the end") }
        position += 1
        switch scalar {
        case "a", "f", "n", "r", "t", "v": return Self.control[scalar] ?? scalar
        case "0"..."7":
            let isOctal = scalar == "0" || peek().map { ("0"..."7").contains($0) } ?? false
            guard isOctal else { throw problem("a reference back to a group") }
            position -= 1
            return octal()
        case "x": return try hexadecimal()
        default:
            guard scalar.isASCII, !Keyword.isNameByte(UInt8(scalar.value)) || scalar == "_" else {
                throw problem("the escape \\\(scalar) is unknown")
            }
            return scalar
        }
    }

    private mutating func octal() -> Unicode.Scalar {
        let digits = scalars[position...].prefix(3).prefix { ("0"..."7").contains($0) }
        position += digits.count
        return UInt32(String(String.UnicodeScalarView(digits)), radix: 8)
            .flatMap(Unicode.Scalar.init) ?? "\0"
    }

    private mutating func hexadecimal() throws(RegexSyntax.Problem) -> Unicode.Scalar {
        let isInBraces = skip("{")
        let digits = scalars[position...].prefix(isInBraces ? .max : 2)
            .prefix { $0.properties.isASCIIHexDigit }
        position += digits.count
        let value = UInt32(String(String.UnicodeScalarView(digits)), radix: 16)
        guard let value, value <= 0x10FFFF, isInBraces ? skip("}") : digits.count == 2 else {
            throw problem("an escape with wrong digits")
        }
        // Go lets halves of surrogate pairs pass, which no text holds.
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    // MARK: Classes

    /// Reads what follows `[`.
    private mutating func characterClass() throws(RegexSyntax.Problem) {
        _ = skip("^")
        var isFirst = true
        while isFirst || peek() != "]" {
            isFirst = false
            if peek() == "[", peek(1) == ":", try namedClass() { continue }
            if peek() == "\\" {
                position += 1
                if try classEscape() { continue }
                position -= 1
            }
            let low = try classCharacter()
            guard peek() == "-", let next = peek(1), next != "]" else { continue }
            position += 1
            let high = try classCharacter()
            guard low.value <= high.value else { throw problem("a range that is none") }
        }
        position += 1
    }

    /// Reads `[:alpha:]` and its like; what has no `:]` is no name, but characters.
    private mutating func namedClass() throws(RegexSyntax.Problem) -> Bool {
        let names: Set = [
            "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print",
            "punct", "space", "upper", "word", "xdigit",
        ]
        let rest = scalars[(position + 2)...]
        guard
            let end = rest.indices.dropLast().first(where: {
                rest[$0] == ":" && rest[$0 + 1] == "]"
            })
        else { return false }
        let name = String(String.UnicodeScalarView(rest[..<end]))
        guard names.contains(name.hasPrefix("^") ? String(name.dropFirst()) : name) else {
            throw problem("the class [:\(name):] is unknown")
        }
        position = end + 2
        return true
    }

    private mutating func classCharacter() throws(RegexSyntax.Problem) -> Unicode.Scalar {
        guard let scalar = peek() else { throw problem("a missing \"]\"") }
        position += 1
        guard scalar == "\\" else { return scalar }
        return try characterEscape()
    }

    private static let control: [Unicode.Scalar: Unicode.Scalar] = [
        "a": "\u{7}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t", "v": "\u{B}",
    ]

    // MARK: Characters

    private func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
        position + ahead < scalars.count ? scalars[position + ahead] : nil
    }

    private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard peek() == scalar else { return false }
        position += 1
        return true
    }

    private func problem(_ message: String) -> RegexSyntax.Problem {
        RegexSyntax.Problem(message: message)
    }
}
