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
            case "\0"..<" ", "\u{7F}": quoted += "\\x" + hexadecimal(scalar.value)
            // Written out it would be taken for broken UTF-8.
            case "\u{FFFD}": quoted += "\\ufffd"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        (value < 16 ? "0" : "") + String(value, radix: 16)
    }
}
