import Base

/// How texts stand in YAML.
enum YAMLScalar {
    /// The text on one line: as it is, in single quotes, or, if it holds control characters, in
    /// double quotes.
    static func inline(_ text: String) -> String {
        if isPlain(text) { return text }
        guard text.unicodeScalars.allSatisfy(\.isPrintable) else { return doubleQuoted(text) }
        return "'" + text.replacing("'", with: "''") + "'"
    }

    /// Whether the text means itself without quotes.
    ///
    /// Narrower than YAML 1.2 (7.3.3): what another version of YAML takes for a number, a time or a
    /// Boolean is not plain either.
    static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last,
            text.unicodeScalars.allSatisfy(\.isPrintable)
        else { return false }
        let beginsWell = first.properties.isAlphabetic || "/_($".unicodeScalars.contains(first)
        let isNumberLike = Double(text) != nil
        let isPath = text.hasPrefix("./") || text.hasPrefix("../")
        return (beginsWell || isPath || (("0"..."9").contains(first) && hasWords(text)))
            && last != " " && last != ":"
            && !text.contains(": ") && !text.contains(" #") && !isNumberLike
            && !words.contains(text.lowercased())
    }

    /// Whether folding breaks the text only where one space stands.
    static func canBeFolded(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy(\.isPrintable) && !text.contains("  ")
            && !text.hasPrefix(" ") && !text.hasSuffix(" ")
    }

    /// The text with a mark for each character that cannot stand in a comment.
    static func printable(_ text: Substring) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.isPrintable ? $0 : "\u{fffd}" }))
    }

    private static let words: Set = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]

    /// Whether a text that begins with a digit is neither a number nor a time in any notation.
    private static func hasWords(_ text: String) -> Bool {
        text.contains(" ") && text.contains(where: \.isLetter)
    }

    private static func doubleQuoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case _ where scalar.isPrintable: quoted.unicodeScalars.append(scalar)
            default: quoted += "\\U" + scalar.hexadecimal(digitCount: 8)
            }
        }
        return quoted + "\""
    }
}
