import Base
package import Forecasting
package import Monitoring

/// The local time that traffic follows: a time zone, and the days on which work rests.
package struct TrafficZone: Hashable, Sendable {
    private let rules: TimeZoneRules
    private let weekend: Set<Int>

    /// - Parameter weekend: 0 for Sunday to 6 for Saturday.
    package init(rules: TimeZoneRules = .utc, weekend: Set<Int> = [0, 6]) {
        self.rules = rules
        self.weekend = weekend
    }

    /// How far around now offsets are known: a history's length, and some time to come.
    private static let daysBefore: Int64 = 60
    private static let daysAfter: Int64 = 14

    /// The clock of the zone around a time.
    package func clock(around now: Int64) -> LocalClock {
        let day = CivilTime.secondsPerDay
        let start = now - Self.daysBefore * day
        var offset = rules.offset(at: start)
        let first = offset
        var changes: [LocalClock.Change] = []
        var time = start
        while time < now + Self.daysAfter * day {
            let next = rules.offset(at: time + day)
            if next != offset {
                let moment = change(after: time, before: time + day)
                changes.append(LocalClock.Change(time: moment, offset: next))
                offset = next
            }
            time += day
        }
        return LocalClock(offset: first, changes: changes, weekend: weekend)
    }

    /// The first moment with the offset that holds at `end`, where `start` has another.
    private func change(after start: Int64, before end: Int64) -> Int64 {
        var (low, high) = (start, end)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if rules.offset(at: middle) == rules.offset(at: end) {
                high = middle
            } else {
                low = middle
            }
        }
        return high
    }
}
