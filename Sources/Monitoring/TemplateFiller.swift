package import Base
import Matching

/// Fills the places of templates, for one run of a probe.
///
/// Secrets that it read are kept, to be taken out of what people are shown.
package struct TemplateFiller {
    /// What steps took from their answers.
    package private(set) var variables: [String: String] = [:]

    /// What `{{now}}` says.
    package var now: WallClockInstant
    private var generator: any RandomNumberGenerator
    private let readFile: (String) throws -> String

    /// Longer ones first, for one may be the beginning of another.
    private var secrets: [String] = []

    /// How values stand in what is around them.
    package enum Place: Hashable, Sendable {
        /// As they are.
        case text
        /// Percent-encoded, but for what RFC 3986 section 2.3 calls unreserved.
        case url
        /// Between the quotes of a JSON string.
        case json
        /// As they are; control characters are refused, for a line end would end the field.
        case header
    }

    /// Why a template cannot be filled, in one line.
    package struct Unfilled: Error, Hashable, CustomStringConvertible {
        /// `variable` or `file`.
        package let reason: Reason
        package let description: String

        package init(_ reason: Reason, _ description: String) {
            self.reason = reason
            self.description = description
        }

        /// The failure of the step that needs the template.
        package var failure: Failure {
            Failure(
                stage: reason == .variable ? .extract : .internal, reason: reason,
                detail: description)
        }
    }

    /// - Parameters:
    ///   - generator: What random values come from.
    ///   - readFile: The content of a file that holds a secret, without the line end at its end.
    package init(
        now: WallClockInstant = .now(),
        generator: any RandomNumberGenerator = SystemRandomNumberGenerator(),
        readFile: @escaping (String) throws -> String
    ) {
        self.now = now
        self.generator = generator
        self.readFile = readFile
    }

    /// Gives a variable its value, which is a secret if the variable's name says so.
    package mutating func set(_ variable: String, to value: String) {
        variables[variable] = value
        if Redaction.isSecret(variable) { remember(value) }
    }

    /// The template's text with values in its places.
    package mutating func fill(
        _ template: Template, as place: Place = .text
    ) throws(Unfilled) -> String {
        if let literal = template.literal { return literal }
        var text = ""
        for piece in template.pieces {
            if case .literal(let part) = piece {
                text += part
            } else {
                text += try Self.write(value(of: piece), as: place, behind: text)
            }
        }
        return text
    }

    /// A secret's text; it is redacted from then on.
    package mutating func reveal(
        _ secret: Secret, as place: Place = .text
    ) throws(Unfilled) -> String {
        keepSecret(try fill(secret.template, as: place))
    }

    /// Redacts `text` from now on.
    package mutating func keepSecret(_ text: String) -> String {
        remember(text)
        return text
    }

    /// `text` without the secrets that were used, and without those that its own JSON names.
    package func redact(_ text: String) -> String {
        Redaction.members(secrets.reduce(text) { $0.replacing($1, with: Redaction.mark) })
    }

    /// Keeps a secret, also as it stands in JSON and in a URL. Very short ones would take everything
    /// else out as well.
    private mutating func remember(_ secret: String) {
        guard secret.utf8.count >= 4 else { return }
        // The value of `Authorization`: the scheme is none (RFC 9110 section 11.4).
        for scheme in ["Bearer ", "Basic "] where secret.hasPrefix(scheme) {
            remember(String(secret.dropFirst(scheme.count)))
        }
        var json = ByteWriter()
        json.write(jsonPart: secret)
        let forms = [
            secret, String(json), PercentCoding.encode(secret, keeping: .unreserved),
            PercentCoding.encode(secret, keeping: .form),
        ]
        for form in forms where !secrets.contains(form) { secrets.append(form) }
        secrets.sort { $0.utf8.count > $1.utf8.count }
    }

    // MARK: Values

    private mutating func value(of piece: Template.Piece) throws(Unfilled) -> String {
        switch piece {
        case .literal(let text): return text
        case .variable(let name):
            guard let value = variables[name] else {
                throw Unfilled(.variable, "variable \(name) has no value")
            }
            return value
        case .uuid: return uuid()
        case .now: return now.rfc3339.prefix(19) + "Z"
        case .random(let range): return "\(Int.random(in: range, using: &generator))"
        case .secret(let secret): return try reveal(secret)
        case .file(let path):
            do {
                let text = try readFile(path)
                remember(text)
                return text
            } catch {
                throw Unfilled(.file, "\(error)")
            }
        }
    }

    /// A random one (RFC 9562 section 5.4).
    private mutating func uuid() -> String {
        let high = generator.next() & ~0xf000 | 0x4000
        let low = generator.next() & ~(0b11 << 62) | 0b10 << 62
        let digits = HexText.of(high) + HexText.of(low)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text += "-" }
            text.append(digit)
        }
        return text
    }

    // MARK: Places

    /// - Parameter before: What stands before the value.
    private static func write(
        _ value: String, as place: Place, behind before: String
    ) throws(Unfilled) -> String {
        switch place {
        case .text: return value
        case .json:
            var writer = ByteWriter()
            writer.write(jsonPart: value)
            return String(writer)
        case .header:
            guard !value.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7f }) else {
                throw Unfilled(.variable, "a value for a header field holds a control character")
            }
            return value
        case .url:
            // A whole address, such as the one that a `Location` held.
            if before.isEmpty { return PercentCoding.encode(value, keeping: .address) }
            let isPath = value.hasPrefix("/") && before.endsWithAuthority
            return PercentCoding.encode(value, keeping: isPath ? .address : .unreserved)
        }
    }
}

extension String {
    /// Whether it is a scheme and an authority, and nothing else.
    fileprivate var endsWithAuthority: Bool {
        guard let schemeEnd = firstRange(of: "://") else { return false }
        return !self[schemeEnd.upperBound...].contains { "/?#".contains($0) }
            && schemeEnd.upperBound < endIndex
    }
}
