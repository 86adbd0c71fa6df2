/// What the linter is told of the Prometheus that runs the rules.
package struct LintSettings: Hashable, Sendable {
    /// The time from one scrape to the next.
    package var scrapeInterval: TimeSpan
    /// The time from one evaluation to the next, of groups that set none; nil if unknown.
    package var evaluationInterval: TimeSpan?
    /// The time from one run of a probe to the next; nil for the scrape interval.
    package var runInterval: TimeSpan?
    /// The finite bounds of histograms, in rising order, by their names with `_bucket`.
    package var bounds: [String: [Double]]

    package init(
        scrapeInterval: TimeSpan = .seconds(15), evaluationInterval: TimeSpan? = nil,
        runInterval: TimeSpan? = nil, bounds: [String: [Double]] = [:]
    ) {
        self.scrapeInterval = scrapeInterval
        self.evaluationInterval = evaluationInterval
        self.runInterval = runInterval
        self.bounds = bounds
    }

    /// The highest finite bound of a histogram.
    func lastBound(of bucket: String) -> Double? { bounds[bucket]?.last }
}
