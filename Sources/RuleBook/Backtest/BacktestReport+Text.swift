import Base
import Monitoring

extension BacktestReport {
    /// The report for people: a line that counts, for each alert its episodes, and what is to be
    /// known of several alerts at the end.
    package var text: String {
        var lines = [head]
        var isApart = true
        for alert in alerts {
            // Those that never fired stand together.
            let hasFired = !alert.firings.isEmpty
            if isApart || hasFired { lines.append("") }
            lines += alert.lines
            isApart = hasFired
        }
        let notes = sharedNotes.flatMap(\.noteLines)
        return (lines + (notes.isEmpty ? [] : [""] + notes)).map { $0 + "\n" }.joined()
    }

    private var head: String {
        let firedCount = alerts.count { !$0.firings.isEmpty }
        let firingCount = alerts.reduce(0) { $0 + $1.firings.count }
        return
            "\(start.utcText) to \(end.utcText): \(CountText.print(alerts.count, "alert")), "
            + (firedCount == 0
                ? "none fired"
                : "\(firedCount) fired, \(CountText.print(firingCount, "time")), "
                    + "\(DurationText.print(firingTime)) in all")
    }
}

extension BacktestReport.Alert {
    /// Its line, and further ones for what there is to tell of it alone.
    fileprivate var lines: [String] {
        var lines = ["\(name.printable) (\(settings)): \(summary)"]
        let rows = firings.map { Row($0, until: replay.times.end) }
        let widths = rows.reduce(into: [0, 0]) { widths, row in
            widths[0] = max(widths[0], row.span.count)
            widths[1] = max(widths[1], row.duration.count)
        }
        lines += rows.map { row in
            "  \(row.span.padded(to: widths[0]))  \(row.duration.padded(to: widths[1]))  "
                + "peak \(row.peak)  \(row.labels)"
        }
        for note in notes {
            switch note {
            case .noSeries, .remark: lines += note.description.noteLines.map { "  " + $0 }
            case .assumedInterval, .replaced: break
            }
        }
        return lines
    }

    private var settings: String {
        var parts = ["group \(group.printable)", "every \(Self.time(replay.times.step))"]
        if replay.hold > 0 { parts.append("for \(Self.time(replay.hold))") }
        if replay.keepFiring > 0 { parts.append("keep firing for \(Self.time(replay.keepFiring))") }
        return parts.joined(separator: ", ")
    }

    private var summary: String {
        if let problem { return problem }
        let idle =
            idleCount == 0 ? "" : ", pending \(CountText.print(idleCount, "time")) without firing"
        guard !firings.isEmpty else { return "never fired" + idle }
        return
            "fired \(CountText.print(firings.count, "time")), \(DurationText.print(firingTime)) in all"
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

extension String {
    /// A note as lines that are not too long.
    fileprivate var noteLines: [String] {
        TextWrapping.wrap("note: \(printable)", width: 98, hangingBy: 2)
    }
}

extension String {
    /// Filled up with spaces to `count` characters.
    func padded(to count: Int) -> String {
        self + String(repeating: " ", count: max(0, count - self.count))
    }
}
