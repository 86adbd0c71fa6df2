/// The host and port of an http URL: `uri-host [ ":" port ]` (RFC 9110 section 7.2, RFC 3986
/// section 3.2).
enum Authority {
    /// Whether `bytes` are a host that is not empty (RFC 9110 section 4.2.1) and perhaps a port.
    ///
    /// User information is refused (RFC 9110 section 4.2.4), and so are the IP literals of the
    /// future, of which there are none.
    static func isValid(_ bytes: Span<UInt8>) -> Bool {
        guard let end = endOfHost(bytes), end > 0 else { return false }
        guard end < bytes.count else { return true }
        let portStart = end + 1
        guard bytes[end] == ByteClass.colon, bytes.count - portStart <= 5 else { return false }
        for index in portStart..<bytes.count where !ByteClass.isDigit(bytes[index]) {
            return false
        }
        return true
    }

    private static func endOfHost(_ bytes: Span<UInt8>) -> Int? {
        guard bytes.count > 0, bytes[0] == UInt8(ascii: "[") else { return endOfName(bytes) }
        var index = 1
        while index < bytes.count, isIPv6(bytes[index]) { index += 1 }
        guard index > 2, index < bytes.count, bytes[index] == UInt8(ascii: "]") else { return nil }
        return index + 1
    }

    /// `reg-name`, which IPv4 addresses are as well; nil if it has a bad percent-encoding.
    private static func endOfName(_ bytes: Span<UInt8>) -> Int? {
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%") {
                guard index + 2 < bytes.count, ByteClass.hexValue(bytes[index + 1]) != nil,
                    ByteClass.hexValue(bytes[index + 2]) != nil
                else { return nil }
                index += 3
            } else if ByteClass.isName(bytes[index]) {
                index += 1
            } else {
                break
            }
        }
        return index
    }

    private static func isIPv6(_ byte: UInt8) -> Bool {
        ByteClass.hexValue(byte) != nil || byte == ByteClass.colon || byte == UInt8(ascii: ".")
    }
}
