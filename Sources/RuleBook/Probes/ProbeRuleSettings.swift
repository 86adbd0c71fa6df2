/// What the rules on probes are made for.
///
/// Only how often probes run matters: one expression by labels serves all probes of a class, so ten
/// thousand probes have as many rules as one, and a probe that joins a class needs no new rule.
package struct ProbeRuleSettings: Hashable, Sendable {
    /// The time from one run to the next of every probe, in any order and number.
    package var intervals: [TimeSpan]

    /// Whether Sonde's own service, the mock, is served, and so its answers are watched.
    package var servesReservations: Bool

    /// The interval of the slowest probe whose share of errors is watched; of slower ones only
    /// failures in a row are.
    package static let intervalMax = ProbeWindow.slowest(ProbeWindow.lengthMax)

    package init(intervals: [TimeSpan], servesReservations: Bool) {
        self.intervals = intervals
        self.servesReservations = servesReservations
    }
}

/// The window over which the failures of probes of like intervals are counted.
struct ProbeWindow: Hashable, Sendable {
    let length: TimeSpan

    /// The probes that it is for: those whose interval is longer than this.
    let above: TimeSpan?

    /// The probes that it is for: those whose interval is at most this.
    let upTo: TimeSpan?

    /// Runs, and scrapes, that a window has at least: fewer make no share, and at two the increase
    /// of a counter is not seen at all.
    static let runCountMin = 4

    /// The lengths that there are.
    private static let lengths: [TimeSpan] = [
        .minutes(1), .minutes(2), .minutes(5), .minutes(10), .minutes(15), .minutes(30), .hours(1),
        .hours(2), .hours(4), .hours(6), .hours(12), lengthMax,
    ]

    /// The longest that rules on probes look back.
    static let lengthMax = TimeSpan.days(1)

    /// The length of the window for an interval; nil if it would be longer than a day.
    static func length(for interval: TimeSpan, scrapeInterval: TimeSpan) -> TimeSpan? {
        lengths.first { $0 >= runCountMin * max(interval, scrapeInterval) }
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
        TimeSpan(milliseconds: length.milliseconds / runCountMin)
    }

    /// The time from one evaluation of its rules to the next; nil for the server's own.
    ///
    /// Counting over hours costs, and changes slowly.
    var evaluationInterval: TimeSpan? {
        length <= .minutes(5) ? nil : length <= .hours(1) ? .minutes(1) : .minutes(2)
    }

    /// What an alert waits: at least until the next evaluation, or it would wait for nothing.
    func wait(_ time: TimeSpan) -> TimeSpan { max(time, evaluationInterval ?? .zero) }

    /// The time from one sample to the next in its unit tests.
    var testStep: TimeSpan { min(TimeSpan(milliseconds: length.milliseconds / 12), .minutes(4)) }

    /// The time from one evaluation to the next in its unit tests.
    var testInterval: TimeSpan { length <= .minutes(5) ? .seconds(10) : testStep }

    /// The length as it is said: `a minute`, `5m`.
    var phrase: String { length == .minutes(1) ? "a minute" : "\(length)" }

    /// The intervals of the probes that it is for; nil where there is no other window.
    var condition: PromQL? {
        var condition: PromQL?
        let interval = PromQL.metric("synthetic_interval_seconds")
        if let above { condition = interval > above.inSeconds }
        if let upTo { condition = (condition ?? interval) <= upTo.inSeconds }
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
    /// The span in seconds, as a number of PromQL.
    var inSeconds: PromQL { .number(Double(milliseconds) / 1_000) }
}
