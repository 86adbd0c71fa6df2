import Base

/// Numbers as people read them.
enum FigureText {
    /// A number with three digits that tell something, such as `0.00123`, `12.3` or `12345`.
    static func rounded(_ value: Double) -> String {
        guard value != 0, value.isFinite else { return "\(value)" }
        var digitCount = 0
        var magnitude = abs(value)
        while magnitude < 99.95, digitCount < 9 {
            magnitude *= 10
            digitCount += 1
        }
        return fixed(value, digitCount: digitCount)
    }

    /// A number with so many digits after the point; those past what an integer holds as they are.
    static func fixed(_ value: Double, digitCount: Int) -> String {
        var scale = 1.0
        for _ in 0..<digitCount { scale *= 10 }
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 1e15 else { return "\(value)" }
        let digits = String(Int64(scaled))
        let padded = String(repeating: "0", count: max(0, digitCount + 1 - digits.count)) + digits
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard digitCount > 0 else { return sign + padded }
        return sign + padded.dropLast(digitCount) + "." + padded.suffix(digitCount)
    }
}
