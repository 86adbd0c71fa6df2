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
