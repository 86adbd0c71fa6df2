/// Collects bytes of text; the one way the program writes responses, metrics and log lines.
///
/// Appending keeps the storage, so a writer that is emptied with `removeAll` and used again
/// allocates nothing once it has grown to its usual size.
package struct ByteWriter: Sendable {
    /// What has been written so far.
    package internal(set) var bytes: [UInt8]

    /// Creates an empty writer with room for `capacity` bytes.
    package init(capacity: Int = 0) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    package var count: Int { bytes.count }

    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    package mutating func write(byte: UInt8) {
        bytes.append(byte)
    }

    package mutating func write(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    package mutating func write(_ text: Substring) {
        bytes.append(contentsOf: text.utf8)
    }

    package mutating func write(_ content: [UInt8]) {
        bytes.append(contentsOf: content)
    }

    package mutating func write(_ content: ArraySlice<UInt8>) {
        bytes.append(contentsOf: content)
    }

    /// Writes `value` in base ten, without a temporary string.
    package mutating func write(decimal value: some BinaryInteger) {
        var rest = UInt64(value.magnitude)
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }
}

extension String {
    /// The text of a writer; bytes that are no UTF-8 become U+FFFD.
    package init(_ writer: ByteWriter) {
        self.init(decoding: writer.bytes, as: UTF8.self)
    }
}
