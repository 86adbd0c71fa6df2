/// The bounds of classic histograms, as a page of metrics tells them.
package enum HistogramBounds {
    /// The finite bounds of every histogram of a page in the text format, in rising order, by the
    /// names with `_bucket`.
    package static func read(metricsPage text: String) -> [String: [Double]] {
        var bounds: [String: Set<Double>] = [:]
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            guard let brace = line.firstIndex(of: "{"), line[..<brace].hasSuffix("_bucket"),
                let bound = line.firstMatch(of: /[{,]\s*le="([^"]*)"/).flatMap({ Double($0.1) }),
                bound.isFinite
            else { continue }
            bounds[String(line[..<brace]), default: []].insert(bound)
        }
        return bounds.mapValues { $0.sorted() }
    }

    /// The histogram and bounds of `NAME=0.1,0.5,2`; nil if the text is no such.
    package static func read(option text: String) -> (name: String, bounds: [Double])? {
        let parts = text.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, Keyword.isMetricName(parts[0]) else { return nil }
        let bounds = parts[1].split(separator: ",", omittingEmptySubsequences: false)
            .map { Double($0) }
        guard !bounds.contains(where: { $0?.isFinite != true }) else { return nil }
        let name = parts[0].hasSuffix("_bucket") ? String(parts[0]) : parts[0] + "_bucket"
        return (name, bounds.compactMap(\.self).sorted())
    }
}
