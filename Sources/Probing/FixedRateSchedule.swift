package import Base

/// When a probe runs: run n begins at `start + n * interval`, whatever run n - 1 took.
///
/// Runs whose time has passed while the program was behind are not made up for: the newest one due
/// is run, late, and those before it are skipped. A burst of late runs would load the target and
/// measure the program.
package struct FixedRateSchedule: Hashable, Sendable {
    package let start: MonotonicInstant
    package let interval: Duration

    /// The number of the next run.
    private(set) var next: Int64 = 0

    /// A run to be made.
    package struct Due: Hashable, Sendable {
        /// When it should begin.
        package let moment: MonotonicInstant

        /// How many runs before it are skipped because their time has passed.
        package let missedCount: Int64

        package init(moment: MonotonicInstant, missedCount: Int64) {
            self.moment = moment
            self.missedCount = missedCount
        }
    }

    /// - Precondition: `interval` is at least a nanosecond.
    package init(start: MonotonicInstant, interval: Duration) {
        precondition(
            interval >= .nanoseconds(1), "interval must be at least a nanosecond, got \(interval)")
        self.start = start
        self.interval = interval
    }

    /// When the next run is due.
    package var nextMoment: MonotonicInstant { moment(of: next) }

    /// Takes the run that is due at `now`; nil if none is.
    package mutating func takeDue(at now: MonotonicInstant) -> Due? {
        guard nextMoment <= now else { return nil }
        let newest = (now - start).wholeNanoseconds / interval.wholeNanoseconds
        defer { next = newest + 1 }
        return Due(moment: moment(of: newest), missedCount: newest - next)
    }

    private func moment(of number: Int64) -> MonotonicInstant {
        let (offset, overflow) = number.multipliedReportingOverflow(by: interval.wholeNanoseconds)
        return start + .nanoseconds(overflow ? .max : offset)
    }
}
