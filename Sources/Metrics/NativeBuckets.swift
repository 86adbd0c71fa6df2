import Glibc

/// How a histogram's native (exponential) buckets are chosen.
///
/// Bucket i holds the values in (base^(i-1), base^i]; base is 2^(2^-schema). There are as many
/// buckets as values ask for, so any quantile is known to within the factor `base`.
package struct NativeBuckets: Equatable, Sendable {
    /// The resolution, -4 (base 65,536) to 8 (base 1.0027).
    let schema: Int
    /// Values no further from zero than this are in the zero bucket.
    let zeroThreshold: Double
    /// How many buckets the series may have; where a classic bound or zero divides one, its parts
    /// count. When it is reached, the resolution is halved.
    let bucketLimit: Int

    /// Chooses the coarsest buckets that grow by no more than `growthFactor` from one to the next.
    ///
    /// - Precondition: `growthFactor` is above 1, `zeroThreshold` is not negative, and
    ///   `bucketLimit` is at least 8.
    package init(
        growthFactor: Double = 1.1, zeroThreshold: Double = 0x1p-128, bucketLimit: Int = 160
    ) {
        precondition(growthFactor > 1, "buckets cannot grow by the factor \(growthFactor)")
        precondition(zeroThreshold >= 0, "the zero bucket cannot reach to \(zeroThreshold)")
        precondition(bucketLimit >= 8, "\(bucketLimit) buckets are too few, at least 8 are needed")
        // 2^(2^-schema) <= growthFactor; the clamps come first, for the logarithm of an infinity.
        let exact = -log2(log2(growthFactor))
        schema = Int(min(max(exact, -4), 8).rounded(.up))
        self.zeroThreshold = zeroThreshold
        self.bucketLimit = bucketLimit
    }

    static let smallestSchema = -4
}

/// Finds the native bucket of a value, at the schema a histogram began with.
struct NativeLayout: Sendable {
    let buckets: NativeBuckets
    /// For a positive schema, the lower ends of the buckets between 0.5 and 1, which are
    /// 0.5 x base^j; those of every other power of two follow from them.
    private let fractions: [Double]

    init(_ buckets: NativeBuckets) {
        self.buckets = buckets
        let count = buckets.schema > 0 ? 1 << buckets.schema : 0
        fractions = (0..<count).map { exp2(Double($0) / Double(count)) / 2 }
    }

    /// The index of the bucket of a positive value.
    func index(ofMagnitude value: Double) -> Int {
        guard value.isFinite else { return index(ofMagnitude: .greatestFiniteMagnitude) + 1 }
        // The value is fraction x 2^exponent, the fraction in 0.5..<1.
        let fraction = value.significand / 2
        let exponent = Int(value.exponent) + 1
        if fractions.isEmpty {
            let upperExponent = fraction == 0.5 ? exponent - 1 : exponent
            return upperExponent.halvedRoundingUp(times: -buckets.schema)
        }
        var low = 0
        var high = fractions.count
        while low < high {
            let middle = (low + high) / 2
            if fractions[middle] < fraction { low = middle + 1 } else { high = middle }
        }
        return low + (exponent - 1) * fractions.count
    }
}

extension Int {
    /// The number divided by 2^`times`, rounded towards plus infinity: the index of the bucket
    /// that bucket `self` becomes part of when the resolution is halved so often.
    func halvedRoundingUp(times: Int) -> Int {
        (self + (1 << times) - 1) >> times
    }
}
