/// The forms in which a registry can be written; the order is that of preference where a scraper
/// has none.
package enum ExpositionFormat: Sendable, CaseIterable {
    /// Prometheus' text format 0.0.4.
    case text
    /// OpenMetrics text 1.0.0, which adds units, exemplars and the times series were created.
    case openMetrics
    /// Delimited `io.prometheus.client.MetricFamily` messages; the one with native histograms.
    case protobuf

    /// The value of `Content-Type`.
    package var contentType: String {
        switch self {
        case .text:
            "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics:
            "application/openmetrics-text; version=1.0.0; charset=utf-8"
        case .protobuf:
            "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; "
                + "encoding=delimited"
        }
    }

    /// The format that a scraper likes best, from its `Accept` (RFC 9110 section 12.5.1).
    ///
    /// The most specific range that matches a format gives its weight; of equal weights the range
    /// that stands first decides. Text if there is no header, or if nothing in it is to be had:
    /// RFC 9110 leaves that to the server, and a scraper can make more of text than of an error.
    package static func negotiate(accept: String?) -> ExpositionFormat {
        guard let accept else { return .text }
        let ranges = MediaRange.list(accept)
        var best: (format: ExpositionFormat, weight: Double, place: Int)?
        for format in allCases {
            let matches = ranges.enumerated().compactMap { place, range in
                format.specificity(of: range).map { (place: place, specificity: $0, range: range) }
            }
            guard let match = matches.max(by: { $0.specificity < $1.specificity }),
                match.range.weight > 0
            else { continue }
            let isBetter =
                best.map { (match.range.weight, $0.place) > ($0.weight, match.place) } ?? true
            if isBetter { best = (format, match.range.weight, match.place) }
        }
        return best?.format ?? .text
    }

    /// How closely `range` describes the format; nil if it does not.
    private func specificity(of range: MediaRange) -> Int? {
        if range.type == "*/*" { return 0 }
        let type = contentType.prefix { $0 != ";" }
        if range.type == type.prefix(while: { $0 != "/" }) + "/*" { return 1 }
        guard range.type == type else { return nil }
        let known = MediaRange(contentType)!.parameters
        let isMatch = range.parameters.allSatisfy { known[$0.key, default: $0.value] == $0.value }
        return isMatch ? 2 + range.parameters.count : nil
    }
}
