import Base

extension Int64 {
    /// Milliseconds since 1970 as RFC 3339 has them, in UTC, without fractions where there are none.
    package var utcText: String {
        let text = WallClockInstant(nanoseconds: self * 1_000_000).rfc3339
        return text.hasSuffix(".000Z") ? text.dropLast(5) + "Z" : text
    }
}
