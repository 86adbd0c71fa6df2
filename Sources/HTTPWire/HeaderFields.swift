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

    /// Names, as they were sent, and values.
    package var all: [(name: String, value: String)] {
        fields.map { (text($0.name), text($0.value)) }
    }

    private func matches(_ field: Field, _ name: String) -> Bool {
        guard field.name.count == name.utf8.count else { return false }
        var index = Int(field.name.lowerBound)
        for byte in name.utf8 {
            guard ByteClass.lowercased(bytes[index]) == byte else { return false }
            index += 1
        }
        return true
    }

    private func text(_ range: Range<Int32>) -> String {
        String(
            decoding: bytes[Int(range.lowerBound)..<Int(range.upperBound)], as: UTF8.self)
    }
}
