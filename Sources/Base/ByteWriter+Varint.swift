extension ByteWriter {
    /// Writes a number in Protocol Buffers' base-128 form: seven bits a byte, the lowest first.
    package mutating func write(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            write(byte: UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        write(byte: UInt8(truncatingIfNeeded: rest))
    }

    /// Writes what `body` writes, with its length in front as a varint.
    ///
    /// - Complexity: O(length); the bytes are moved once, nothing is allocated but room for them.
    package mutating func writeLengthPrefixed(_ body: (inout ByteWriter) -> Void) {
        let start = count
        body(&self)
        var rest = UInt64(count - start)
        let size = max(1, (UInt64.bitWidth - rest.leadingZeroBitCount + 6) / 7)
        bytes.replaceSubrange(start..<start, with: repeatElement(0x80, count: size))
        for index in start..<(start + size) {
            bytes[index] |= UInt8(truncatingIfNeeded: rest & 0x7f)
            rest >>= 7
        }
        bytes[start + size - 1] &= 0x7f
    }
}
