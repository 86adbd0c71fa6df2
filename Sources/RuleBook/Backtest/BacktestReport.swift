import Base
import Monitoring

/// What a replay of alerting rules over a stretch of history came to.
package struct BacktestReport: Hashable, Sendable {
    /// The stretch, in milliseconds since 1970.
    package let start: Int64
    package let end: Int64

    /// In the order of the rule files.
    package let alerts: [Alert]

    package init(start: Int64, end: Int64, alerts: [Alert]) {
        self.start = start
        self.end = end
        self.alerts = alerts
    }

    /// What became of one alerting rule.
    package struct Alert: Hashable, Sendable {
        package let name: String
        package let group: String

        /// The expression as it was evaluated.
        package let expression: PromQL
        package let replay: AlertReplay

        /// Those that fired and those that did not, in the order in which they began.
        package let episodes: [AlertEpisode]

        /// What was done to the rule, or has to be known to read the result; a line each.
        package let notes: [String]

        /// Why the rule could not be replayed, in one line.
        package let problem: String?

        package init(
            name: String, group: String, expression: PromQL, replay: AlertReplay,
            episodes: [AlertEpisode], notes: [String], problem: String? = nil
        ) {
            self.name = name
            self.group = group
            self.expression = expression
            self.replay = replay
            self.episodes = episodes
            self.notes = notes
            self.problem = problem
        }

        /// The episodes that fired.
        package var firings: [AlertEpisode] { episodes.filter { $0.firedFrom != nil } }

        /// How often it was pending without firing.
        package var idleCount: Int { episodes.count - firings.count }

        /// How long it fired, for all labels together.
        package var firingTime: Duration { firings.firingTime(until: replay.times.end) }
    }

    /// How long all alerts fired together.
    package var firingTime: Duration { alerts.reduce(.zero) { $0 + $1.firingTime } }
}

extension [AlertEpisode] {
    /// How long the episodes fired, up to `last` where they did not end.
    package func firingTime(until last: Int64) -> Duration {
        reduce(.zero) { $0 + ($1.firingTime(until: last) ?? .zero) }
    }
}

extension Int64 {
    /// Milliseconds since 1970 as RFC 3339 has them, in UTC, without fractions where there are none.
    package var utcText: String {
        let text = WallClockInstant(nanoseconds: self * 1_000_000).rfc3339
        return text.hasSuffix(".000Z") ? text.dropLast(5) + "Z" : text
    }
}

extension Double {
    /// A value for people: four digits that count.
    package var roundedText: String {
        guard isFinite, self != 0 else { return exactText }
        var power = 1.0
        var exponent = 3
        let magnitude = self.magnitude
        while magnitude * power < 1_000, exponent < 12 {
            power *= 10
            exponent += 1
        }
        return magnitude >= 1_000
            ? rounded().exactText : ((self * power).rounded() / power).exactText
    }

    /// The shortest text that reads back as the value.
    package var exactText: String {
        var writer = ByteWriter(capacity: 24)
        writer.write(self)
        return String(writer)
    }
}
