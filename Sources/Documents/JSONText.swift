import Base

/// JSON in a fixed order of keys, printed for people: what a JSON Schema is made of.
indirect enum JSONText {
    case text(String)
    /// Printed as it is.
    case literal(String)
    case array([JSONText])
    case object([(String, JSONText)])

    /// The text, indented by two spaces, with no line end at its end.
    func print(indent: String = "") -> String {
        let inner = indent + "  "
        switch self {
        case .text(let text): return Self.quote(text)
        case .literal(let literal): return literal
        case .array(let items):
            let parts = items.map { $0.print(indent: inner) }
            let isShort = parts.allSatisfy { !$0.contains("\n") }
            if isShort, parts.reduce(0, { $0 + $1.count + 2 }) < 80 {
                return "[" + parts.joined(separator: ", ") + "]"
            }
            return "[\n" + parts.map { inner + $0 }.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let entries):
            guard !entries.isEmpty else { return "{}" }
            let lines = entries.map { inner + Self.quote($0) + ": " + $1.print(indent: inner) }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        }
    }

    /// RFC 8259 section 7.
    private static func quote(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\u{0}"..."\u{1F}":
                quoted += "\\u" + scalar.hexadecimal(digitCount: 4)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
