import Base
import Monitoring

extension TrafficSuggestions {
    /// Times that are printed of one suggestion; the rest is counted.
    private static let shownCountMax = 5

    /// The suggestions for people: what the history is like, what is best of each kind, and what each
    /// would have cost.
    package var text: String {
        let times = history.times
        var lines = [
            "\(history.name): \(Count.text(history.sampleCount, "sample")) from "
                + "\(times.start.utcText) to \(times.end.utcText), one each "
                + DurationText.print(.milliseconds(times.step))
        ]
        let sorted = history.sortedClean
        guard let lowest = sorted.first, let highest = sorted.last else {
            return lines[0] + "\n  no traffic to learn from\n"
        }
        lines.append(
            "  lowest \(lowest.roundedText), a tenth below \(sorted.quantile(0.1).roundedText), "
                + "median \(sorted.quantile(0.5).roundedText), highest \(highest.roundedText); "
                + "\(Count.text(history.excludedCount, "sample")) in and around outages left out")
        for kind in TrafficSuggestion.Kind.allCases {
            let tried = all.filter { $0.kind == kind }
            lines += ["", kind.title]
            if let best = best(kind), kind != .zero {
                lines.append("  suggested: \(best.setting)")
            }
            lines += tried.map { "  \($0.line)" }
            let costly = tried.filter { !$0.firings.isEmpty }
            for suggestion in costly { lines.append("    \(when(suggestion))") }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func when(_ suggestion: TrafficSuggestion) -> String {
        let shown = suggestion.firings.prefix(Self.shownCountMax).map { episode in
            let time = episode.firingTime(until: history.times.end) ?? .zero
            return "\((episode.firedFrom ?? episode.pendingFrom).utcText) for "
                + DurationText.print(time)
        }
        let rest = suggestion.firings.count - shown.count
        return "\(suggestion.setting): " + shown.joined(separator: ", ")
            + (rest > 0 ? " and \(rest) more" : "")
    }
}

extension TrafficSuggestion {
    /// The rule in a few words: `rate < 9.84 (0.8 x the lowest) for 5m`.
    fileprivate var setting: String {
        let value = threshold.map(\.roundedText) ?? "?"
        let past = window.map { " of \($0)" } ?? ""
        let how: String
        switch kind {
        case .zero: return "rate == 0 for \(wait)"
        case .floor: how = "the lowest"
        case .learntMinimum: how = "the lowest\(past)"
        case .learntQuantile: how = "the lowest tenth\(past)"
        case .high: how = "mean and 3 deviations\(past)"
        }
        return
            "rate \(kind == .high ? ">" : "<") \(value) (\(factor.exactText) x \(how)) for \(wait)"
    }

    fileprivate var line: String {
        guard triedTime > .zero else { return "\(setting): too little history to try it" }
        let outages = firings.count - falseCount
        return "\(setting): fired \(Count.text(firings.count, "time"))"
            + (outages > 0 ? ", \(outages) of them in outages" : "")
            + (window == nil ? "" : ", tried on \(triedTime.whole)")
    }
}

extension TimeSpan {
    /// In whole hours, so that people can read it.
    fileprivate var whole: String { "\(TimeSpan.hours(milliseconds / 3_600_000))" }
}

extension TrafficSuggestion.Kind {
    fileprivate var title: String {
        switch self {
        case .zero: "no traffic"
        case .floor: "fixed floor"
        case .learntMinimum: "floor learnt by the minimum"
        case .learntQuantile: "floor learnt by the lowest tenth"
        case .high: "too much traffic"
        }
    }
}
