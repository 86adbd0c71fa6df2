/// The text of an annotation: words, and pieces that Prometheus fills in when the alert fires.
///
/// Written as a literal with the pieces in it, printed as the Go template that Prometheus reads:
///
///     let summary: AlertText = "\(.value(.percentage)) of the runs of \(.label("probe")) failed"
package struct AlertText: Hashable, Sendable {
    package indirect enum Piece: Hashable, Sendable {
        /// Words as they are; braces in them are no template.
        case words(String)
        /// The value of a label; nothing if the alert has no such label.
        case label(String)
        /// The value of the alert's expression.
        case value(ValueFormat)
        /// One text if the alert has a label, else the other.
        case ifLabel(String, AlertText, otherwise: AlertText = "")
        /// One text if the value is greater than a number, else the other.
        case ifValue(above: Double, AlertText, otherwise: AlertText = "")
    }

    /// What the text is made of, in order; no two pieces of words stand side by side.
    package private(set) var pieces: [Piece] = []

    package init(_ pieces: [Piece] = []) {
        for piece in pieces { append(piece) }
    }

    /// Words in which nothing is filled in.
    package init(words: String) {
        self.init([.words(words)])
    }

    package static func + (left: AlertText, right: AlertText) -> AlertText {
        AlertText(left.pieces + right.pieces)
    }

    private mutating func append(_ piece: Piece) {
        guard case .words(let words) = piece else { return pieces.append(piece) }
        if words.isEmpty { return }
        if case .words(let before) = pieces.last {
            pieces[pieces.count - 1] = .words(before + words)
        } else {
            pieces.append(piece)
        }
    }
}

extension AlertText: ExpressibleByStringInterpolation {
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = AlertText()

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: String) {
            text.append(.words(literal))
        }

        package mutating func appendInterpolation(_ piece: Piece) {
            text.append(piece)
        }

        package mutating func appendInterpolation(_ words: String) {
            text.append(.words(words))
        }

        package mutating func appendInterpolation(_ part: AlertText) {
            for piece in part.pieces { text.append(piece) }
        }

        package mutating func appendInterpolation(_ expression: PromQL) {
            text.append(.words(expression.description))
        }

        package mutating func appendInterpolation(_ span: TimeSpan) {
            text.append(.words(span.description))
        }
    }

    package init(stringLiteral value: String) {
        self.init(words: value)
    }

    package init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.text
    }
}

extension AlertText {
    /// The text as the template that Prometheus reads.
    package var template: String {
        pieces.map(\.template).joined()
    }

    /// The text as Prometheus shows it for an alert.
    ///
    /// - Parameters:
    ///   - labels: Those of the alert's expression.
    ///   - value: That of the alert's expression.
    package func filledIn(labels: [String: String], value: Double) -> String {
        pieces.map { piece in
            switch piece {
            case .words(let words): words
            case .label(let name): labels[name] ?? ""
            case .value(let format): format.text(value)
            case .ifLabel(let name, let text, let otherwise):
                (labels[name] ?? "" == "" ? otherwise : text)
                    .filledIn(labels: labels, value: value)
            case .ifValue(let limit, let text, let otherwise):
                (value > limit ? text : otherwise).filledIn(labels: labels, value: value)
            }
        }.joined()
    }
}

extension AlertText.Piece {
    fileprivate var template: String {
        switch self {
        case .words(let words): words.replacing("{{", with: #"{{ "{{" }}"#)
        case .label(let name): "{{ $labels.\(name) }}"
        case .value(let format): "{{ \(format.template) }}"
        case .ifLabel(let name, let text, let otherwise):
            Self.condition("$labels.\(name)", text, otherwise)
        case .ifValue(let limit, let text, let otherwise):
            // `Double` prints a point or an exponent, by which Go takes it for a number of the
            // value's type.
            Self.condition("gt $value \(limit)", text, otherwise)
        }
    }

    private static func condition(
        _ condition: String, _ text: AlertText, _ otherwise: AlertText
    ) -> String {
        let rest = otherwise.pieces.isEmpty ? "" : "{{ else }}\(otherwise.template)"
        return "{{ if \(condition) }}\(text.template)\(rest){{ end }}"
    }
}
