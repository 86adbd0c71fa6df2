/// A moment as calendar and clock show it, in UTC.
package struct CivilTime: Hashable, Sendable {
    package let year: Int64
    /// 1 to 12.
    package let month: Int64
    /// 1 to 31.
    package let day: Int64
    package let hour: Int64
    package let minute: Int64
    package let second: Int64

    /// Days since 1970-01-01, which was a Thursday.
    package let dayNumber: Int64

    /// Breaks down a time from the year 0 on.
    ///
    /// Years begin in March in the calculation, so that the leap day comes last (H. Hinnant,
    /// "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`).
    package init(secondsSinceEpoch seconds: Int64) {
        let (dayNumber, secondOfDay) = seconds.flooredQuotientAndRemainder(dividingBy: 86_400)
        self.dayNumber = dayNumber
        hour = secondOfDay / 3_600
        minute = secondOfDay / 60 % 60
        second = secondOfDay % 60
        let (era, dayOfEra) = (dayNumber + 719_468)
            .flooredQuotientAndRemainder(dividingBy: 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }
}

extension Int64 {
    /// The remainder is never negative.
    fileprivate func flooredQuotientAndRemainder(dividingBy divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension ByteWriter {
    /// Writes a number that is not negative with at least `digitCount` digits, zeros in front.
    package mutating func write(padded value: Int64, digitCount: Int) {
        var bound: Int64 = 10
        for _ in 1..<digitCount {
            if value < bound { write(byte: UInt8(ascii: "0")) }
            bound *= 10
        }
        // What is left of the zeros: the loop wrote one for each digit that is missing.
        write(decimal: value)
    }
}

extension WallClockInstant {
    /// `2026-01-31T12:00:00.000Z` (RFC 3339), fractions of a millisecond cut off.
    package var rfc3339: String {
        let time = CivilTime(secondsSinceEpoch: nanoseconds / 1_000_000_000)
        var writer = ByteWriter(capacity: 24)
        writer.write(padded: time.year, digitCount: 4)
        for (mark, part) in [
            ("-", time.month), ("-", time.day), ("T", time.hour), (":", time.minute),
            (":", time.second),
        ] {
            writer.write(mark)
            writer.write(padded: part, digitCount: 2)
        }
        writer.write(".")
        writer.write(padded: nanoseconds / 1_000_000 % 1_000, digitCount: 3)
        writer.write("Z")
        return String(writer)
    }
}
