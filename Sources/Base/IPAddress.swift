/// An IPv4 or IPv6 address.
///
/// An IPv4 address that is written inside an IPv6 one is read as the IPv4 address: mapped into
/// `::ffff:0:0/96` (RFC 4291 section 2.5.5.2) or, for translators, into `64:ff9b::/96` (RFC 6052
/// section 2.1). Rules about addresses then hold whichever way an address is reached.
package struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    package enum Family: Hashable, Sendable {
        case ipv4, ipv6

        /// Bits of an address.
        package var bitCount: Int { self == .ipv4 ? 32 : 128 }
    }

    package let family: Family

    /// The bits in network order; those of an IPv4 address are the low 32.
    package let bits: UInt128

    package init(ipv4 bits: UInt32) {
        family = .ipv4
        self.bits = UInt128(bits)
    }

    package init(ipv6 bits: UInt128) {
        let prefix = bits >> 32
        let isEmbedded = prefix == 0xffff || prefix == 0x64_ff9b << 64
        family = isEmbedded ? .ipv4 : .ipv6
        self.bits = isEmbedded ? bits & 0xffff_ffff : bits
    }

    /// Reads `192.0.2.1` or `2001:db8::1` (RFC 4291 section 2.2), without a zone or brackets. Nil for
    /// anything else, the short, octal and hexadecimal forms of IPv4 addresses included.
    package init?(_ text: String) {
        if text.utf8.contains(UInt8(ascii: ":")) {
            guard let bits = Self.ipv6(text) else { return nil }
            self.init(ipv6: bits)
        } else {
            guard let bits = Self.ipv4(text) else { return nil }
            self.init(ipv4: bits)
        }
    }

    /// As `init` reads it; IPv6 in the form of RFC 5952.
    package var description: String {
        switch family {
        case .ipv4: return [24, 16, 8, 0].map { "\(bits >> $0 & 0xff)" }.joined(separator: ".")
        case .ipv6:
            let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> (112 - 16 * $0)) }
            guard let zeros = Self.longestZeros(groups) else { return Self.text(groups[...]) }
            return Self.text(groups[..<zeros.lowerBound]) + "::"
                + Self.text(groups[zeros.upperBound...])
        }
    }

    private static func ipv4(_ text: some StringProtocol) -> UInt32? {
        var bits: UInt32 = 0
        var partCount = 0
        // The part that is being read; nil before its first digit.
        var part: UInt32?
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                // No part begins with a zero but 0 itself.
                guard part != 0 else { return nil }
                let number = (part ?? 0) * 10 + UInt32(byte - UInt8(ascii: "0"))
                guard number <= 255 else { return nil }
                part = number
            case UInt8(ascii: "."):
                guard let number = part, partCount < 3 else { return nil }
                bits = bits << 8 | number
                partCount += 1
                part = nil
            default: return nil
            }
        }
        guard let last = part, partCount == 3 else { return nil }
        return bits << 8 | last
    }

    private static func ipv6(_ text: String) -> UInt128? {
        let halves = text.splitOnce(at: "::")
        guard let front = groups(halves.before, endsAddress: halves.after == nil) else {
            return nil
        }
        guard let after = halves.after else {
            return front.count == 8 ? bits(front) : nil
        }
        // One group at least stands for the two colons (RFC 5952 section 4.2.2 asks for two, RFC 4291
        // for one).
        guard let back = groups(after, endsAddress: true), front.count + back.count < 8 else {
            return nil
        }
        let zeros = [UInt16](repeating: 0, count: 8 - front.count - back.count)
        return bits(front + zeros + back)
    }

    /// The groups of 16 bits of a part of an address; the last two of the address may be written as
    /// IPv4.
    private static func groups(_ text: Substring, endsAddress: Bool) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var groups: [UInt16] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if endsAddress, index == parts.count - 1, let ipv4 = ipv4(part) {
                groups += [UInt16(ipv4 >> 16), UInt16(truncatingIfNeeded: ipv4)]
            } else if (1...4).contains(part.utf8.count), !part.hasPrefix("+"),
                let group = UInt16(part, radix: 16)
            {
                groups.append(group)
            } else {
                return nil
            }
        }
        return groups.count <= 8 ? groups : nil
    }

    private static func bits(_ groups: [UInt16]) -> UInt128 {
        groups.reduce(0) { $0 << 16 | UInt128($1) }
    }

    private static func text(_ groups: ArraySlice<UInt16>) -> String {
        groups.map { String($0, radix: 16) }.joined(separator: ":")
    }

    /// The longest run of two or more zero groups, the first of equal ones (RFC 5952 section 4.2).
    private static func longestZeros(_ groups: [UInt16]) -> Range<Int>? {
        var longest: Range<Int>?
        var start = 0
        while start < groups.count {
            let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
            if end - start >= 2, end - start > longest?.count ?? 0 { longest = start..<end }
            start = end + 1
        }
        return longest
    }
}

/// The addresses that begin with the same bits: `192.0.2.0/24` (RFC 4632 section 3.1, RFC 4291 section
/// 2.3).
package struct AddressBlock: Hashable, Sendable, CustomStringConvertible {
    package let address: IPAddress

    /// How many of the leading bits count.
    package let prefixBitCount: Int

    /// Reads `192.0.2.0/24`, or an address for itself alone. Nil for anything else, and where bits
    /// behind the prefix are set: that is a slip of the pen as a rule.
    package init?(_ text: String) {
        let parts = text.splitOnce(at: "/")
        guard let address = IPAddress(String(parts.before)) else { return nil }
        self.address = address
        guard let digits = parts.after else {
            prefixBitCount = address.family.bitCount
            return
        }
        // An IPv4 address inside an IPv6 one has lost its first 96 bits.
        let isEmbedded = address.family == .ipv4 && parts.before.utf8.contains(UInt8(ascii: ":"))
        guard let count = UInt8(digits), String(count) == digits else { return nil }
        prefixBitCount = Int(count) - (isEmbedded ? 96 : 0)
        guard (0...address.family.bitCount).contains(prefixBitCount),
            address.bits & ~mask == 0
        else { return nil }
    }

    package func contains(_ other: IPAddress) -> Bool {
        other.family == address.family && other.bits & mask == address.bits
    }

    package var description: String { "\(address)/\(prefixBitCount)" }

    private var mask: UInt128 {
        let all = UInt128.max >> (128 - address.family.bitCount)
        return all & ~(all >> prefixBitCount)
    }
}

extension String {
    fileprivate func splitOnce(at separator: String) -> (before: Substring, after: Substring?) {
        guard let place = firstRange(of: separator) else { return (self[...], nil) }
        return (self[..<place.lowerBound], self[place.upperBound...])
    }
}
