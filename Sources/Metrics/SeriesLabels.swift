import Base

/// The label values of one series, and the text they make in every exposition, which never changes.
package struct SeriesLabels: Sendable {
    /// The values, in the order of the family's label names.
    let values: [String]
    /// `method="POST",code="200"`: escaped, without braces.
    let text: [UInt8]
    /// The hash of the values, see `SeriesHash`.
    let hash: UInt64

    init(names: [String], values: [String]) {
        var writer = ByteWriter()
        for (name, value) in zip(names, values) { writer.write(label: name, value) }
        self.values = values
        text = writer.bytes
        hash = SeriesHash.of(values.span)
    }
}

/// The hash by which a family finds its series: FNV-1a.
///
/// Not proof against chosen collisions. It need not be: a family's series are limited in number,
/// and their labels are never what a client sent.
enum SeriesHash {
    static func of(_ values: Span<String>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in values.indices {
            for byte in values[index].utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            // No UTF-8 holds this byte, so ("a", "bc") and ("ab", "c") differ.
            hash = (hash ^ 0xff) &* 0x100_0000_01b3
        }
        return hash ^ (hash >> 32)
    }
}

extension ByteWriter {
    /// Writes `method="POST"`, behind a comma unless it is what comes first, or first in its braces.
    mutating func write(label name: String, _ value: String) {
        if let last = bytes.last, last != UInt8(ascii: "{") { write(byte: UInt8(ascii: ",")) }
        write(name)
        write("=\"")
        write(escaped: value, quotes: true)
        write(byte: UInt8(ascii: "\""))
    }

    /// Writes a label value or a help text: `\` and line feeds are escaped, and `"` if `quotes`.
    mutating func write(escaped text: String, quotes: Bool) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): write("\\\\")
            case UInt8(ascii: "\n"): write("\\n")
            case UInt8(ascii: "\"") where quotes: write("\\\"")
            default: write(byte: byte)
            }
        }
    }
}
