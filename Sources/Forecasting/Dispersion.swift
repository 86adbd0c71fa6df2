/// How much the samples within one slot differ: their variance as a multiple of their mean, which
/// for counts does not depend on the level.
struct Dispersion: Hashable, Sendable {
    /// Sums over the slots so far, of which the last thousand count most.
    private(set) var variances: Float = 0
    private(set) var means: Float = 0

    init() {}

    init(variances: Float, means: Float) {
        self.variances = variances
        self.means = means
    }

    /// 0 as long as no slot has had two samples.
    var ratio: Float { means > 0 ? variances / means : 0 }

    /// Adds a slot with at least two samples.
    mutating func add(variance: Float, mean: Float) {
        guard mean > 0, variance.isFinite else { return }
        // An incident that begins within a slot must not widen the bands of the next weeks.
        let bound = variances > 0 ? 16 * ratio * mean : variance
        variances = 0.999 * variances + min(variance, bound)
        means = 0.999 * means + mean
    }
}

/// The slot that samples are arriving in: their mean and how much they differ.
struct OpenSlot: Hashable, Sendable {
    let slot: Int64
    var isMasked: Bool
    private(set) var count: Int32 = 0
    private(set) var mean: Float = 0
    private(set) var squares: Float = 0

    init(slot: Int64, isMasked: Bool) {
        self.slot = slot
        self.isMasked = isMasked
    }

    init(slot: Int64, isMasked: Bool, count: Int32, mean: Float, squares: Float) {
        self.slot = slot
        self.isMasked = isMasked
        self.count = count
        self.mean = mean
        self.squares = squares
    }

    /// Adds a value (B. P. Welford, Technometrics 4, 1962).
    mutating func add(_ value: Float) {
        count += 1
        let difference = value - mean
        mean += difference / Float(count)
        squares += difference * (value - mean)
    }

    /// Of the samples; nil if there is only one.
    var variance: Float? { count > 1 ? squares / Float(count - 1) : nil }
}
