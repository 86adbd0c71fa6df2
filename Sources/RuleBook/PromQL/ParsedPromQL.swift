/// An expression read from text, with the place of each of its parts.
package struct ParsedPromQL: Hashable, Sendable {
    package let expression: PromQL
    /// Where the expression stands, in bytes of the UTF-8 text.
    package let range: Range<Int>
    /// The parts directly inside, in the order of `expression.children`.
    package let children: [ParsedPromQL]

    /// The longest text that is read, in bytes.
    package static let byteCountMax = 131_072
    /// How deep expressions may lie within each other; `a + b` is three deep.
    package static let depthMax = 500

    /// Reads an expression, checking all that Prometheus 2.42 checks before it evaluates one: the
    /// grammar, the types of values, which series may be matched, and that no selector chooses
    /// everything.
    ///
    /// Two things that Prometheus lets pass are refused: a string whose escapes make bytes that
    /// are no UTF-8, and a time after `@` whose milliseconds do not fit 64 bits.
    package init(_ text: String) throws(PromQLProblem) {
        guard text.utf8.count <= Self.byteCountMax else {
            throw PromQLProblem(
                "longer than \(Self.byteCountMax) bytes", at: 0, of: [])
        }
        var parser = try PromQLParser(text)
        self = try parser.whole()
    }

    init(_ expression: PromQL, at range: Range<Int>, children: [ParsedPromQL] = []) {
        self.expression = expression
        self.range = range
        self.children = children
    }

    /// The expression without the parentheses around the whole of it.
    package var unwrapped: ParsedPromQL {
        var node = self
        while case .parenthesized = node.expression { node = node.children[0] }
        return node
    }

    /// The expression and all its parts, each before those inside it.
    package var everyPart: [ParsedPromQL] { [self] + children.flatMap(\.everyPart) }
}

extension PromQL {
    /// Reads an expression; see `ParsedPromQL`.
    package init(parsing text: String) throws(PromQLProblem) {
        self = try ParsedPromQL(text).expression
    }
}
