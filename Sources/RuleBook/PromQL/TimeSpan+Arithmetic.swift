extension TimeSpan {
    /// The whole milliseconds of a duration; what is left over is dropped.
    package init(_ duration: Duration) {
        self.init(milliseconds: Int(duration / .milliseconds(1)))
    }

    /// The length in seconds, with fractions.
    var inSeconds: Double { Double(milliseconds) / 1_000 }

    static func - (left: TimeSpan, right: TimeSpan) -> TimeSpan {
        TimeSpan(milliseconds: left.milliseconds - right.milliseconds)
    }

    /// A part of the span, in whole milliseconds; what is left over is dropped.
    static func / (left: TimeSpan, right: Int) -> TimeSpan {
        TimeSpan(milliseconds: left.milliseconds / right)
    }

    /// The shortest whole number of `unit`s that is at least this long.
    func roundedUp(toMultipleOf unit: TimeSpan) -> TimeSpan {
        let (count, rest) = milliseconds.quotientAndRemainder(dividingBy: unit.milliseconds)
        return (rest == 0 ? count : count + 1) * unit
    }
}

extension PromQL {
    /// The length of a span as a number of seconds.
    static func seconds(_ span: TimeSpan) -> PromQL { .number(span.inSeconds) }
}
