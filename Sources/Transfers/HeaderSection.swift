import Base

/// The header section of an answer, as libcurl hands it over line by line: a status line and the
/// fields, each with its line end, and an empty line.
struct HeaderSection: Sendable {
    private var bytes: [UInt8] = []

    /// Whether the empty line has come.
    private(set) var isComplete = false

    /// Takes a line; each status line starts the section anew, for an interim answer may have come
    /// before. False if the line is of no section, because the last one is complete.
    mutating func append(_ line: UnsafeRawBufferPointer) -> Bool {
        if line.starts(with: "HTTP/".utf8) {
            bytes.removeAll(keepingCapacity: true)
            isComplete = false
        }
        guard !isComplete else { return false }
        if line.first == .carriageReturn || line.first == .lineFeed { isComplete = true }
        if bytes.count + line.count <= TransferLimits.headerByteCountMax {
            bytes.append(contentsOf: line)
        }
        return true
    }

    /// As the status line has it, such as `HTTP/1.1`.
    var version: String {
        String(decoding: bytes.prefix { $0 != .space }, as: UTF8.self)
    }

    /// The fields in the order in which they came.
    var fields: [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        forEach { fields.append(($0.text, $1.text)) }
        return fields
    }

    /// The values of the fields with a name, whatever its case.
    func values(of name: String) -> [String] {
        var values: [String] = []
        forEach { other, value in
            guard other.count == name.utf8.count, other.text.isEqual(ignoringASCIICase: name) else {
                return
            }
            values.append(value.text)
        }
        return values
    }

    /// Calls `body` with the name of each field, and its value without white space around it (RFC 9112
    /// section 5).
    private func forEach(
        _ body: (Slice<UnsafeRawBufferPointer>, Slice<UnsafeRawBufferPointer>) -> Void
    ) {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            // The status line.
            rest.dropThrough(.lineFeed)
            while let end = rest.firstIndex(of: .lineFeed) {
                let line = rest[..<end]
                rest = rest[(end + 1)...]
                guard let colon = line.firstIndex(of: .colon) else { continue }
                body(line[..<colon], line[(colon + 1)...].trimmed)
            }
        }
    }
}

extension UInt8 {
    fileprivate static let carriageReturn = UInt8(ascii: "\r")
    fileprivate static let lineFeed = UInt8(ascii: "\n")
    fileprivate static let colon = UInt8(ascii: ":")
    fileprivate static let space = UInt8(ascii: " ")

    fileprivate var isWhiteSpace: Bool {
        self == .space || self == UInt8(ascii: "\t") || self == .carriageReturn
    }
}

extension UnsafeRawBufferPointer.SubSequence {
    fileprivate var text: String {
        String(decoding: UnsafeRawBufferPointer(rebasing: self), as: UTF8.self)
    }

    fileprivate var trimmed: Self {
        var rest = drop(while: \.isWhiteSpace)
        while let last = rest.last, last.isWhiteSpace { rest.removeLast() }
        return rest
    }

    fileprivate mutating func dropThrough(_ byte: UInt8) {
        self = firstIndex(of: byte).map { self[($0 + 1)...] } ?? self[endIndex...]
    }
}
