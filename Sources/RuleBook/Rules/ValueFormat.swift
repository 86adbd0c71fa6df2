import Glibc

/// How the value of an alert is written in its annotations; the functions are Prometheus'.
package enum ValueFormat: Hashable, Sendable {
    /// A share of 1 as `12.5%`: four digits.
    case percentage
    /// Seconds as `1h 2m 3s`, below one minute with four digits: `12.5s`, `250ms`.
    case duration
    /// A number with four digits and a prefix: `1.234k`, `50m`.
    case number
    /// A number with so many digits behind the point.
    case rounded(digits: Int)

    /// What stands in a template.
    var template: String {
        switch self {
        case .percentage: "$value | humanizePercentage"
        case .duration: "$value | humanizeDuration"
        case .number: "$value | humanize"
        case .rounded(let digits): "$value | printf \"%.\(digits)f\""
        }
    }

    /// What Prometheus makes of a value.
    func text(_ value: Double) -> String {
        switch self {
        case .percentage: Self.fourDigits(value * 100) + "%"
        case .duration: Self.duration(value)
        case .number: Self.number(value)
        case .rounded(let digits): Self.printed("%.\(digits)f", value)
        }
    }

    private static func fourDigits(_ value: Double) -> String {
        printed("%.4g", value)
    }

    /// What Go prints; it differs from C where a value is not finite.
    private static func printed(_ format: String, _ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value > 0 ? "+Inf" : "-Inf" }
        // The longest is that of the greatest number: 309 digits and those behind the point.
        var buffer = [CChar](repeating: 0, count: 512)
        let count = withVaList([value]) { vsnprintf(&buffer, buffer.count, format, $0) }
        return String(
            decoding: buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static let largePrefixes = ["k", "M", "G", "T", "P", "E", "Z", "Y"]
    private static let smallPrefixes = ["m", "u", "n", "p", "f", "a", "z", "y"]

    private static func number(_ value: Double) -> String {
        guard value != 0, value.isFinite else { return fourDigits(value) }
        if abs(value) < 1 { return small(value) }
        var value = value
        var prefix = ""
        for next in largePrefixes where abs(value) >= 1_000 {
            value /= 1_000
            prefix = next
        }
        return fourDigits(value) + prefix
    }

    /// A number between -1 and 1, 0 left out.
    private static func small(_ value: Double) -> String {
        var value = value
        var prefix = ""
        for next in smallPrefixes where abs(value) < 1 {
            value *= 1_000
            prefix = next
        }
        return fourDigits(value) + prefix
    }

    private static func duration(_ value: Double) -> String {
        guard value != 0, value.isFinite else { return fourDigits(value) + (value == 0 ? "s" : "") }
        if abs(value) < 1 { return small(value) + "s" }
        let sign = value < 0 ? "-" : ""
        let whole = Int(abs(value))
        let (seconds, minutes) = (whole % 60, whole / 60 % 60)
        let (hours, days) = (whole / 3_600 % 24, whole / 86_400)
        if days > 0 { return "\(sign)\(days)d \(hours)h \(minutes)m \(seconds)s" }
        if hours > 0 { return "\(sign)\(hours)h \(minutes)m \(seconds)s" }
        if minutes > 0 { return "\(sign)\(minutes)m \(seconds)s" }
        return sign + fourDigits(abs(value)) + "s"
    }
}
