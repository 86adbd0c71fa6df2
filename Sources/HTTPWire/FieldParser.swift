/// Parses field lines (RFC 9112 section 5) out of a section whose bytes and line ends have been
/// checked by `SectionScanner`.
enum FieldParser {
    /// Parses the lines of `section` from `start` to the empty line that ends it.
    static func parse(
        _ section: [UInt8], from start: Int, countMax: Int
    ) throws(Refusal) -> HeaderFields {
        let bytes = section.span
        var fields: [HeaderFields.Field] = []
        fields.reserveCapacity(8)
        var position = start
        while bytes[position] != ByteClass.carriageReturn {
            guard fields.count < countMax else {
                // RFC 6585 section 5.
                throw Refusal(
                    status: .headerFieldsTooLarge, reason: "more than \(countMax) header fields",
                    limit: .headerCount)
            }
            fields.append(try field(bytes, &position))
        }
        return HeaderFields(bytes: section, fields: fields)
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
        while ByteClass.isBlank(bytes[position]) { position += 1 }
        let value = position
        // The scanner has let no control byte pass but those of the line's end.
        position = bytes.firstControl(from: position)
        var valueEnd = position
        while valueEnd > value, ByteClass.isBlank(bytes[valueEnd - 1]) { valueEnd -= 1 }
        position += 2
        return HeaderFields.Field(
            name: Int32(name)..<Int32(nameEnd), value: Int32(value)..<Int32(valueEnd))
    }

    private static func badName(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Refusal {
        if start == end, ByteClass.isBlank(bytes[start]) {
            // RFC 9112 section 5.2: a server must refuse or unfold; unfolding guesses.
            return Refusal(
                status: .badRequest, reason: "a header field is folded over several lines")
        }
        if ByteClass.isBlank(bytes[end]) {
            // RFC 9112 section 5.1: must be refused.
            return Refusal(status: .badRequest, reason: "white space before a colon")
        }
        // RFC 9110 section 5.1: a name is a token, and RFC 9112 section 5: a colon follows it.
        return Refusal(status: .badRequest, reason: "a header field without a valid name")
    }
}
