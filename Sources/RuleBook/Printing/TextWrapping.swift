/// Breaks text into lines at its spaces.
enum TextWrapping {
    /// The lines of `text`, none longer than `width` characters but for a word that is longer still.
    ///
    /// A template (`{{ ... }}`) is one word.
    ///
    /// - Parameter hangingBy: The spaces before every line but the first.
    static func wrap(_ text: String, width: Int, hangingBy hang: Int = 0) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in words(of: text) {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = String(repeating: " ", count: hang) + word
            } else {
                line += line.isEmpty ? word : " " + word
            }
        }
        return lines + [line]
    }

    /// The parts between spaces, but for spaces inside of templates.
    private static func words(of text: String) -> [String] {
        var words: [String] = []
        var isOpen = false
        for part in text.split(separator: " ", omittingEmptySubsequences: false) {
            if isOpen {
                words[words.count - 1] += " " + part
            } else {
                words.append(String(part))
            }
            isOpen = Self.opensTemplate(part, isOpen: isOpen)
        }
        return words
    }

    /// Whether a template is open behind a part.
    private static func opensTemplate(_ part: Substring, isOpen: Bool) -> Bool {
        let opening = part.ranges(of: "{{").last?.lowerBound
        let closing = part.ranges(of: "}}").last?.lowerBound
        return switch (opening, closing) {
        case (nil, nil): isOpen
        case (nil, .some): false
        case (.some, nil): true
        case (let opening?, let closing?): opening > closing
        }
    }
}
