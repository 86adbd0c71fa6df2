import Base
import Monitoring
import RuleBook

/// Alerts as texts with a character for each evaluation, a minute apart.
enum Pattern {
    static let step: Int64 = 60_000

    static func times(_ count: Int, start: Int64 = 0) -> QueryRange {
        QueryRange(start: start, end: start + Int64(count - 1) * step, step: step)
    }

    /// A series that has a value where the text has a digit: that digit.
    static func series(_ text: String, labels: [String: String] = [:]) -> MetricSeries {
        MetricSeries(
            labels: labels,
            samples: text.enumerated().compactMap { index, character in
                character.wholeNumberValue.map {
                    MetricSample(milliseconds: Int64(index) * step, value: Double($0))
                }
            })
    }

    /// `P` where one of the episodes is pending, `F` where it fires, `.` elsewhere.
    static func states(_ episodes: [AlertEpisode], count: Int) -> String {
        String(
            (0..<count).map { index -> Character in
                let time = Int64(index) * step
                let episode = episodes.last { $0.pendingFrom <= time && time < $0.end ?? .max }
                guard let episode else { return "." }
                return episode.firedFrom.map { $0 <= time } == true ? "F" : "P"
            })
    }

    /// The states of a rule whose expression has the values of a text.
    static func states(_ text: String, for hold: Int64 = 0, keepFiringFor: Int64 = 0) -> String {
        let replay = AlertReplay(
            times: times(text.count), hold: hold * step, keepFiring: keepFiringFor * step,
            side: .high)
        return states(replay.episodes(of: [series(text)]).episodes, count: text.count)
    }
}
