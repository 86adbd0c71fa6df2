import Documents
import Matching
import Monitoring

/// What is asked of the values that a JSON path leads to; all of it must hold.
struct JSONTestSection: Sendable {
    var tests: [JSONTest] = []

    private static let section = Section<JSONTestSection>(
        "jsonTest", "What is asked of the values that a JSON path leads to.",
        keys: [
            Key("equals", .equality, "The value is this.") { $0.tests.append($1) },
            Key("exists", .boolean, "Whether there must be such a value.") {
                $0.tests.append(.exists($1))
            },
            Key("type", .choice(kinds), "The value's type.") { $0.tests.append(.isOf($1)) },
            Key("text", TextTestSection.text, "What is asked of it as text.") {
                $0.tests += $1.map { .text($0) }
            },
            Key(
                "length",
                Shape<Int>.integer(0...1_000_000_000).map { [(.equal, $0)] }
                    .or(lengths.shape(LengthSection()).map(\.comparisons)),
                "How many elements, members or characters it has: a number, or comparisons."
            ) { $0.tests += $1.map { .count($0.0, $0.1) } },
            Key("above", .jsonNumber, "It is a number greater than this.") {
                $0.tests.append(.number(.greater, $1))
            },
            Key("below", .jsonNumber, "It is a number smaller than this.") {
                $0.tests.append(.number(.less, $1))
            },
            Key("atLeast", .jsonNumber, "It is a number not smaller than this.") {
                $0.tests.append(.number(.atLeast, $1))
            },
            Key("atMost", .jsonNumber, "It is a number not greater than this.") {
                $0.tests.append(.number(.atMost, $1))
            },
        ])

    private static let kinds: KeyValuePairs<String, JSONValue.Kind> = [
        "null": .null, "boolean": .boolean, "number": .number, "integer": .integer,
        "string": .string, "array": .array, "object": .object,
    ]

    private struct LengthSection: Sendable {
        var comparisons: [(Comparison, Int)] = []
    }

    private static let lengths = Section<LengthSection>(
        "length", "How long something is.", rules: [.atLeastOne(["atLeast", "atMost"])],
        keys: [
            Key("atLeast", .integer(0...1_000_000_000), "Not shorter than this.") {
                $0.comparisons.append((.atLeast, $1))
            },
            Key("atMost", .integer(0...1_000_000_000), "Not longer than this.") {
                $0.comparisons.append((.atMost, $1))
            },
        ])

    /// Tests by JSON path: a value that must be equal, or a section.
    static var byPath: Shape<[Expectation]> {
        let value = Shape<JSONTest>.equality.map { [$0] }
        let tests = section.shape(JSONTestSection()).map(\.tests)
        let either = Shape<[JSONTest]>(schema: .either([tests.schema, .anything])) {
            node, decoding in
            if case .mapping = node.content { return tests.decode(node, &decoding) }
            return value.decode(node, &decoding)
        }
        return either.byKey(.jsonPath).map { pairs in
            pairs.flatMap { pair in pair.value.map { .json(pair.key, $0) } }
        }
    }
}

extension KeyShape<JSONPath> {
    /// A JSON path (RFC 9535).
    static var jsonPath: KeyShape {
        // Why a path cannot be read is told with the path's own words, below its key.
        KeyShape(pattern: "^\\$", expectation: "must be a JSON path such as $.state (RFC 9535)") {
            text in
            try? JSONPath(text)
        }
    }
}

extension Shape<JSONPath> {
    static var jsonPath: Shape {
        parsed(
            .text(TextRule(pattern: "^\\$", examples: ["$.id"])),
            "must be a JSON path such as $.id",
            throwing: { text throws(JSONPathProblem) in try JSONPath(text) })
    }
}

extension Shape<JSONNumber> {
    fileprivate static var jsonNumber: Shape {
        parsed(.number(-1e300...1e300), "must be a number") { JSONNumber($0) }
    }
}
