/// What a family is: two registrations of one name must agree in all of it.
struct FamilyDefinition: Equatable, Sendable {
    let kind: MetricKind
    /// The name as text format 0.0.4 has it: with `_total` for a counter, `_info` for an info.
    let name: String
    let help: String
    let labelNames: [String]
    var unit: MetricUnit?
    /// How many series the family keeps before new ones go to the overflow series.
    var seriesLimit = defaultSeriesLimit
    /// Upper bounds of a histogram's classic buckets in ascending order, without +Inf.
    var bounds: [Double] = []
    /// A histogram's native buckets, if it has any.
    var native: NativeBuckets?
    /// The states of a state set.
    var states: [String] = []

    /// Checks the definition.
    ///
    /// Traps, naming `site`, on anything the exposition formats do not allow.
    func check(registeredAt site: RegistrationSite) {
        func require(_ condition: Bool, _ rule: String) {
            if !condition { breach("metric \(name) at \(site): \(rule)") }
        }
        require(name.isMetricName, "is no metric name: [a-zA-Z_:][a-zA-Z0-9_:]*")
        require(
            name.hasSuffix(kind.requiredSuffix) && name != kind.requiredSuffix,
            "a \(kind) must end in \(kind.requiredSuffix)")
        if let unit {
            require(
                baseName.hasSuffix("_\(unit)"), "the name must say its unit, _\(unit)")
        }
        for label in labelNames {
            require(label.isLabelName, "\(label) is no label name: [a-zA-Z_][a-zA-Z0-9_]*")
            require(
                !label.hasPrefix("__"),
                "label names beginning with __ are Prometheus' own: \(label)")
            require(label != "le" || kind != .histogram, "le is the label of the buckets")
        }
        require(Set(labelNames).count == labelNames.count, "a label name stands twice")
        require(
            !labelNames.contains(name) || kind != .stateSet, "\(name) is the label of the states")
        require(
            kind != .stateSet || (!states.isEmpty && Set(states).count == states.count),
            "states must be different, and at least one: \(states)")
        require(bounds.count <= UInt16.max, "\(bounds.count) buckets are too many")
        require(seriesLimit > 0, "the series limit must be positive, got \(seriesLimit)")
        require(bounds.allSatisfy(\.isFinite), "bucket bounds must be finite; +Inf is implied")
        require(
            zip(bounds, bounds.dropFirst()).allSatisfy(<), "bucket bounds must ascend: \(bounds)")
    }

    /// The name without the suffix of its type: what OpenMetrics calls the family.
    var baseName: String { String(name.dropLast(kind.requiredSuffix.count)) }

    /// Every name that a line of this family may begin with, in any format; no two families may
    /// share one.
    var sampleNames: [String] {
        [baseName] + kind.sampleSuffixes.map { baseName + $0 }
    }
}

extension FamilyDefinition: CustomStringConvertible {
    /// All that two registrations must agree in.
    var description: String {
        var text = "\(kind) \(name){\(labelNames.joined(separator: ","))} \"\(help)\""
        if let unit { text += " in \(unit)" }
        if !bounds.isEmpty { text += " with buckets \(bounds)" }
        if let native { text += " with native buckets of schema \(native.schema)" }
        if !states.isEmpty { text += " with states \(states)" }
        return text + ", at most \(seriesLimit) series"
    }
}

/// The number of series a family keeps unless it is told otherwise.
package let defaultSeriesLimit = 10_000

/// A base unit, which ends the name of a family and is told to scrapers that read OpenMetrics.
package enum MetricUnit: String, Sendable, CustomStringConvertible {
    case seconds
    case bytes
    case ratio
    case celsius
    case meters
    case volts
    case amperes
    case joules
    case grams

    package var description: String { rawValue }
}

/// Where in the source a family was registered.
struct RegistrationSite: Sendable, CustomStringConvertible {
    let file: StaticString
    let line: UInt

    var description: String { "\(file):\(line)" }
}

/// Ends the process for a broken precondition of a registration.
///
/// Not `precondition`, because an optimised build drops its message, and without the place a wrong
/// registration is hard to find.
func breach(_ message: String) -> Never {
    fatalError(message)
}

extension String {
    /// Whether the text is a metric name, `[a-zA-Z_:][a-zA-Z0-9_:]*`.
    fileprivate var isMetricName: Bool {
        replacing(":", with: "_").isLabelName
    }

    /// Whether the text is a label name, `[a-zA-Z_][a-zA-Z0-9_]*`.
    var isLabelName: Bool {
        guard let first = utf8.first, !isDigit(first) else { return false }
        return utf8.allSatisfy { byte in
            isDigit(byte) || byte == UInt8(ascii: "_")
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
    }
}

private func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
