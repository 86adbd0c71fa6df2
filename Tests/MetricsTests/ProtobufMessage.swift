import Base
import Metrics

/// A Protocol Buffers message as its fields, which is all that the encoding itself tells.
struct ProtobufMessage: Equatable {
    enum Field: Equatable {
        case varint(UInt64)
        case eightBytes(UInt64)
        case bytes([UInt8])
    }

    /// The fields by number, repeated ones in their order.
    private(set) var fields: [Int: [Field]] = [:]

    /// Decodes a message; nil if the bytes are none.
    init?(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while !rest.isEmpty {
            guard let tag = rest.readVarint() else { return nil }
            let field: Field
            switch tag & 7 {
            case 0:
                guard let value = rest.readVarint() else { return nil }
                field = .varint(value)
            case 1:
                guard rest.count >= 8 else { return nil }
                field = .eightBytes(rest.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) })
                rest = rest.dropFirst(8)
            case 2:
                guard let content = rest.readLengthPrefixed() else { return nil }
                field = .bytes(Array(content))
            default:
                return nil
            }
            fields[Int(tag >> 3), default: []].append(field)
        }
    }

    /// Decodes messages that stand one after the other, each with its length in front.
    static func list(_ bytes: [UInt8]) -> [ProtobufMessage]? {
        var rest = bytes[...]
        var messages: [ProtobufMessage] = []
        while !rest.isEmpty {
            guard let content = rest.readLengthPrefixed(), let message = ProtobufMessage(content)
            else { return nil }
            messages.append(message)
        }
        return messages
    }

    func unsigned(_ number: Int) -> UInt64? {
        guard case .varint(let value) = fields[number]?.last else { return nil }
        return value
    }

    /// The values of a `sint32` or `sint64` field.
    func signed(_ number: Int) -> [Int] {
        (fields[number] ?? []).compactMap { field in
            guard case .varint(let value) = field else { return nil }
            return Int(bitPattern: UInt(value >> 1)) ^ -Int(value & 1)
        }
    }

    func double(_ number: Int) -> Double? {
        guard case .eightBytes(let bits) = fields[number]?.last else { return nil }
        return Double(bitPattern: bits)
    }

    func text(_ number: Int) -> String? {
        guard case .bytes(let bytes) = fields[number]?.last else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    func messages(_ number: Int) -> [ProtobufMessage] {
        (fields[number] ?? []).compactMap { field in
            guard case .bytes(let bytes) = field else { return nil }
            return ProtobufMessage(bytes[...])
        }
    }

    func message(_ number: Int) -> ProtobufMessage? { messages(number).last }
}

extension ArraySlice<UInt8> {
    fileprivate mutating func readVarint() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 70, by: 7) {
            guard let byte = popFirst() else { return nil }
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }

    fileprivate mutating func readLengthPrefixed() -> ArraySlice<UInt8>? {
        guard let length = readVarint(), length <= UInt64(count) else { return nil }
        defer { self = dropFirst(Int(length)) }
        return prefix(Int(length))
    }
}

/// The native buckets of a `Histogram` message, its spans and differences resolved.
struct DecodedBuckets: Equatable {
    var schema: Int?
    var zeroCount: UInt64?
    /// Counts by index, empty buckets left out.
    var positive: [Int: Int] = [:]
    var negative: [Int: Int] = [:]

    init(_ histogram: ProtobufMessage) {
        schema = histogram.signed(5).last
        zeroCount = histogram.unsigned(7)
        negative = Self.resolve(histogram.messages(9), histogram.signed(10))
        positive = Self.resolve(histogram.messages(12), histogram.signed(13))
    }

    private static func resolve(_ spans: [ProtobufMessage], _ deltas: [Int]) -> [Int: Int] {
        var counts: [Int: Int] = [:]
        var rest = deltas[...]
        var index = 0
        var count = 0
        for span in spans {
            index += span.signed(1).last ?? 0
            for _ in 0..<(span.unsigned(2) ?? 0) {
                count += rest.popFirst() ?? 0
                if count != 0 { counts[index] = count }
                index += 1
            }
        }
        return counts
    }
}

/// What a scrape in protobuf gives, as messages; nil if it is not well-formed.
func families(of registry: MetricRegistry) -> [ProtobufMessage]? {
    var writer = ByteWriter()
    registry.write(.protobuf, into: &writer)
    return ProtobufMessage.list(writer.bytes)
}
