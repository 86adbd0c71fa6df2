import Base

/// How text for people looks where it is shown.
package struct TextStyle: Hashable, Sendable {
    /// Columns of the terminal, to which lines are cut; nil for whole lines.
    package let width: Int?

    /// Whether colours may be used, as ECMA-48 sequences.
    package let isColored: Bool

    package static let plain = TextStyle(width: nil, isColored: false)

    package init(width: Int?, isColored: Bool) {
        self.width = width
        self.isColored = isColored
    }
}

/// A line of text in parts, each with a look of its own.
struct TextLine {
    /// A parameter of SELECT GRAPHIC RENDITION (ECMA-48 section 8.3.117).
    enum Look: Int {
        case bold = 1
        case dim = 2
        case red = 31
        case green = 32
        case yellow = 33
        case cyan = 36
    }

    private var parts: [(text: String, look: Look?)] = []

    init(_ text: String = "", _ look: Look? = nil) {
        append(text, look)
    }

    mutating func append(_ text: String, _ look: Look? = nil) {
        parts.append((text.printable, look))
    }

    /// Appends `text`, filled up with spaces to `count` characters.
    mutating func append(_ text: String, _ look: Look? = nil, paddedTo count: Int) {
        append(text, look)
        append(String(repeating: " ", count: max(0, count - text.count)))
    }

    /// The line without an end, and without spaces before it.
    func text(in style: TextStyle) -> String {
        var rest = style.width ?? .max
        let length = parts.reduce(0) { $0 + $1.text.count }
        let isCut = length > rest
        if isCut { rest -= 1 }
        var line = ""
        for part in parts {
            let text = part.text.prefix(rest)
            rest -= text.count
            guard let look = part.look, style.isColored, !text.isEmpty else {
                line += text
                continue
            }
            line += "\u{1b}[\(look.rawValue)m\(text)\u{1b}[0m"
        }
        if isCut { line += "…" }
        while line.last == " " { line.removeLast() }
        return line
    }
}
