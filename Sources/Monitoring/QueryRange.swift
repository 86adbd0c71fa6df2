package import Base

/// Moments at equal distances for which an expression is evaluated, in milliseconds since
/// 1970-01-01T00:00:00Z: Prometheus' resolution.
package struct QueryRange: Hashable, Sendable {
    /// The first moment.
    package let start: Int64

    /// The last moment is the last one of `start + n * step` that is not after it.
    package let end: Int64
    package let step: Int64

    /// - Precondition: `step` is positive and `start` not after `end`.
    package init(start: Int64, end: Int64, step: Int64) {
        precondition(step > 0, "step must be positive, got \(step)")
        precondition(start <= end, "start must not be after end, got \(start) and \(end)")
        self.start = start
        self.end = end
        self.step = step
    }

    /// The multiples of `step` from the one at or after `start` to the one at or before `end`, so that
    /// asking again later asks for the same moments; nil if there is none.
    ///
    /// - Precondition: `step` is at least a millisecond.
    package init?(aligned step: Duration, from start: WallClockInstant, to end: WallClockInstant) {
        let step = step.wholeNanoseconds / 1_000_000
        precondition(step > 0, "step must be at least a millisecond")
        let first = -Self.floor(-start.nanoseconds, 1_000_000 * step) * step
        let last = Self.floor(end.nanoseconds, 1_000_000 * step) * step
        guard first <= last else { return nil }
        self.init(start: first, end: last, step: step)
    }

    /// How many moments there are.
    package var pointCount: Int { Int((end - start) / step) + 1 }

    /// The largest whole number that is not above the quotient.
    private static func floor(_ dividend: Int64, _ divisor: Int64) -> Int64 {
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// The first moments, at most `count`, and what is left of them.
    package func split(after count: Int) -> (first: QueryRange, rest: QueryRange?) {
        guard pointCount > count else { return (self, nil) }
        let last = start + Int64(count - 1) * step
        return (
            QueryRange(start: start, end: last, step: step),
            QueryRange(start: last + step, end: end, step: step)
        )
    }
}
