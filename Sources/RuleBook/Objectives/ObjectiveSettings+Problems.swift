/// Why there can be no rules for an objective, in one line.
package struct ObjectiveProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

extension ObjectiveSettings {
    /// Makes sure that rules can watch the objective.
    ///
    /// - Parameter scrapeInterval: How often the series are scraped.
    /// - Throws: The first reason why they cannot.
    package func check(scrapeInterval: TimeSpan) throws(ObjectiveProblem) {
        guard !name.slug.isEmpty else {
            throw ObjectiveProblem(
                "the name must have a letter from a to z or a digit, for the names of files")
        }
        guard target > 0, target < 1 else {
            throw ObjectiveProblem("the target must lie between 0% and 100%, both left out")
        }
        guard metrics.bad != nil || latency != nil else {
            throw ObjectiveProblem("nothing tells a bad request: it needs a latency or 'bad'")
        }
        try checkBounds()
        if let bad = metrics.bad, bad.examples == nil {
            throw ObjectiveProblem(
                "cannot find values that '\(bad)' means and does not mean, to test the rules with; "
                    + "write the values, with | between them")
        }
        let rates = burnRates(scrapeInterval: scrapeInterval)
        guard !rates.used.isEmpty else {
            throw ObjectiveProblem(
                "no window can watch it: " + Self.reasons(rates.unused).joined(separator: "; "))
        }
    }

    /// Why the rules of this objective cannot stand beside those of others, whose names are not the
    /// same; nil if they can.
    package func conflict(with others: [ObjectiveSettings]) -> String? {
        others.first { $0.name != name && $0.name.slug == name.slug }.map { other in
            "the names '\(other.name)' and '\(name)' would be the same in the names of files; rename "
                + "one"
        }
    }

    /// The histogram must have a bound at the latency: what lies between two bounds cannot be told.
    private func checkBounds() throws(ObjectiveProblem) {
        guard let latency else { return }
        guard let histogram = metrics.histogram else {
            throw ObjectiveProblem("nothing measures the latency: name a histogram")
        }
        let value = histogram.unit.value(latency)
        guard !histogram.takesBounds, let bounds = histogram.bounds, !bounds.contains(value) else {
            return
        }
        let nearest =
            [bounds.filter { $0 < value }.max(), bounds.filter { $0 > value }.min()]
            .compactMap { $0 }.map { "\(PromQL.number($0))" }
        let hint =
            nearest.isEmpty
            ? "it has none at all"
            : "the nearest \(nearest.count == 1 ? "is" : "are") \(nearest.joined(separator: " and "))"
        throw ObjectiveProblem(
            "\(histogram.name) has no bound at \(latency), le=\"\(PromQL.number(value))\"; \(hint), "
                + "in \(histogram.unit.rawValue)")
    }

    /// What is to be known of the rules, a line each.
    ///
    /// - Parameter scrapeInterval: How often the series are scraped.
    package func warnings(scrapeInterval: TimeSpan) -> [String] {
        let rates = burnRates(scrapeInterval: scrapeInterval)
        let warnings =
            Self.reasons(rates.unused) + boundsWarnings + rates.used.compactMap(fewFailuresWarning)
        return warnings.map { "objective '\(name)': \($0)" }
    }

    private static func reasons(_ unused: [(rate: BurnRate, reason: String)]) -> [String] {
        unused.map { "no alert at \($0.rate.factorText) times its pace: \($0.reason)" }
    }

    private var boundsWarnings: [String] {
        guard let histogram = metrics.histogram, latency != nil, histogram.bounds == nil,
            !histogram.takesBounds
        else { return [] }
        return [
            "the bounds of \(histogram.name) are not known; name them by 'bounds', or ask a "
                + "Prometheus for them"
        ]
    }

    private func fewFailuresWarning(_ rate: BurnRate) -> String? {
        guard let interval = requestInterval,
            let count = rate.failureCountMin(budget: budget, requestInterval: interval),
            count < RuleGuards.failureCount
        else { return nil }
        return "with a request every \(interval), \(count) failed "
            + "\(count == 1 ? "one" : "ones") within \(rate.long) would be \(rate.factorText) times "
            + "its pace; the alert waits for the third"
    }
}
