/// Parses field lines (RFC 9112 section 5) out of a section whose bytes and line ends have been
/// checked by `SectionScanner`.
enum FieldParser {
    /// Parses the lines from `start` to the empty line that ends the section.
    static func parse(
        _ bytes: Span<UInt8>, from start: Int, countMax: Int
    ) throws(Refusal) -> [HeaderFields.Field] {
        var fields: [HeaderFields.Field] = []
        fields.reserveCapacity(8)
        var position = start
        while bytes[position] != ByteClass.carriageReturn {
            guard fields.count < countMax else {
                throw Refusal(
                    status: .headerFieldsTooLarge, reason: "more than \(countMax) header fields",
                    limit: .headerCount)
            }
            fields.append(try field(bytes, &position))
        }
        return fields
    }

    private static func field(
        _ bytes: Span<UInt8>, _ position: inout Int
    ) throws(Refusal) -> HeaderFields.Field {
        let name = position
        while ByteClass.isToken(bytes[position]) { position += 1 }
        guard bytes[position] == ByteClass.colon, position > name else {
            throw badName(bytes, name, position)
        }
        let nameEnd = position
        position += 1
        while isBlank(bytes[position]) { position += 1 }
        let value = position
        // Most values are long: this is the hot loop of the parser.
        while bytes[position] != ByteClass.carriageReturn { position += 1 }
        var valueEnd = position
        while valueEnd > value, isBlank(bytes[valueEnd - 1]) { valueEnd -= 1 }
        position += 2
        return HeaderFields.Field(
            name: Int32(name)..<Int32(nameEnd), value: Int32(value)..<Int32(valueEnd))
    }

    private static func badName(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Refusal {
        if start == end, isBlank(bytes[start]) {
            // RFC 9112 section 5.2: a server must refuse or unfold; unfolding guesses.
            return Refusal(
                status: .badRequest, reason: "a header field is folded over several lines")
        }
        if isBlank(bytes[end]) {
            // RFC 9112 section 5.1: must be refused.
            return Refusal(status: .badRequest, reason: "white space before a colon")
        }
        return Refusal(status: .badRequest, reason: "a header field without a valid name")
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == ByteClass.space || byte == ByteClass.tab
    }
}
