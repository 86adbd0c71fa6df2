/// Numbers as hexadecimal digits of a fixed width.
package enum HexText {
    /// The 16 digits of `number`, in lower case.
    package static func of(_ number: UInt64) -> String {
        var writer = ByteWriter(capacity: 16)
        writer.write(hexadecimal: number)
        return String(writer)
    }
}

extension ByteWriter {
    /// Writes the 16 digits of `number`, in lower case.
    package mutating func write(hexadecimal number: UInt64) {
        var rest = number
        for _ in 0..<16 {
            let digit = UInt8(truncatingIfNeeded: rest &>> 60)
            write(byte: digit &+ (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10))
            rest &<<= 4
        }
    }
}
