import Base

/// Fields of Protocol Buffers messages (protobuf.dev, "Encoding").
extension ByteWriter {
    /// The ways in which a field's value is written.
    private enum WireType: UInt64 {
        case varint = 0
        case eightBytes = 1
        case lengthPrefixed = 2
    }

    private mutating func writeTag(_ field: Int, _ type: WireType) {
        write(varint: UInt64(field) << 3 | type.rawValue)
    }

    mutating func write(field: Int, varint value: UInt64) {
        writeTag(field, .varint)
        write(varint: value)
    }

    /// Writes a `sint32` or `sint64`, whose sign is the lowest bit.
    mutating func write(field: Int, signed value: Int64) {
        write(field: field, varint: UInt64(bitPattern: value << 1 ^ value >> 63))
    }

    mutating func write(field: Int, _ value: Double) {
        writeTag(field, .eightBytes)
        var rest = value.bitPattern
        for _ in 0..<8 {
            write(byte: UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    mutating func write(field: Int, _ text: String) {
        writeTag(field, .lengthPrefixed)
        write(varint: UInt64(text.utf8.count))
        write(text)
    }

    /// Writes a message within the message; `body` writes its fields.
    mutating func writeMessage(field: Int, _ body: (inout ByteWriter) -> Void) {
        writeTag(field, .lengthPrefixed)
        writeLengthPrefixed(body)
    }
}
