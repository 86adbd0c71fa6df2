/// Fields that hold comma-separated lists (RFC 9110 section 5.6.1).
package enum ListField {
    /// The members of a list without quoted strings, blanks around them taken off; empty members
    /// are passed over.
    package static func members(_ value: String) -> [Substring] {
        value.utf8.split(separator: UInt8(ascii: ",")).map(trimmed).filter { !$0.isEmpty }
    }

    /// Calls `body` with each of the members that `members` returns.
    static func forEachMember(of value: Span<UInt8>, _ body: (Span<UInt8>) -> Void) {
        var start = 0
        for end in 0...value.count {
            guard end == value.count || value[end] == UInt8(ascii: ",") else { continue }
            var last = end
            while start < last, ByteClass.isBlank(value[start]) { start += 1 }
            while start < last, ByteClass.isBlank(value[last - 1]) { last -= 1 }
            if start < last { body(value.extracting(start..<last)) }
            start = end + 1
        }
    }

    /// Whether a client that sent `acceptEncoding` takes the coding `gzip` (RFC 9110 section
    /// 12.5.3).
    package static func acceptsGzip(_ acceptEncoding: String?) -> Bool {
        var anyWeight = 0.0
        for member in members(acceptEncoding ?? "") {
            let (coding, weight) = weighted(member)
            if ["gzip", "x-gzip"].contains(coding.lowercased()) { return weight > 0 }
            if coding == "*" { anyWeight = weight }
        }
        return anyWeight > 0
    }

    /// A member and its weight (RFC 9110 section 12.4.2), which is 1 if it has none and 0 if it
    /// cannot be read.
    package static func weighted(_ member: Substring) -> (value: Substring, weight: Double) {
        let parts = member.utf8.split(
            separator: UInt8(ascii: ";"), omittingEmptySubsequences: false
        ).map(trimmed)
        var weight = 1.0
        for parameter in parts.dropFirst() where parameter.lowercased().hasPrefix("q=") {
            let number = Double(parameter.dropFirst(2)) ?? 0
            weight = (0...1).contains(number) ? number : 0
        }
        return (parts[0], weight)
    }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring {
        let start = text.drop(while: ByteClass.isBlank)
        guard let last = start.lastIndex(where: { !ByteClass.isBlank($0) }) else { return "" }
        return Substring(start[...last])
    }
}
