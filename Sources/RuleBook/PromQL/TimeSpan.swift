/// A duration as PromQL knows it: whole milliseconds, negative only in an `offset`.
package struct TimeSpan: Hashable, Sendable {
    /// The length in milliseconds.
    package let milliseconds: Int

    /// A span of that many milliseconds.
    package init(milliseconds: Int) {
        self.milliseconds = milliseconds
    }

    /// A span of that many seconds.
    package static func seconds(_ count: Int) -> TimeSpan { TimeSpan(milliseconds: count * 1_000) }

    /// A span of that many minutes.
    package static func minutes(_ count: Int) -> TimeSpan { .seconds(count * 60) }

    /// A span of that many hours.
    package static func hours(_ count: Int) -> TimeSpan { .minutes(count * 60) }

    /// A span of that many days of 24 hours.
    package static func days(_ count: Int) -> TimeSpan { .hours(count * 24) }

    /// A span of that many weeks of 7 days.
    package static func weeks(_ count: Int) -> TimeSpan { .days(count * 7) }

    /// No time at all.
    package static let zero = TimeSpan(milliseconds: 0)

    /// The units, the longest first, with their milliseconds; a year has 365 days.
    private static let units: [(name: String, milliseconds: Int)] = [
        ("y", 31_536_000_000), ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000),
        ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// The longest span that Prometheus can hold, in milliseconds: what fits 64 bits of nanoseconds.
    private static let millisecondsMax = 9_223_372_036_854

    /// The span that `text` says (`5m`, `1h30m`), or nil if it says none.
    ///
    /// The grammar is Prometheus': whole numbers, each with a unit, longer units first and each at
    /// most once; the units are `ms s m h d w y`. Longer than 292 years is none.
    package init?(_ text: some StringProtocol) {
        var rest = text.utf8[...]
        var total = 0
        var units = Self.units[...]
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
            rest = rest.dropFirst(name.count)
            guard let index = units.firstIndex(where: { $0.name.utf8.elementsEqual(name) }),
                let count = Int(String(decoding: digits, as: UTF8.self))
            else { return nil }
            let (part, isTooLong) = count.multipliedReportingOverflow(by: units[index].milliseconds)
            total += isTooLong ? 0 : part
            guard !isTooLong, part <= Self.millisecondsMax, total <= Self.millisecondsMax else {
                return nil
            }
            units = units[(index + 1)...]
        }
        milliseconds = total
    }

    /// The span without its sign.
    package var magnitude: TimeSpan { TimeSpan(milliseconds: abs(milliseconds)) }
}

extension TimeSpan: Comparable {
    package static func < (left: TimeSpan, right: TimeSpan) -> Bool {
        left.milliseconds < right.milliseconds
    }

    package static func + (left: TimeSpan, right: TimeSpan) -> TimeSpan {
        TimeSpan(milliseconds: left.milliseconds + right.milliseconds)
    }

    package static func * (left: Int, right: TimeSpan) -> TimeSpan {
        TimeSpan(milliseconds: left * right.milliseconds)
    }
}

extension TimeSpan: CustomStringConvertible {
    /// The span as Prometheus writes it: `1w`, `36h`, `1h30m`, `-5m`, `0s`.
    ///
    /// Years, weeks and days are used only for whole numbers of them.
    package var description: String {
        if milliseconds == 0 { return "0s" }
        var text = milliseconds < 0 ? "-" : ""
        var rest = milliseconds.magnitude
        for unit in Self.units {
            let length = UInt(unit.milliseconds)
            let isExactOnly = unit.milliseconds >= 86_400_000
            if rest < length || (isExactOnly && rest % length != 0) { continue }
            text += "\(rest / length)\(unit.name)"
            rest %= length
        }
        return text
    }
}
