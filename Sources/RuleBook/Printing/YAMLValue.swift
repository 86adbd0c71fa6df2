/// A YAML document that is to be written, and how it is laid out: at most 100 columns where words
/// can be wrapped, comments above what they are about.
indirect enum YAMLValue {
    /// Words, quoted where YAML would take them for something else, and folded where they are long.
    case text(String)
    /// Lines that stay as they are; for what has its own layout, given the columns there are.
    case lines(@Sendable (_ width: Int) -> String)
    /// A number or a duration.
    case verbatim(String)
    case section([Entry])
    case list([Item], isSpaced: Bool = false)

    struct Entry {
        let key: String
        let value: YAMLValue

        init(_ key: String, _ value: YAMLValue) {
            self.key = key
            self.value = value
        }
    }

    struct Item {
        let value: YAMLValue
        let comment: String?

        init(_ value: YAMLValue, comment: String? = nil) {
            self.value = value
            self.comment = comment
        }
    }

    /// The columns of a line.
    static let width = 100

    /// Entries for texts, sorted by their keys.
    static func texts(_ texts: [String: String]) -> YAMLValue {
        .section(texts.sorted { $0.key < $1.key }.map { Entry($0.key, .text($0.value)) })
    }

    /// The document as text, with a comment at its top.
    func document(comment: String? = nil) -> String {
        let head = comment.map { Self.comment($0, indent: 0) + [""] } ?? []
        return (head + lines(indent: 0)).map { $0 + "\n" }.joined()
    }

    // MARK: Lines

    /// The lines of a section or a list, indented.
    private func lines(indent: Int) -> [String] {
        switch self {
        case .section(let entries):
            return entries.flatMap { $0.lines(indent: indent) }
        case .list(let items, let isSpaced):
            return items.enumerated().flatMap { index, item in
                (isSpaced && index > 0 ? [""] : []) + item.lines(indent: indent)
            }
        case .text, .lines, .verbatim:
            preconditionFailure("a value stands behind a key or a hyphen")
        }
    }

    /// A comment in lines of its own; a line that begins with a hyphen keeps its indentation.
    ///
    /// Whatever ends a line in YAML 1.1 or 1.2 ends one here, or what follows it would be no comment.
    private static func comment(_ text: String, indent: Int) -> [String] {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return lines.flatMap { line in
            let hang = line.hasPrefix("- ") ? "  " : ""
            let wrapped = TextWrapping.wrap(
                YAMLScalar.printable(line), width: width - indent - 2, hangingBy: hang.count)
            return wrapped.map {
                spaces(indent) + ($0.isEmpty ? "#" : "# \($0)")
            }
        }
    }

    fileprivate static func spaces(_ count: Int) -> String {
        String(repeating: " ", count: count)
    }
}

extension YAMLValue.Entry {
    fileprivate func lines(indent: Int) -> [String] {
        let head = YAMLValue.spaces(indent) + YAMLScalar.inline(key) + ":"
        let (inline, below) = value.behind(column: indent + key.count + 2, indent: indent)
        return [head + (inline.isEmpty ? "" : " " + inline)] + below
    }
}

extension YAMLValue.Item {
    fileprivate func lines(indent: Int) -> [String] {
        let head = YAMLValue.spaces(indent) + "- "
        let above = comment.map { YAMLValue.comment($0, indent: indent) } ?? []
        if case .section(let entries) = value, !entries.isEmpty {
            let inner = value.lines(indent: indent + 2)
            return above + [head + inner[0].dropFirst(indent + 2)] + inner.dropFirst()
        }
        let (inline, below) = value.behind(column: indent + 2, indent: indent)
        return above + [head + inline] + below
    }
}

extension YAMLValue {
    /// What stands behind a key or a hyphen, and the lines below it.
    fileprivate func behind(column: Int, indent: Int) -> (inline: String, below: [String]) {
        switch self {
        case .verbatim(let text):
            return (text, [])
        case .section(let entries):
            return entries.isEmpty ? ("{}", []) : ("", lines(indent: indent + 2))
        case .list(let items, _):
            return items.isEmpty ? ("[]", []) : ("", lines(indent: indent + 2))
        case .text(let text):
            let inline = YAMLScalar.inline(text)
            let isShort = column + inline.count <= Self.width
            guard !isShort, YAMLScalar.canBeFolded(text) else { return (inline, []) }
            let lines = TextWrapping.wrap(text, width: Self.width - indent - 2)
            return (">-", lines.map { Self.spaces(indent + 2) + $0 })
        case .lines(let lines):
            let text = lines(Self.width - indent - 2)
            let isShort = column + text.count <= Self.width && !text.contains("\n")
            if isShort, YAMLScalar.isPlain(text) { return (text, []) }
            let below = text.split(separator: "\n", omittingEmptySubsequences: false)
            return ("|", below.map { Self.spaces(indent + 2) + $0 })
        }
    }
}
