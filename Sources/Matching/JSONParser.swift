/// What a JSON text may hold; a server may send anything.
package struct JSONLimits: Hashable, Sendable {
    /// Arrays and objects within each other.
    package var depthMax = 128

    /// Values of all kinds; each takes some 40 bytes and more.
    package var valueCountMax = 100_000

    package init() {}
}

/// Why bytes are no JSON text that is taken, in one line, with the place.
package struct JSONProblem: Error, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension JSONValue {
    /// Reads a JSON text (RFC 8259): UTF-8, strictly by the grammar, a byte order mark passed over.
    ///
    /// Escapes of halves of surrogate pairs are read as U+FFFD.
    package init(
        parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()
    ) throws(JSONProblem) {
        var scanner = JSONScanner(bytes, depthMax: limits.depthMax)
        var parser = JSONParser(valueCountMax: limits.valueCountMax)
        self = try parser.value(&scanner)
        try scanner.end()
    }
}

/// Makes values of what a scanner reads, and counts them.
private struct JSONParser {
    let valueCountMax: Int
    private var valueCount = 0

    init(valueCountMax: Int) {
        self.valueCountMax = valueCountMax
    }

    mutating func value(_ scanner: inout JSONScanner) throws(JSONProblem) -> JSONValue {
        valueCount += 1
        guard valueCount <= valueCountMax else {
            throw JSONProblem("more than \(valueCountMax) values")
        }
        switch scanner.next {
        case UInt8(ascii: "{"):
            var members: [String: JSONValue] = [:]
            try scanner.members { scanner, name throws(JSONProblem) in
                members[name] = try value(&scanner)
            }
            return .object(members)
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try scanner.elements { scanner throws(JSONProblem) in
                elements.append(try value(&scanner))
            }
            return .array(elements)
        case UInt8(ascii: "\""): return .string(try scanner.string())
        case UInt8(ascii: "t"):
            try scanner.word("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try scanner.word("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try scanner.word("null")
            return .null
        case nil: throw scanner.problem("a value is missing")
        default: return .number(JSONNumber(verified: try scanner.number()))
        }
    }
}
