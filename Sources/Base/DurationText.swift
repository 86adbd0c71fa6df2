/// Durations as people write them: `250ms`, `5s`, `2m`, `1h30m`, `30d`.
///
/// The grammar is Prometheus': one or more numbers, each with a unit, larger units first, each unit
/// at most once; the units are `ms s m h d w`. Unlike Prometheus, the number of the last unit may
/// have a fraction (`1.5s`), and microseconds (`us`) are known.
package enum DurationText {
    /// The units, largest first, with their nanoseconds.
    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("w", 604_800_000_000_000), ("d", 86_400_000_000_000), ("h", 3_600_000_000_000),
        ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000),
    ]

    /// The duration that `text` says, or nil if it says none (also when it is too long for
    /// `Int64` nanoseconds, 292 years). `0` needs no unit.
    package static func parse(_ text: some StringProtocol) -> Duration? {
        if text == "0" { return .zero }
        var rest = text[...]
        var total: Int64 = 0
        var firstAllowedUnit = 0
        var sawFraction = false
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let number = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
            rest = rest.dropFirst(number.count)
            let name = rest.prefix { ("a"..."z").contains($0) }
            rest = rest.dropFirst(name.count)
            guard !sawFraction,
                let unit = units[firstAllowedUnit...].firstIndex(where: { $0.name == name }),
                let part = nanoseconds(number, of: units[unit].nanoseconds)
            else { return nil }
            sawFraction = number.contains(".")
            firstAllowedUnit = unit + 1
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !overflow else { return nil }
            total = sum
        }
        return .nanoseconds(total)
    }

    /// The shortest text that `parse` reads as `duration`, such as `1m30s`; fractions of a
    /// microsecond are cut off.
    package static func print(_ duration: Duration) -> String {
        var rest = duration.wholeNanoseconds
        guard rest >= 1_000 else { return rest < 0 ? "-" + print(.zero - duration) : "0s" }
        var text = ""
        for unit in units.dropFirst() where rest >= unit.nanoseconds {
            text += "\(rest / unit.nanoseconds)\(unit.name)"
            rest %= unit.nanoseconds
        }
        return text
    }

    private static func nanoseconds(_ number: some StringProtocol, of unit: Int64) -> Int64? {
        if let whole = Int64(number) {
            let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
            return overflow ? nil : product
        }
        guard number.first != ".", number.last != ".", let value = Double(number) else {
            return nil
        }
        let product = value * Double(unit)
        return product < 9.2e18 ? Int64(product.rounded()) : nil
    }
}
