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
            "\(title): \(CountText.print(history.sampleCount, "sample")) from "
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
                + "\(CountText.print(history.excludedCount, "sample")) in and around outages left out"
        )
        for kind in TrafficSuggestion.Kind.allCases {
            lines += ["", kind.title] + self.lines(kind)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The query, and the labels of the series where it has any.
    private var title: String {
        guard let query else { return history.name }
        let labels = history.name.drop { $0 != "{" }
        let title = labels.isEmpty || labels == "{}" ? query : "\(query) \(labels)"
        return title.printable
    }

    /// What is suggested of a kind, and each that was tried with its times below it.
    private func lines(_ kind: TrafficSuggestion.Kind) -> [String] {
        let tried = all.filter { $0.kind == kind }
        guard tried.contains(where: { $0.triedTime > .zero }) else {
            return ["  too little history to try any"]
        }
        let rest = tried.flatMap { suggestion in
            ["  \(suggestion.line)"]
                + (suggestion.firings.isEmpty ? [] : ["    \(times(suggestion))"])
        }
        guard kind != .zero else { return rest }
        let best = best(kind).map(\.setting) ?? kind.nothingSuggested
        return ["  suggested: \(best)"] + rest
    }

    /// When one fired, and for how long.
    private func times(_ suggestion: TrafficSuggestion) -> String {
        let shown = suggestion.firings.prefix(Self.shownCountMax).map { episode in
            let time = episode.firingTime(until: history.times.end) ?? .zero
            return "\((episode.firedFrom ?? episode.pendingFrom).utcText) for "
                + DurationText.print(time)
        }
        let rest = suggestion.firings.count - shown.count
        return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
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
        return "\(setting): fired \(CountText.print(firings.count, "time"))\(outages)"
            + (window == nil ? "" : ", tried on \(triedTime.whole)")
    }

    /// How many of the times were outages; too much traffic is none at any time.
    private var outages: String {
        guard kind != .high, !firings.isEmpty else { return "" }
        return switch falseCount {
        case 0: ", in outages only"
        case firings.count: ", outside of outages"
        default: ", \(falseCount) of them outside of outages"
        }
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

    /// Why none of the kind is suggested, although some were tried.
    fileprivate var nothingSuggested: String {
        self == .high
            ? "none: each fired; see whether these were floods"
            : "none: each fired outside of outages"
    }
}
