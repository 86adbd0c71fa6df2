import Base
import Monitoring

/// A replay as JSON, for scripts: `sonde rules backtest --format json`.
///
/// Keys are only ever added. Times are in RFC 3339 and UTC, durations in seconds; what does not apply
/// is left out.
package struct BacktestDocument: Encodable {
    private let from: String
    private let to: String
    private let alerts: [AlertDocument]

    package init(_ report: BacktestReport) {
        from = report.start.utcText
        to = report.end.utcText
        alerts = report.alerts.map(AlertDocument.init)
    }
}

private struct AlertDocument: Encodable {
    let alert: String
    let group: String
    /// As it was evaluated.
    let expression: String
    let stepSeconds: Double
    let forSeconds: Double
    let keepFiringForSeconds: Double
    let firingSeconds: Double
    let episodes: [EpisodeDocument]
    let notes: [String]
    let problem: String?

    init(_ alert: BacktestReport.Alert) {
        self.alert = alert.name
        group = alert.group
        expression = alert.expression.description
        stepSeconds = Double(alert.replay.times.step) / 1_000
        forSeconds = Double(alert.replay.hold) / 1_000
        keepFiringForSeconds = Double(alert.replay.keepFiring) / 1_000
        firingSeconds = alert.firingTime.inSeconds
        episodes = alert.episodes.map { EpisodeDocument($0, until: alert.replay.times.end) }
        notes = alert.notes.map(\.description)
        problem = alert.problem
    }
}

/// One stretch in which an alert fired, or was pending only.
package struct EpisodeDocument: Encodable {
    /// When it became pending.
    let pendingFrom: String
    /// When it fired; left out where it did not.
    let from: String?
    /// The first evaluation at which it was over; left out where the history ends before.
    let to: String?
    let firingSeconds: Double?
    let labels: [String: String]
    let peak: ValueDocument

    init(_ episode: AlertEpisode, until last: Int64) {
        pendingFrom = episode.pendingFrom.utcText
        from = episode.firedFrom?.utcText
        to = episode.end?.utcText
        firingSeconds = episode.firingTime(until: last)?.inSeconds
        labels = episode.labels
        peak = ValueDocument(value: episode.peak)
    }
}

/// A number; `"NaN"`, `"+Inf"` and `"-Inf"` for what JSON has none for.
struct ValueDocument: Encodable {
    let value: Double

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if value.isFinite {
            try container.encode(value)
        } else {
            try container.encode(value.exactText)
        }
    }
}
