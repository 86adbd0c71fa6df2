/// A text of a probe with places that are filled in when a step runs: `{{name}}`, `{{uuid}}`,
/// `{{now}}`, `{{random 1 100}}`, and files that hold secrets.
package struct Template: Hashable, Sendable {
    /// A stretch of the text.
    package enum Piece: Hashable, Sendable {
        case literal(String)
        /// A value that an earlier step took.
        case variable(String)
        /// A new random UUID (RFC 9562 section 5.4) at each place.
        case uuid
        /// The time at which the step begins, as RFC 3339 has it, in UTC and whole seconds.
        case now
        /// A random whole number, both bounds included.
        case random(ClosedRange<Int>)
        /// What a file holds when the step runs, without the line end at its end: a secret.
        case file(String)
        /// A text that lets somebody in.
        case secret(Secret)
    }

    package let pieces: [Piece]

    /// Makes a template of pieces; literal ones side by side become one.
    package init(_ pieces: [Piece]) {
        self.pieces = pieces.reduce(into: []) { result, piece in
            if case .literal(let text) = piece, case .literal(let last)? = result.last {
                result[result.count - 1] = .literal(last + text)
            } else if piece != .literal("") {
                result.append(piece)
            }
        }
    }

    /// A text without places, whatever braces are in it.
    package init(literal text: String) {
        self.init([.literal(text)])
    }

    /// The text, if there is nothing to fill in.
    package var literal: String? {
        switch pieces.count {
        case 0: return ""
        case 1:
            guard case .literal(let text) = pieces[0] else { return nil }
            return text
        default: return nil
        }
    }

    /// The variables that have to be there.
    package var variables: Set<String> {
        Set(
            pieces.compactMap { piece in
                if case .variable(let name) = piece { name } else { nil }
            })
    }

    /// The same with values in the places of those variables that have one.
    func filled(_ values: [String: String]) -> Template {
        Template(
            pieces.map { piece in
                guard case .variable(let name) = piece, let value = values[name] else {
                    return piece
                }
                return .literal(value)
            })
    }

    /// The same as a secret, if there is nothing to fill in.
    package var asSecret: Template {
        literal?.isEmpty == false ? Template([.secret(Secret(self))]) : self
    }
}

extension Template: CustomStringConvertible {
    /// As it is written, secrets left out.
    package var description: String {
        pieces.map { piece in
            switch piece {
            case .literal(let text): text
            case .variable(let name): "{{\(name)}}"
            case .uuid: "{{uuid}}"
            case .now: "{{now}}"
            case .random(let range): "{{random \(range.lowerBound) \(range.upperBound)}}"
            case .file, .secret: Secret.mark
            }
        }.joined()
    }
}

// MARK: Reading

/// What is wrong with the places of a template; one line without its place.
package struct TemplateProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
}

extension Template {
    /// Reads a text with places in double braces.
    package init(_ text: String) throws(TemplateProblem) {
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstRange(of: "{{") {
            pieces.append(.literal(String(rest[..<open.lowerBound])))
            let inside = rest[open.upperBound...]
            guard let close = inside.firstRange(of: "}}") else {
                throw TemplateProblem(description: "has '{{' without '}}' behind it")
            }
            pieces.append(try Self.place(inside[..<close.lowerBound]))
            rest = inside[close.upperBound...]
        }
        pieces.append(.literal(String(rest)))
        self.init(pieces)
    }

    private static func place(_ text: Substring) throws(TemplateProblem) -> Piece {
        let words = text.split(whereSeparator: \.isWhitespace)
        switch (words.first, words.count) {
        case ("uuid", 1): return .uuid
        case ("now", 1): return .now
        case ("random", _):
            guard words.count == 3, let from = Int(words[1]), let to = Int(words[2]), from <= to
            else {
                throw TemplateProblem(
                    description: "has '{{\(text)}}'; it must be like {{random 1 100}}")
            }
            return .random(from...to)
        case (let name?, 1) where isName(name): return .variable(String(name))
        default:
            throw TemplateProblem(
                description: "has '{{\(text)}}'; between the braces must stand the name of a "
                    + "variable, uuid, now or random FROM TO")
        }
    }

    /// Whether a variable may be called so: letters, digits and underscores, no digit first.
    package static func isName(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x5f, 0x61...0x7a: true
            default: false
            }
        }
    }
}
