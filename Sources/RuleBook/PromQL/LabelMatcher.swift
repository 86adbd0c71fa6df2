/// A condition on one label of a series: `code=~"5.."`.
package struct LabelMatcher: Hashable, Sendable {
    /// How the label's value is compared.
    package enum Comparison: String, Hashable, Sendable {
        case equal = "="
        case unequal = "!="
        /// The whole value matches a regular expression (RE2).
        case matches = "=~"
        case avoids = "!~"
    }

    package let label: String
    package let comparison: Comparison
    package let value: String

    /// A condition on `label`; a series without the label has the empty value there.
    package init(_ label: String, _ comparison: Comparison, _ value: String) {
        self.label = label
        self.comparison = comparison
        self.value = value
    }
}

extension LabelMatcher: CustomStringConvertible {
    package var description: String {
        "\(label)\(comparison.rawValue)\(StringLiteral.quoted(value))"
    }
}
