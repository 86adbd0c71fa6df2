import Base
import Monitoring

extension BacktestReport {
    /// The report for people: a line that counts, and for each alert its episodes.
    package var text: String {
        let firedCount = alerts.count { !$0.firings.isEmpty }
        let firingCount = alerts.reduce(0) { $0 + $1.firings.count }
        let head =
            "\(start.utcText) to \(end.utcText): \(Count.text(alerts.count, "alert")), "
            + (firedCount == 0
                ? "none fired"
                : "\(firedCount) fired, \(Count.text(firingCount, "time")), "
                    + "\(DurationText.print(firingTime)) in all")
        return ([head] + alerts.map(\.text)).joined(separator: "\n") + "\n"
    }
}

extension BacktestReport.Alert {
    /// Its line, and further ones for what there is to tell.
    fileprivate var text: String {
        var lines = ["", "\(name) (\(settings)): \(summary)"]
        let rows = firings.map { Row($0, until: replay.times.end) }
        let widths = rows.reduce(into: [0, 0]) { widths, row in
            widths[0] = max(widths[0], row.span.count)
            widths[1] = max(widths[1], row.duration.count)
        }
        lines += rows.map { row in
            "  \(row.span.padded(to: widths[0]))  \(row.duration.padded(to: widths[1]))  "
                + "peak \(row.peak)  \(row.labels)"
        }
        lines += notes.map { "  note: \($0)" }
        return lines.joined(separator: "\n")
    }

    private var settings: String {
        var parts = ["group \(group)", "every \(Self.time(replay.times.step))"]
        if replay.hold > 0 { parts.append("for \(Self.time(replay.hold))") }
        if replay.keepFiring > 0 { parts.append("keep firing for \(Self.time(replay.keepFiring))") }
        return parts.joined(separator: ", ")
    }

    private var summary: String {
        if let problem { return problem }
        let idle = idleCount == 0 ? "" : ", pending \(Count.text(idleCount, "time")) without firing"
        guard !firings.isEmpty else { return "never fired" + idle }
        return
            "fired \(Count.text(firings.count, "time")), \(DurationText.print(firingTime)) in all"
            + idle
    }

    private static func time(_ milliseconds: Int64) -> String {
        DurationText.print(.milliseconds(milliseconds))
    }

    private struct Row {
        let span: String
        let duration: String
        let peak: String
        let labels: String

        init(_ episode: AlertEpisode, until last: Int64) {
            let end = episode.end?.utcText ?? "the end"
            span = "\((episode.firedFrom ?? episode.pendingFrom).utcText) to \(end)"
            duration = DurationText.print(episode.firingTime(until: last) ?? .zero)
            peak = episode.peak.roundedText
            labels = episode.labels.selectorText
        }
    }
}

/// Numbers of things, in words.
enum Count {
    /// `1 alert`, `2 alerts`.
    static func text(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
}

extension String {
    /// Filled up with spaces to `count` characters.
    func padded(to count: Int) -> String {
        self + String(repeating: " ", count: max(0, count - self.count))
    }
}
