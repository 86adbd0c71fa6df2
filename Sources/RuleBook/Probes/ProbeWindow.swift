/// The window over which the failures of probes of like intervals are counted.
struct ProbeWindow: Hashable, Sendable {
    let length: TimeSpan

    /// The probes that it is for: those whose interval is longer than this.
    let above: TimeSpan?

    /// The probes that it is for: those whose interval is at most this.
    let upTo: TimeSpan?

    /// The lengths that there are.
    private static let lengths: [TimeSpan] = [
        .minutes(1), .minutes(2), .minutes(5), .minutes(10), .minutes(15), .minutes(30), .hours(1),
        .hours(2), .hours(4), .hours(6), .hours(12), lengthMax,
    ]

    /// The longest that rules on probes look back.
    static let lengthMax = TimeSpan.days(1)

    /// The length of the window for an interval; nil if it would be longer than a day.
    static func length(for interval: TimeSpan, scrapeInterval: TimeSpan) -> TimeSpan? {
        lengths.first { $0 >= RuleGuards.samplesPerWindow * max(interval, scrapeInterval) }
    }

    /// The windows for some intervals, the shortest first.
    static func windows(for intervals: [TimeSpan], scrapeInterval: TimeSpan) -> [ProbeWindow] {
        let lengths = Set(
            intervals.compactMap { length(for: $0, scrapeInterval: scrapeInterval) }
        ).sorted()
        return lengths.enumerated().map { index, length in
            ProbeWindow(
                length: length, above: index == 0 ? nil : slowest(lengths[index - 1]),
                upTo: index == lengths.count - 1 ? nil : slowest(length))
        }
    }

    /// The interval of the slowest probe that a window of this length is for.
    static func slowest(_ length: TimeSpan) -> TimeSpan {
        length / RuleGuards.samplesPerWindow
    }

    /// The time from one evaluation of its rules to the next; nil for the server's own.
    ///
    /// Counting over hours costs, and changes slowly.
    var evaluationInterval: TimeSpan? {
        length <= .minutes(5) ? nil : length <= .hours(1) ? .minutes(1) : .minutes(2)
    }

    /// What an alert waits: at least until the next evaluation, or it would wait for nothing.
    func wait(_ time: TimeSpan) -> TimeSpan { max(time, evaluationInterval ?? .zero) }

    /// The intervals of the probes that it is for; nil where there is no other window.
    var condition: PromQL? {
        var condition: PromQL?
        let interval = PromQL.metric("synthetic_interval_seconds")
        if let above { condition = interval > .seconds(above) }
        if let upTo { condition = (condition ?? interval) <= .seconds(upTo) }
        return condition
    }

    /// The series of a name, of which those of other windows' probes are left out.
    func own(_ expression: PromQL) -> PromQL {
        condition.map { expression.and($0, .on(ProbeLabels.probe)) } ?? expression
    }
}

/// Labels that the series of probes have.
enum ProbeLabels {
    /// One probe of one Sonde.
    static let probe = ["job", "instance", "probe"]
}

extension TimeSpan {
    /// A window's length as it is said: `a minute`, `5m`.
    var asWindow: String { self == .minutes(1) ? "a minute" : "\(self)" }
}
