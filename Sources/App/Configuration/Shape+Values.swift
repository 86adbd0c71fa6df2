import Base
import Documents
import FoundationEssentials
import Monitoring
import Reactor

extension Shape {
    /// A section whose keys are free, as a dictionary.
    ///
    /// - Parameter keys: What the keys must be.
    func dictionary(by keys: KeyShape<String>) -> Shape<[String: Value]> {
        byKey(keys).map { Dictionary($0.map { ($0.key, $0.value) }) { $1 } }
    }
}

extension Shape<String> {
    /// An http or https URL with a host, without credentials.
    static var httpURL: Shape {
        parsed(
            .text(TextRule(pattern: "^https?://", examples: ["https://shop.example/"])),
            "must be an http or https URL such as https://shop.example/"
        ) { URLComponents(http: $0) == nil ? nil : $0 }
    }

    /// A name that becomes the value of a metric's label: at most 200 bytes on one line, whatever
    /// ends a line (U+0085, U+2028 and U+2029 as well), and no control characters.
    static var labelName: Shape {
        parsed(
            .text(TextRule(minimum: 1)),
            "must be a name of 1 to 200 bytes without line ends and control characters"
        ) { text in
            let isFine = text.unicodeScalars.allSatisfy { scalar in
                ![.control, .lineSeparator, .paragraphSeparator]
                    .contains(scalar.properties.generalCategory)
            }
            return isFine && !text.isEmpty && text.utf8.count <= 200 ? text : nil
        }
    }

    /// `HOST:PORT`.
    static var hostAndPort: Shape {
        parsed(
            .text(TextRule(pattern: ":[0-9]+$", examples: ["db.example:5432"])),
            "must be HOST:PORT such as db.example:5432 or [2001:db8::1]:53"
        ) { text in
            guard let colon = text.lastIndex(of: ":"), colon != text.startIndex,
                let port = UInt16(text[text.index(after: colon)...]), port > 0
            else { return nil }
            let host = text[..<colon]
            let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
            return host.contains(":") && !isBracketed || host.contains { $0.isWhitespace }
                ? nil : text
        }
    }
}

extension Shape<SocketAddress> {
    static var socketAddress: Shape {
        parsed(
            .text(TextRule(examples: ["0.0.0.0:8080", "[::1]:8080", "unix:/run/sonde.sock"])),
            "must be HOST:PORT such as 0.0.0.0:8080 or [::1]:8080, with an IP address or localhost "
                + "as the host"
        ) { SocketAddress($0) }
    }
}

extension Shape<Template> {
    /// A text with places such as `{{uuid}}`, and files.
    static var template: Shape {
        Shape<ReferringText>.referringText.flatMap { text, node, decoding in
            do throws(TemplateProblem) {
                return try Template(text)
            } catch {
                decoding.report(node.place, error.description)
                return nil
            }
        }
    }

    /// The content of a message: a text with places, in which there may be secrets.
    static var content: Shape {
        Shape(schema: .text(TextRule(isContent: true)), decode: template.decode)
    }

    /// The URL of a request: a template that is an http or https URL, as far as that can be seen.
    static var urlTemplate: Shape {
        Shape(schema: .text(TextRule(examples: ["https://shop.example/items/{{id}}"]))) {
            node, decoding in
            guard let template = Shape.template.decode(node, &decoding) else { return nil }
            let isURL =
                template.literal.map { URLComponents(http: $0) != nil }
                ?? template.beginsLikeURL
            if isURL { return template }
            decoding.report(
                node.place,
                "must be an http or https URL such as https://shop.example/, got "
                    + "'\(Redaction.url(template.description).forMessage)'")
            return nil
        }
    }
}

extension Shape<Template> {
    /// The URL of a proxy.
    static var proxyURL: Shape {
        Shape(schema: .text(TextRule(examples: ["http://proxy.example:3128"]))) { node, decoding in
            guard let template = Shape.template.decode(node, &decoding) else { return nil }
            if template.isProxyURL { return template }
            decoding.report(
                node.place,
                "must be the URL of a proxy such as http://proxy.example:3128 or "
                    + "socks5h://proxy.example:1080")
            return nil
        }
    }
}

extension Shape<Secret> {
    /// A text that people must not see.
    static var secretText: Shape {
        Shape<Template>.template.map { Secret($0) }.secret
    }
}

extension Shape<StatusSet> {
    /// Codes and classes of codes.
    static var statuses: Shape {
        Shape<StatusRule>.parsed(
            .text(TextRule(pattern: "^([1-5][0-9][0-9]|[1-5]xx)$", examples: ["200", "2xx"])),
            "must be a status code such as 200, or a class of them such as 2xx", StatusRule.init
        ).oneOrMore().map { rules in
            StatusSet(
                codes: Set(rules.compactMap { if case .code(let code) = $0 { code } else { nil } }),
                classes: Set(
                    rules.compactMap { if case .class(let first) = $0 { first } else { nil } }))
        }
    }
}

/// One item of a list of statuses.
private enum StatusRule: Sendable {
    case code(Int)
    case `class`(Int)

    init?(_ text: String) {
        if text.hasSuffix("xx"), let first = Int(text.dropLast(2)), (1...5).contains(first) {
            self = .class(first)
        } else if let code = Int(text), (100...599).contains(code), text.count == 3 {
            self = .code(code)
        } else {
            return nil
        }
    }
}

extension Shape<[HTTPRequest.Field]> {
    /// Names with one value or several, which are secrets where their name says so.
    static func fields(_ names: KeyShape<String>) -> Shape {
        Shape<Template>.template.oneOrMore().byKey(names).map { pairs in
            pairs.flatMap { name, values in
                let isSecret = Redaction.isSecret(name)
                return values.map { HTTPRequest.Field(name, isSecret ? $0.asSecret : $0) }
            }
        }
    }
}

extension KeyShape<String> {
    /// The name of a header field (RFC 9110 section 5.1).
    static var headerName: KeyShape {
        KeyShape(
            pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$",
            expectation: "must be the name of a header field, such as Accept"
        ) { name in
            let others = "!#$%&'*+-.^_`|~"
            let isToken = name.allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || others.contains($0))
            }
            return isToken && !name.isEmpty ? name : nil
        }
    }

    /// The name of a Prometheus label that users may set.
    static var metricLabel: KeyShape {
        KeyShape(
            pattern: "^[a-zA-Z_][a-zA-Z0-9_]*$",
            expectation: "must be the name of a label, such as team, without two underscores at "
                + "its beginning"
        ) { name in
            Template.isName(name) && !name.hasPrefix("__") ? name : nil
        }
    }
}

extension Template {
    /// Reads the places in a text of a document; its files become places as well.
    init(_ text: ReferringText) throws(TemplateProblem) {
        var pieces: [Piece] = []
        for piece in text.pieces {
            switch piece {
            case .literal(let literal): pieces += try Template(literal).pieces
            case .file(let path): pieces.append(.file(path))
            }
        }
        self.init(pieces)
    }

    /// Whether it is the URL of a proxy, as far as that can be seen.
    fileprivate var isProxyURL: Bool {
        guard let mark = literal?.firstRange(of: "://") else { return literal == nil }
        let scheme = literal![..<mark.lowerBound].lowercased()
        return ["http", "https", "socks5", "socks5h"].contains(scheme)
            && URLComponents(http: "http" + literal![mark.lowerBound...]) != nil
    }

    /// Whether the text before the first place is the beginning of an http or https URL; a place
    /// at the very beginning may hold anything.
    fileprivate var beginsLikeURL: Bool {
        guard case .literal(let start)? = pieces.first else { return true }
        let lower = start.lowercased()
        return lower.hasPrefix("http://") || lower.hasPrefix("https://")
    }
}
