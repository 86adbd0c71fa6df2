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

        /// What was done to the rule, or has to be known to read the result.
        package let notes: [BacktestNote]

        /// Why the rule could not be replayed, in one line.
        package let problem: String?

        package init(
            name: String, group: String, expression: PromQL, replay: AlertReplay,
            episodes: [AlertEpisode], notes: [BacktestNote], problem: String? = nil
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
