/// The shortest decimal number that reads back as a given `Double`, and of those the nearest one.
///
/// This is the Schubfach algorithm (Raffaello Giulietti, "The Schubfach way to render doubles",
/// 2020): the interval of decimals that round to the value is scaled by a power of ten, known to
/// 128 bits, so that at most two candidates of the shortest length lie in it. It needs no memory
/// but the table of powers and takes about 10 ns.
struct ShortestDecimal: Equatable {
    /// The digits as a number, without trailing zeros; 1 to 17 of them.
    let digits: UInt64
    /// The value is `digits` x 10^`exponent`.
    let exponent: Int

    /// Finds the decimal of a finite value's magnitude.
    ///
    /// - Precondition: `value` is finite and not zero.
    init(magnitudeOf value: Double) {
        precondition(value.isFinite && value != 0, "no shortest decimal of \(value)")
        let (digits, exponent) = Self.candidates(
            significand: value.significandBitPattern, biasedExponent: Int(value.exponentBitPattern))
        self.init(digits: digits, exponent: exponent)
    }

    private init(digits: UInt64, exponent: Int) {
        var digits = digits
        var exponent = exponent
        while true {
            let (shorter, last) = digits.quotientAndRemainder(dividingBy: 10)
            guard last == 0 else { break }
            digits = shorter
            exponent += 1
        }
        self.digits = digits
        self.exponent = exponent
    }

    /// The paper's figure 4, with its names; `binaryExponent` is q, `decimalExponent` is k.
    private static func candidates(
        significand: UInt64, biasedExponent: Int
    ) -> (digits: UInt64, exponent: Int) {
        let isNormal = biasedExponent != 0
        let c = isNormal ? significand | (1 << 52) : significand
        let binaryExponent = (isNormal ? biasedExponent : 1) - 1075
        if (-52...0).contains(binaryExponent), c.trailingZeroBitCount >= -binaryExponent {
            return (c >> UInt64(-binaryExponent), 0)
        }
        // Below a power of two the next smaller double is only half as far away as the next larger.
        let lowerIsCloser: Bool = significand == 0 && biasedExponent > 1
        // The logarithms below are exact for every exponent of a double (paper, section 9.2).
        let decimalExponent = (binaryExponent * 1_262_611 - (lowerIsCloser ? 524_031 : 0)) >> 22
        let shift = UInt64(binaryExponent + ((-decimalExponent * 1_741_647) >> 19) + 1)
        let power = PowerOfTen.all[-decimalExponent - PowerOfTen.smallestExponent]
        let lower = power.scaled((4 * c - 2 + (lowerIsCloser ? 1 : 0)) << shift) + (c & 1)
        let middle = power.scaled((4 * c) << shift)
        let upper = power.scaled((4 * c + 2) << shift) - (c & 1)

        let s = middle / 4
        if s >= 10 {
            let shorter = s / 10
            let isLowIn = lower <= 40 * shorter
            let isHighIn = 40 * shorter + 40 <= upper
            if isLowIn != isHighIn {
                return (shorter + (isHighIn ? 1 : 0), decimalExponent + 1)
            }
        }
        let isLowIn = lower <= 4 * s
        let isHighIn = 4 * s + 4 <= upper
        if isLowIn != isHighIn { return (s + (isHighIn ? 1 : 0), decimalExponent) }
        let half = 4 * s + 2
        let roundsUp = middle > half || (middle == half && s % 2 == 1)
        return (s + (roundsUp ? 1 : 0), decimalExponent)
    }
}

/// A power of ten as its first 128 bits, rounded up: 10^k = `bits` x 2^n for an n that is implied.
private struct PowerOfTen {
    let high: UInt64
    let low: UInt64

    static let smallestExponent = -292

    /// The powers 10^-292 to 10^324, worked out at first use in about 0.1 ms.
    static let all: [PowerOfTen] = {
        // 2^1216 / 10^292 still has 246 bits, and dividing step by step cuts off no more than
        // dividing once.
        var words = [UInt64](repeating: 0, count: 19) + [1]
        var powers: [PowerOfTen] = []
        for _ in smallestExponent..<0 {
            var remainder: UInt64 = 0
            for index in words.indices.reversed() {
                (words[index], remainder) = UInt64(10).dividingFullWidth((remainder, words[index]))
            }
            powers.append(PowerOfTen(leadingBitsOf: words, isCutOff: true))
        }
        powers.reverse()
        words = [1] + [UInt64](repeating: 0, count: 17)
        for _ in 0...324 {
            powers.append(PowerOfTen(leadingBitsOf: words, isCutOff: false))
            var carry: UInt64 = 0
            for index in words.indices {
                let (high, low) = words[index].multipliedFullWidth(by: 10)
                let (sum, overflow) = low.addingReportingOverflow(carry)
                words[index] = sum
                carry = high + (overflow ? 1 : 0)
            }
        }
        return powers
    }()

    /// Takes the first 128 bits of a number given in words, the lowest first; `isCutOff` tells
    /// that the number itself was larger by a fraction.
    private init(leadingBitsOf words: [UInt64], isCutOff: Bool) {
        let top = words.lastIndex { $0 != 0 }!
        func word(_ index: Int) -> UInt64 { index >= 0 ? words[index] : 0 }
        let shift = words[top].leadingZeroBitCount
        let third = word(top - 2)
        var bits = (UInt128(words[top]) << 64 | UInt128(word(top - 1))) << UInt128(shift)
        bits |= UInt128(third) >> UInt128(64 - shift)
        let rest = third << UInt64(shift)
        if isCutOff || rest != 0 || words[..<max(top - 2, 0)].contains(where: { $0 != 0 }) {
            bits += 1
        }
        high = UInt64(truncatingIfNeeded: bits >> 64)
        low = UInt64(truncatingIfNeeded: bits)
    }

    /// The product's highest 64 bits, the last of them set if anything was cut off ("round to
    /// odd"), which keeps all later comparisons exact.
    func scaled(_ factor: UInt64) -> UInt64 {
        let lowProduct = low.multipliedFullWidth(by: factor)
        let highProduct = high.multipliedFullWidth(by: factor)
        let (middle, overflow) = highProduct.low.addingReportingOverflow(lowProduct.high)
        return (highProduct.high + (overflow ? 1 : 0)) | (middle > 1 ? 1 : 0)
    }
}
