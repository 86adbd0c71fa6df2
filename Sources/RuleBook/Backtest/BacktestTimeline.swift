import Base
import Monitoring

/// A replay as a picture: a row for each alert and its labels, with bars where it was pending and
/// where it fired (SVG 1.1).
package struct BacktestTimeline {
    private let report: BacktestReport

    /// Rows that are drawn; what is left out is told below them.
    package static let rowCountMax = 100

    private static let labelWidth = 360
    private static let plotWidth = 720
    private static let rowHeight = 22
    private static let headHeight = 34
    private static let width = labelWidth + plotWidth + 20

    /// The distances of marks of time, in seconds.
    private static let tickSteps: [Int64] = [
        60, 300, 900, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600,
        2_592_000, 7_776_000, 31_536_000,
    ]

    package init(_ report: BacktestReport) {
        self.report = report
    }

    private struct Row {
        let title: String
        let episodes: [AlertEpisode]
    }

    /// One row for each alert that was ever active, for each of its labels, and one for each that
    /// never was.
    private var rows: [Row] {
        report.alerts.flatMap { alert -> [Row] in
            let byLabels = Dictionary(grouping: alert.episodes, by: \.labels)
            guard !byLabels.isEmpty else {
                return [Row(title: alert.name.printable, episodes: [])]
            }
            return byLabels.map { labels, episodes in
                let text = labels.isEmpty ? "" : " " + labels.selectorText
                return Row(title: alert.name.printable + text, episodes: episodes)
            }.sorted { $0.title < $1.title }
        }
    }

    /// The picture.
    package var svg: String {
        let all = rows
        let shown = all.prefix(Self.rowCountMax)
        let omitted = all.count - shown.count
        let bottom = Self.headHeight + shown.count * Self.rowHeight
        let height = bottom + (omitted > 0 ? 24 : 8)
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Self.width)\" "
                + "height=\"\(height)\" viewBox=\"0 0 \(Self.width) \(height)\" "
                + "font-family=\"sans-serif\" font-size=\"12\">",
            "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
        ]
        lines += ticks(bottom: bottom)
        for (index, row) in shown.enumerated() {
            lines += drawing(of: row, top: Self.headHeight + index * Self.rowHeight)
        }
        if omitted > 0 {
            lines.append(
                "<text x=\"8\" y=\"\(bottom + 16)\" fill=\"#666666\">and \(omitted) more</text>")
        }
        lines.append("</svg>")
        return lines.map { $0 + "\n" }.joined()
    }

    private func ticks(bottom: Int) -> [String] {
        let seconds = max(1, (report.end - report.start) / 1_000)
        let step = 1_000 * (Self.tickSteps.first { seconds / $0 <= 8 } ?? 31_536_000)
        let first = (report.start + step - 1) / step * step
        return stride(from: first, through: report.end, by: Int(step)).flatMap { time in
            let place = x(time)
            let text = time.utcText
            let label = step < 86_400_000 ? "\(text.prefix(16).suffix(11))" : "\(text.prefix(10))"
            return [
                "<line x1=\"\(place)\" y1=\"22\" x2=\"\(place)\" y2=\"\(bottom)\" "
                    + "stroke=\"#dddddd\"/>",
                "<text x=\"\(place)\" y=\"16\" text-anchor=\"middle\" fill=\"#666666\">"
                    + "\(label.replacing("T", with: " "))</text>",
            ]
        }
    }

    private func drawing(of row: Row, top: Int) -> [String] {
        let title = Self.escaped(row.title)
        let cut = row.title.count > 52 ? Self.escaped(row.title.prefix(51) + "…") : title
        var lines = [
            "<text x=\"8\" y=\"\(top + 15)\" fill=\"#222222\"><title>\(title)</title>\(cut)</text>",
            "<line x1=\"\(Self.labelWidth)\" y1=\"\(top + 11)\" "
                + "x2=\"\(Self.labelWidth + Self.plotWidth)\" y2=\"\(top + 11)\" "
                + "stroke=\"#eeeeee\"/>",
        ]
        // Bars that would lie on each other are drawn once: alerts may come and go by the thousand.
        var known: Set<[Int]> = []
        for episode in row.episodes {
            let end = episode.end ?? report.end
            let fired = episode.firedFrom ?? end
            if known.insert([0, x(episode.pendingFrom), x(fired)]).inserted {
                lines += bar(episode.pendingFrom, fired, top, "#f0b27a", "pending")
            }
            if known.insert([1, x(fired), x(end)]).inserted {
                lines += bar(
                    fired, end, top, "#c0392b", "firing, peak \(episode.peak.roundedText)")
            }
        }
        return lines
    }

    /// A bar at least 2 wide; none for no time.
    private func bar(
        _ from: Int64, _ to: Int64, _ top: Int, _ color: String, _ state: String
    ) -> [String] {
        guard from < to else { return [] }
        let left = x(from)
        return [
            "<rect x=\"\(left)\" y=\"\(top + 4)\" width=\"\(max(2, x(to) - left))\" height=\"14\" "
                + "fill=\"\(color)\"><title>\(state), \(from.utcText) to \(to.utcText)</title></rect>"
        ]
    }

    private func x(_ time: Int64) -> Int {
        let length = max(1, report.end - report.start)
        let share = Double(time - report.start) / Double(length)
        return Self.labelWidth + Int((share * Double(Self.plotWidth)).rounded())
    }

    /// As it stands in XML (section 2.4). What XML has no place for (section 2.2) is spelt out before.
    private static func escaped(_ text: some StringProtocol) -> String {
        String(text)
            .replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}
