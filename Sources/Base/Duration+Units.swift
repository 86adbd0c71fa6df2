// Short durations, which are most, are divided as 64 bits: 128 take several times as long.
extension Duration {
    /// The duration in nanoseconds, fractions cut off; past ±292 years it ends at the bounds of
    /// `Int64`.
    package var wholeNanoseconds: Int64 {
        if let attoseconds = Int64(exactly: attoseconds) { return attoseconds / 1_000_000_000 }
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, overflow2) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
        guard !overflow2 else { return seconds < 0 ? .min : .max }
        return sum
    }

    /// The duration in milliseconds, fractions rounded up, so that a wait never ends too early.
    package var millisecondsRoundedUp: Int64 {
        let nanoseconds = wholeNanoseconds
        return nanoseconds / 1_000_000 + (nanoseconds % 1_000_000 > 0 ? 1 : 0)
    }

    /// The duration in seconds, with fractions: the form in which metrics give durations.
    package var inSeconds: Double {
        if let attoseconds = Int64(exactly: attoseconds) {
            let (seconds, rest) = attoseconds.quotientAndRemainder(
                dividingBy: 1_000_000_000_000_000_000)
            return Double(seconds) + Double(rest) / 1e18
        }
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
