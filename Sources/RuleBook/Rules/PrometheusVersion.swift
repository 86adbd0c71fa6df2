/// A version of Prometheus, as far as rules depend on it.
package struct PrometheusVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let major: Int
    package let minor: Int

    package init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// The version that `text` names, `2.42` or `3.5.0`; nil if it names none.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.allSatisfy { $0.isASCII && $0.isNumber } ? Int(part) : nil
        }
        guard (2...3).contains(parts.count), numbers.count == parts.count else { return nil }
        self.init(numbers[0], numbers[1])
    }

    /// The oldest that knows everything the rules can use.
    package static let standard = PrometheusVersion(2, 42)

    /// The oldest that rules are made for: it knows every function in them.
    package static let oldest = PrometheusVersion(2, 26)

    /// Whether alerts may have `keep_firing_for`.
    package var knowsKeepFiringFor: Bool { self >= .standard }

    package static func < (left: PrometheusVersion, right: PrometheusVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    package var description: String { "\(major).\(minor)" }
}
