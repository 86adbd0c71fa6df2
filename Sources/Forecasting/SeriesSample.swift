/// One value of a series: a rate or a count, never negative.
package struct SeriesSample: Hashable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z.
    package let time: Int64

    /// NaN is a missing value. Negative and infinite values are taken for missing ones too.
    package let value: Double

    package init(time: Int64, value: Double) {
        self.time = time
        self.value = value
    }

    /// Whether there is a value that something can be learned from.
    package var isUsable: Bool { value >= 0 && value.isFinite }
}

/// Why samples cannot be learned from.
package enum ForecastProblem: Error, Hashable, CustomStringConvertible {
    /// The sample at `index` is not later than the one before it.
    case outOfOrder(index: Int)
    /// The usual distance of two samples, in seconds, is not between 1 s and 1 h.
    case unusableStep(seconds: Int64)

    package var description: String {
        switch self {
        case .outOfOrder(let index):
            "sample \(index + 1) is not later than the one before it"
        case .unusableStep(let seconds):
            "samples must be 1 s to 1 h apart, not \(seconds) s"
        }
    }
}
