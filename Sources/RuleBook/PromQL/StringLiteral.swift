import Base

/// Text in quotes, as PromQL writes it.
enum StringLiteral {
    /// `text` in double quotes, with Go's escapes for what needs one.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\r": quoted += "\\r"
            case "\0"..<" ", "\u{7F}": quoted += "\\x" + scalar.hexadecimal(digitCount: 2)
            // Written out it would be taken for broken UTF-8.
            case "\u{FFFD}": quoted += "\\ufffd"
            case _ where scalar.isPrintable: quoted.unicodeScalars.append(scalar)
            case "\0"..."\u{FFFF}": quoted += "\\u" + scalar.hexadecimal(digitCount: 4)
            default: quoted += "\\U" + scalar.hexadecimal(digitCount: 8)
            }
        }
        return quoted + "\""
    }
}
