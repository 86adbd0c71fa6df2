extension String {
    /// Whether both are the same but for the case of the letters A to Z, as names in HTTP are compared
    /// (RFC 9110 section 5.1).
    package func isEqual(ignoringASCIICase other: String) -> Bool {
        let (left, right) = (utf8.span, other.utf8.span)
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] {
            guard left[index].asciiLowercase == right[index].asciiLowercase else { return false }
        }
        return true
    }

    /// Whether it begins with `prefix`, whatever the case of the letters A to Z.
    package func hasPrefix(ignoringASCIICase prefix: String) -> Bool {
        let (bytes, start) = (utf8.span, prefix.utf8.span)
        guard bytes.count >= start.count else { return false }
        for index in start.indices where bytes[index] != start[index] {
            guard bytes[index].asciiLowercase == start[index].asciiLowercase else { return false }
        }
        return true
    }
}

extension UInt8 {
    fileprivate var asciiLowercase: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
