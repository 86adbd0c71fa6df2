/// The header or trailer fields of a request, in the order in which they came.
///
/// The fields are ranges of one array of bytes, which the head shares; a value becomes a `String`
/// only when it is asked for.
package struct HeaderFields: Sendable {
    struct Field: Sendable {
        let name: Range<Int32>
        let value: Range<Int32>
    }

    /// The bytes of the head, or of the trailer section.
    let bytes: [UInt8]
    let fields: [Field]

    package static let none = HeaderFields(bytes: [], fields: [])

    package var count: Int { fields.count }

    /// The value of the first field called `name`, which must be in lower case; bytes that are no
    /// UTF-8 become U+FFFD.
    package subscript(name: String) -> String? {
        for field in fields where matches(field, name) { return text(field.value) }
        return nil
    }

    /// The values of all fields called `name`, which must be in lower case.
    package func values(of name: String) -> [String] {
        fields.filter { matches($0, name) }.map { text($0.value) }
    }

    /// Whether there is a field called `name`, which must be in lower case.
    package func contains(_ name: String) -> Bool {
        fields.contains { matches($0, name) }
    }

    /// Names, as they were sent, and values.
    package var all: [(name: String, value: String)] {
        fields.map { (text($0.name), text($0.value)) }
    }

    /// Calls `body` with each value of a field called `name`, which must be in lower case.
    func forEachValue(
        of name: String, _ body: (Span<UInt8>) throws(Refusal) -> Void
    ) throws(Refusal) {
        for field in fields where matches(field, name) {
            try body(bytes.span.extracting(indices(field.value)))
        }
    }

    private func matches(_ field: Field, _ name: String) -> Bool {
        field.name.count == name.utf8.count
            && bytes.span.extracting(indices(field.name)).isASCII(name)
    }

    private func text(_ range: Range<Int32>) -> String {
        String(decoding: bytes[indices(range)], as: UTF8.self)
    }

    private func indices(_ range: Range<Int32>) -> Range<Int> {
        Int(range.lowerBound)..<Int(range.upperBound)
    }
}
