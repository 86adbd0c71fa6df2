/// Writes the numbers of a saved state, lowest byte first.
struct StateWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write<Number: FixedWidthInteger>(_ number: Number) {
        for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> Number(shift)))
        }
    }

    mutating func write(_ number: Float) { write(number.bitPattern) }
    mutating func write(_ number: Double) { write(number.bitPattern) }
}

/// Reads the numbers of a saved state; every read can find that there are too few bytes.
struct StateReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func read<Number: FixedWidthInteger>(
        _ type: Number.Type = Number.self
    ) throws(StateProblem) -> Number {
        let end = position + Number.bitWidth / 8
        guard end <= bytes.count else { throw .truncated }
        var number: Number = 0
        for index in (position..<end).reversed() {
            number = number << 8 | Number(truncatingIfNeeded: bytes[index])
        }
        position = end
        return number
    }

    /// A number that is not infinite; NaN only where `allowsNaN`.
    mutating func readFloat(allowsNaN: Bool = false) throws(StateProblem) -> Float {
        let number = Float(bitPattern: try read())
        guard number.isFinite || allowsNaN && number.isNaN else { throw .unusable("a number") }
        return number
    }

    mutating func readArray<Element>(
        count: Int, _ element: (inout StateReader) throws(StateProblem) -> Element
    ) throws(StateProblem) -> [Element] {
        var elements: [Element] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try element(&self)) }
        return elements
    }
}

/// Why bytes are no saved state.
package enum StateProblem: Error, Hashable, CustomStringConvertible {
    case notAState
    /// Of another version of the format than this one.
    case otherVersion(UInt16)
    case truncated
    /// The checksum does not fit the rest.
    case damaged
    /// What is wrong, such as "the step".
    case unusable(String)

    package var description: String {
        switch self {
        case .notAState: "not a saved forecaster"
        case .otherVersion(let version): "saved in version \(version) of the format"
        case .truncated: "ends too early"
        case .damaged: "the checksum is wrong"
        case .unusable(let what): "\(what) cannot be used"
        }
    }
}

/// FNV-1a with 64 bits (Fowler, Noll and Vo): finds damage, not malice.
func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
}
