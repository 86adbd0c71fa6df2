import Base
import Monitoring

/// Suggestions as JSON, for scripts: `sonde rules suggest --format json`.
///
/// Keys are only ever added. Times are in RFC 3339 and UTC, durations in seconds; what does not apply
/// is left out.
package struct SuggestionDocument: Encodable {
    private let series: [SeriesDocument]

    package init(_ suggestions: [TrafficSuggestions]) {
        series = suggestions.map(SeriesDocument.init)
    }
}

private struct SeriesDocument: Encodable {
    /// The entry of `traffic:`, or the expression.
    let query: String?
    let series: String
    let from: String
    let to: String
    let stepSeconds: Double
    let samples: Int
    let excludedSamples: Int
    let suggestions: [RuleDocument]

    init(_ suggestions: TrafficSuggestions) {
        let history = suggestions.history
        query = suggestions.query
        series = history.name
        from = history.times.start.utcText
        to = history.times.end.utcText
        stepSeconds = Double(history.times.step) / 1_000
        samples = history.sampleCount
        excludedSamples = history.excludedCount
        let best = TrafficSuggestion.Kind.allCases.compactMap { suggestions.best($0) }
        self.suggestions = suggestions.all.map {
            RuleDocument($0, isBest: best.contains($0), until: history.times.end)
        }
    }
}

private struct RuleDocument: Encodable {
    let kind: String
    let factor: Double
    let windowSeconds: Double?
    let threshold: Double?
    let forSeconds: Double
    /// Whether it is the one that is suggested of its kind.
    let suggested: Bool
    let triedSeconds: Double
    let falseAlarms: Int
    let firings: [EpisodeDocument]

    init(_ suggestion: TrafficSuggestion, isBest: Bool, until end: Int64) {
        kind = suggestion.kind.rawValue
        factor = suggestion.factor
        windowSeconds = suggestion.window.map { Double($0.milliseconds) / 1_000 }
        threshold = suggestion.threshold
        forSeconds = Double(suggestion.wait.milliseconds) / 1_000
        suggested = isBest
        triedSeconds = Double(suggestion.triedTime.milliseconds) / 1_000
        falseAlarms = suggestion.falseCount
        firings = suggestion.firings.map { EpisodeDocument($0, until: end) }
    }
}
