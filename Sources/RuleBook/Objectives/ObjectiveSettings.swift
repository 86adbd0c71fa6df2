/// A level of service that is promised: the share of requests that are good over a window.
package struct ObjectiveSettings: Hashable, Sendable {
    /// Unique among the objectives; the value of the label `objective`.
    package var name = ""
    package var metrics = RequestMetrics(total: "")

    /// The share of requests that must be good, above 0 and below 1.
    package var target = 0.0

    /// How fast an answer must be to be good; nil: only whether it fails counts.
    package var latency: TimeSpan?

    /// The time over which it is promised.
    package var window = TimeSpan.days(30)

    /// How often requests come, if that is known: the interval of a probe.
    package var requestInterval: TimeSpan?

    package init() {}

    /// The share of requests that may be bad: 0.001 for 99.9 %, exactly.
    package var budget: Double {
        // A target has no more digits than this, and 1 - 0.999 is not 0.001.
        ((1 - target) * 1e12).rounded() / 1e12
    }

    /// What is promised, in words: `99.9% within 250ms over 30d`.
    package var promise: String {
        let latency = latency.map { " within \($0)" } ?? ""
        let percent = (target * 1e12).rounded() / 1e10
        return "\(PromQL.number(percent))%\(latency) over \(window)"
    }
}

/// Why there can be no rules for an objective, in one line.
package struct ObjectiveProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension ObjectiveSettings {
    /// Makes sure that rules can watch the objective.
    ///
    /// - Parameter scrapeInterval: How often the series are scraped.
    package func check(scrapeInterval: TimeSpan = .seconds(15)) throws(ObjectiveProblem) {
        guard target > 0, target < 1 else {
            throw ObjectiveProblem("the target must lie between 0% and 100%, both left out")
        }
        guard metrics.bad != nil || latency != nil else {
            throw ObjectiveProblem("nothing tells a bad request: it needs a latency or 'bad'")
        }
        try checkBounds()
        if let bad = metrics.bad {
            guard bad.examples != nil else {
                throw ObjectiveProblem(
                    "cannot find values that '\(bad)' means and does not mean, to test the rules "
                        + "with; write the values, with | between them")
            }
        }
        guard !burnRates(scrapeInterval: scrapeInterval).used.isEmpty else {
            throw ObjectiveProblem(
                "no window can watch it: "
                    + warnings(scrapeInterval: scrapeInterval)
                    .joined(separator: "; "))
        }
    }

    /// The histogram must have a bound at the latency: what lies between two bounds cannot be told.
    private func checkBounds() throws(ObjectiveProblem) {
        guard let latency else { return }
        guard let histogram = metrics.histogram else {
            throw ObjectiveProblem("nothing measures the latency: name a histogram")
        }
        let value = histogram.unit.value(latency)
        guard let bounds = histogram.bounds, !bounds.contains(value) else { return }
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
    package func warnings(scrapeInterval: TimeSpan = .seconds(15)) -> [String] {
        var warnings = burnRates(scrapeInterval: scrapeInterval).unused.map { rate, reason in
            "objective '\(name)': no alert at \(rate.factorText) times its pace: \(reason)"
        }
        if let histogram = metrics.histogram, latency != nil, histogram.bounds == nil {
            warnings.append(
                "objective '\(name)': the bounds of \(histogram.name) are not known; name them by "
                    + "'bounds', or ask a Prometheus for them")
        }
        let used = burnRates(scrapeInterval: scrapeInterval).used
        for rate in used {
            guard let interval = requestInterval,
                let count = rate.failureCountMin(budget: budget, requestInterval: interval),
                count < 3
            else { continue }
            warnings.append(
                "objective '\(name)': with a request every \(interval), \(count) failed "
                    + "\(count == 1 ? "one" : "ones") within \(rate.long) would be \(rate.factorText)"
                    + " times its pace; the alert waits for the third")
        }
        return warnings
    }
}
