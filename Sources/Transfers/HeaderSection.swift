import Base

/// The header section of an answer, as libcurl hands it over line by line: a status line and the
/// fields, each with its line end, and an empty line.
struct HeaderSection: Sendable {
    private var bytes: [UInt8] = []

    /// Where the fields are in `bytes`, in the order in which they came.
    private var places: [Place] = []

    /// Whether the empty line has come.
    private(set) var isComplete = false

    /// The place of one field: a name, a colon, and a value with its line end.
    private struct Place {
        let start: Int
        let colon: Int
        let end: Int
    }

    /// Takes a line; each status line starts the section anew, for an interim answer may have come
    /// before. False if the line is of no section, because the last one is complete.
    mutating func append(_ line: UnsafeRawBufferPointer) -> Bool {
        if Self.isStatusLine(line) {
            bytes.removeAll(keepingCapacity: true)
            places.removeAll(keepingCapacity: true)
            isComplete = false
        }
        guard !isComplete else { return false }
        if line.first == .carriageReturn || line.first == .lineFeed { isComplete = true }
        let start = bytes.count
        guard start + line.count <= TransferLimits.headerByteCountMax else { return true }
        if start == 0 { bytes.reserveCapacity(Self.usualByteCount) }
        bytes.append(contentsOf: line)
        if start > 0, let colon = line.firstIndex(of: .colon) {
            places.append(Place(start: start, colon: start + colon, end: bytes.count))
        }
        return true
    }

    /// As the status line has it, such as `HTTP/1.1`.
    var version: String {
        String(decoding: bytes.prefix { $0 != .space }, as: UTF8.self)
    }

    /// The fields in the order in which they came.
    var fields: [(name: String, value: String)] {
        places.map { (text($0.start..<$0.colon), value(at: $0)) }
    }

    /// The values of the fields with a name, whatever its case.
    func values(of name: String) -> [String] {
        var values: [String] = []
        for place in places where isNamed(place, name) { values.append(value(at: place)) }
        return values
    }

    /// Bytes for which room is made at once.
    private static let usualByteCount = 512

    private static func isStatusLine(_ line: UnsafeRawBufferPointer) -> Bool {
        line.first == UInt8(ascii: "H") && line.starts(with: "HTTP/".utf8)
    }

    private func isNamed(_ place: Place, _ name: String) -> Bool {
        place.colon - place.start == name.utf8.count
            && text(place.start..<place.colon).isEqual(ignoringASCIICase: name)
    }

    /// Without white space around it (RFC 9112 section 5).
    private func value(at place: Place) -> String {
        var value = bytes[(place.colon + 1)..<place.end]
        value = value.drop(while: \.isWhiteSpace)
        while let last = value.last, last.isWhiteSpace { value.removeLast() }
        return text(value.indices)
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate static let carriageReturn = UInt8(ascii: "\r")
    fileprivate static let lineFeed = UInt8(ascii: "\n")
    fileprivate static let colon = UInt8(ascii: ":")
    fileprivate static let space = UInt8(ascii: " ")

    fileprivate var isWhiteSpace: Bool {
        self == .space || self == UInt8(ascii: "\t") || self == .carriageReturn || self == .lineFeed
    }
}
