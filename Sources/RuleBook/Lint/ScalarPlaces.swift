package import Documents

/// Where the characters of a text stand in the YAML file that it was read from.
///
/// The text and the file are walked side by side, blanks left out: YAML moves and joins those in
/// blocks, folded lines and quotes, and leaves everything else as it is, but for escapes.
package struct ScalarPlaces: Sendable {
    private let start: SourcePlace
    /// The places of the text's scalars, as far as they were found.
    private let places: [SourcePlace]
    private let text: String

    /// - Parameters:
    ///   - text: A value of the file, as it was read.
    ///   - place: Where the value begins: at its first character, quote, or `|`.
    ///   - lines: The lines of the file.
    package init(of text: String, at place: SourcePlace, in lines: [Substring]) {
        self.text = text
        start = place
        var walk = YAMLWalk(lines: lines, line: place.line, column: place.column)
        walk.skipHeader()
        var places: [SourcePlace] = []
        for scalar in text.unicodeScalars {
            guard !scalar.properties.isWhitespace else {
                places.append(SourcePlace(file: place.file, line: walk.line, column: walk.column))
                continue
            }
            guard walk.find(scalar) else { break }
            places.append(SourcePlace(file: place.file, line: walk.line, column: walk.column))
            walk.advance()
        }
        self.places = places
    }

    /// The place of the character that begins `offset` bytes into the text; of the whole value
    /// where it was not found.
    package func place(at offset: Int) -> SourcePlace {
        let index = String(decoding: text.utf8.prefix(offset), as: UTF8.self).unicodeScalars.count
        return index < places.count ? places[index] : places.last ?? start
    }
}

/// A position in the lines of a YAML file that goes forward.
private struct YAMLWalk {
    let lines: [Substring]
    /// Both from 1.
    var line: Int
    var column: Int

    private enum Style { case plain, single, double }

    private var style = Style.plain
    private var current: [Unicode.Scalar]

    init(lines: [Substring], line: Int, column: Int) {
        self.lines = lines
        self.line = line
        self.column = column
        current = Self.scalars(lines, line)
    }

    /// Goes past an anchor, a tag, and the sign that begins a block or a quoted text.
    mutating func skipHeader() {
        while let scalar = peek() {
            switch scalar {
            case "&", "!":
                while let scalar = peek(), scalar != " " { column += 1 }
            case " ": column += 1
            case "|", ">":
                line += 1
                column = 1
                current = Self.scalars(lines, line)
                return
            case "'", "\"":
                style = scalar == "'" ? .single : .double
                column += 1
                return
            default: return
            }
        }
    }

    /// Goes forward to where `scalar` stands as the next that is not blank; whether it does.
    mutating func find(_ scalar: Unicode.Scalar) -> Bool {
        while line <= lines.count {
            guard let next = peek() else {
                line += 1
                column = 1
                current = Self.scalars(lines, line)
                continue
            }
            if next.properties.isWhitespace {
                column += 1
                continue
            }
            guard style == .double, next == "\\" else { return next == scalar }
            switch peek(1) {
            case "\"", "\\", "/": return peek(1) == scalar
            case "n", "r", "t", " ": column += 2
            case nil: column += 1
            default: return true
            }
        }
        return false
    }

    /// Goes past the character that was found.
    mutating func advance() {
        let isEscaped = style == .double && peek() == "\\"
        guard isEscaped || (style == .single && peek() == "'") else {
            column += 1
            return
        }
        switch isEscaped ? peek(1) : nil {
        case "x": column += 4
        case "u": column += 6
        case "U": column += 10
        default: column += 2
        }
    }

    private func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
        let index = column - 1 + ahead
        return index < current.count ? current[index] : nil
    }

    private static func scalars(_ lines: [Substring], _ line: Int) -> [Unicode.Scalar] {
        (1...max(lines.count, 1)).contains(line) && !lines.isEmpty
            ? Array(lines[line - 1].unicodeScalars) : []
    }
}
