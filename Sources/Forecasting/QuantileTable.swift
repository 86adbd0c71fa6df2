import Glibc

/// The distribution of what is left over when profile and level are taken off, in multiples of the
/// usual distance: quantiles at every quarter of a standard deviation of a normal distribution.
///
/// Between two of them, and beyond the last, a straight line holds: a normal distribution is
/// followed exactly, and any other one piece by piece.
struct QuantileTable: Hashable, Sendable {
    static let bound: Float = 4
    static let count = 33

    /// Ascending.
    private(set) var quantiles: [Float]

    init(quantiles: [Float]) {
        precondition(quantiles.count == Self.count, "there must be \(Self.count) quantiles")
        self.quantiles = quantiles
    }

    /// The quantiles of residuals.
    init(_ residuals: ResidualCounts) {
        quantiles = (0..<Self.count).map { index in
            residuals.quantile(normalProbability(Self.score(index)))
        }
        // Where nearly all residuals are the same, the bands still have a width.
        let middle = median
        for index in quantiles.indices {
            let least = Self.leastPart * Self.score(index)
            quantiles[index] =
                least < 0
                ? min(quantiles[index], middle + least) : max(quantiles[index], middle + least)
        }
    }

    /// The least width, as a part of the usual distance for each standard deviation of a normal
    /// distribution, which itself would have 1.25.
    private static let leastPart: Float = 0.25

    private static func score(_ index: Int) -> Float { Float(index) / 4 - bound }

    var median: Float { quantiles[Self.count / 2] }

    /// The quantile at a place of the normal distribution, in standard deviations.
    func quantile(at score: Float) -> Float {
        let place = (min(max(score, -8), 8) + Self.bound) * 4
        let lower = min(max(Int(place.rounded(.down)), 0), Self.count - 2)
        let (first, second) = (quantiles[lower], quantiles[lower + 1])
        return first + (place - Float(lower)) * (second - first)
    }

    /// Takes the median off all quantiles, and tells it.
    mutating func centre() -> Float {
        let middle = median
        for index in quantiles.indices { quantiles[index] -= middle }
        return middle
    }

    /// Widens the bands: by `inner` up to that of 80 %, by `outer` from that of 99 % on.
    mutating func widen(inner: Float, outer: Float) {
        let middle = median
        for index in quantiles.indices {
            let part = min(max((abs(Self.score(index)) - 1.2816) / (2.5758 - 1.2816), 0), 1)
            quantiles[index] =
                middle + (quantiles[index] - middle) * (inner + part * (outer - inner))
        }
        // Where `outer` is the lesser factor, a quantile could come out before the one inside it.
        for index in Self.count / 2 + 1..<Self.count {
            quantiles[index] = max(quantiles[index], quantiles[index - 1])
        }
        for index in (0..<Self.count / 2).reversed() {
            quantiles[index] = min(quantiles[index], quantiles[index + 1])
        }
    }
}

/// Residuals, counted in narrow bins, and those far outside one by one: quantiles without sorting.
struct ResidualCounts {
    private static let bound: Float = 8
    private static let binsPerUnit: Float = 256
    private static let binCount = Int(2 * bound * binsPerUnit)

    /// So many neighbouring bins are also counted together, to find a rank fast.
    private static let blockSize = 64

    private var bins = [Int32](repeating: 0, count: binCount)
    private var blocks = [Int32](repeating: 0, count: binCount / blockSize)
    private var below: [Float] = []
    private var above: [Float] = []
    private(set) var count = 0

    /// Adds the residuals that are no NaN.
    mutating func add(_ residuals: Lane) {
        for index in 0..<Lane.scalarCount where !residuals[index].isNaN { add(residuals[index]) }
    }

    mutating func add(_ residual: Float) {
        count += 1
        if residual < -Self.bound {
            below.append(residual)
        } else if residual >= Self.bound {
            above.append(residual)
        } else {
            let bin = min(Int((residual + Self.bound) * Self.binsPerUnit), Self.binCount - 1)
            bins[bin] += 1
            blocks[bin / Self.blockSize] += 1
        }
    }

    /// The value that a part `probability` of the residuals is below; 0 if there is none.
    func quantile(_ probability: Float) -> Float {
        guard count > 0 else { return 0 }
        let rank = probability * Float(count - 1)
        if Int(rank) < below.count { return below.sorted()[Int(rank)] }
        if Int(rank) >= count - above.count {
            return above.sorted()[Int(rank) - (count - above.count)]
        }
        var before = below.count
        var block = 0
        while block < blocks.count - 1, Float(before + Int(blocks[block])) <= rank {
            before += Int(blocks[block])
            block += 1
        }
        var bin = block * Self.blockSize
        while bin < Self.binCount - 1, Float(before + Int(bins[bin])) <= rank {
            before += Int(bins[bin])
            bin += 1
        }
        let part = (rank - Float(before) + 0.5) / Float(max(bins[bin], 1))
        return (Float(bin) + min(part, 1)) / Self.binsPerUnit - Self.bound
    }
}

/// The part of a normal distribution below `score` standard deviations.
func normalProbability(_ score: Float) -> Float {
    Float(erfc(-Double(score) / 2.0.squareRoot()) / 2)
}

/// The place in standard deviations that a part `probability` of a normal distribution is below
/// (P. J. Acklam's rational approximation; the relative error is below 1.2e-9).
///
/// - Precondition: `probability` is between 0 and 1.
func normalScore(_ probability: Double) -> Float {
    precondition(probability > 0 && probability < 1, "no probability: \(probability)")
    func tail(_ part: Double) -> Double {
        let q = (-2 * log(part)).squareRoot()
        let numerator =
            ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q
                - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783
        let denominator =
            (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q
                + 3.754408661907416) * q + 1
        return numerator / denominator
    }
    if probability < 0.02425 { return Float(tail(probability)) }
    if probability > 1 - 0.02425 { return Float(-tail(1 - probability)) }
    let q = probability - 0.5
    let r = q * q
    let numerator =
        (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r
            + 1.383577518672690e+02) * r - 3.066479806614716e+01) * r + 2.506628277459239) * q
    let denominator =
        ((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r
            + 6.680131188771972e+01) * r - 1.328068155288572e+01) * r + 1
    return Float(numerator / denominator)
}
