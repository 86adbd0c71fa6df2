import Glibc

/// The scale on which the values of a series scatter alike at every level, so that a sum of
/// profile, level and noise describes them.
///
/// Offsets are multiples of `unit`, the smallest value that occurs, which for a count is one event.
/// So a series in other units gives the same model.
struct ValueScale: Hashable, Sendable {
    package enum Kind: UInt8, Sendable, CaseIterable {
        /// The scatter does not depend on the level.
        case identity
        /// Counts: the variance grows like the level. √(y + 3/8) (Anscombe, Biometrika 35, 1948).
        case squareRoot
        /// The scatter grows like the level. log(y + 1).
        case logarithm
    }

    let kind: Kind
    let unit: Float

    /// A value on this scale; NaN stays.
    func forward(_ value: Lane) -> Lane {
        switch kind {
        case .identity: value
        case .squareRoot: (value + 0.375 * unit).squareRoot()
        case .logarithm: logarithm(value + unit)
        }
    }

    func forward(_ value: Float) -> Float {
        switch kind {
        case .identity: value
        case .squareRoot: (value + 0.375 * unit).squareRoot()
        case .logarithm: log(value + unit)
        }
    }

    /// The value at a place of this scale: never negative, NaN or infinite.
    func backward(_ place: Float) -> Float {
        switch kind {
        case .identity: max(place, 0)
        case .squareRoot: max(max(place, 0) * max(place, 0) - 0.375 * unit, 0)
        case .logarithm: max(exp(min(place, 80)) - unit, 0)
        }
    }

    /// By how much a value grows when its place on this scale grows by 1.
    func slope(_ value: Lane) -> Lane {
        switch kind {
        case .identity: Lane(repeating: 1)
        case .squareRoot: 2 * (value + 0.375 * unit).squareRoot()
        case .logarithm: value + unit
        }
    }

    func slope(_ value: Float) -> Float { slope(Lane(repeating: value))[0] }
}

/// The natural logarithm of eight positive numbers; NaN stays.
///
/// The exponent is taken from the bits, and the logarithm of the rest, from 1/√2 to √2, from the
/// series of 2 artanh((x - 1) / (x + 1)), which six terms give to the last bit of a `Float`.
func logarithm(_ values: Lane) -> Lane {
    let bits = SIMD8<Int32>(truncatingIfNeeded: values.bits)
    // 0x3f3504f3 is 1/√2: what is above it stays with its power of two.
    let shifted = bits &- 0x3f35_04f3
    let exponent = shifted &>> 23
    let mantissa = Lane(bits: SIMD8<UInt32>(truncatingIfNeeded: bits &- (exponent &<< 23)))
    let ratio = (mantissa - 1) / (mantissa + 1)
    let square = ratio * ratio
    var series = Lane(repeating: 2.0 / 11)
    for divisor: Float in [9, 7, 5, 3, 1] { series = series * square + 2 / divisor }
    let result = Lane(exponent) * 0.693_147_18 + series * ratio
    return Lane.missing.replacing(with: result, where: values.isPresent)
}

extension SIMD8<Float> {
    fileprivate var bits: SIMD8<UInt32> {
        var result = SIMD8<UInt32>()
        for index in 0..<8 { result[index] = self[index].bitPattern }
        return result
    }

    fileprivate init(bits: SIMD8<UInt32>) {
        self.init()
        for index in 0..<8 { self[index] = Float(bitPattern: bits[index]) }
    }
}
