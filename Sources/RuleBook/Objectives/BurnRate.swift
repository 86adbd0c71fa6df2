/// How much faster than it lasts an error budget may burn within a window, before somebody is told.
///
/// An alert looks at two windows: the long one tells that enough of the budget is gone, the short one
/// that it still burns, so that the alert ends soon after the trouble (Google, "The Site Reliability
/// Workbook", chapter 5, "Multiwindow, Multi-Burn-Rate Alerts").
package struct BurnRate: Hashable, Sendable {
    /// 1: the budget lasts for just its window.
    package let factor: Double
    package let long: TimeSpan
    package let short: TimeSpan
    package let severity: String

    /// Within 30 days these are 2, 5, 10 and 10 % of the budget.
    package static let all = [
        BurnRate(
            factor: 14.4, long: .hours(1), short: .minutes(5), severity: AlertingRule.critical),
        BurnRate(factor: 6, long: .hours(6), short: .minutes(30), severity: AlertingRule.critical),
        BurnRate(factor: 3, long: .days(1), short: .hours(2), severity: AlertingRule.warning),
        BurnRate(factor: 1, long: .days(3), short: .hours(6), severity: AlertingRule.warning),
    ]

    var factorText: String { "\(PromQL.number(factor))" }

    /// The name of the alert.
    var alertName: String { "Error budget burns at \(factorText)x" }

    /// The name in files' names.
    var slug: String { factorText.replacing(".", with: "-") }

    /// The share of bad requests above which the alert fires.
    func threshold(budget: Double) -> Double { factor * budget }

    /// The least number of bad requests within the long window that are above the threshold; nil if
    /// no number is.
    func failureCountMin(budget: Double, requestInterval: TimeSpan) -> Int? {
        let requests = Double(long.milliseconds) / Double(requestInterval.milliseconds)
        let count = (threshold(budget: budget) * requests).rounded(.down) + 1
        return count <= requests.rounded(.up) ? Int(count) : nil
    }
}

extension ObjectiveSettings {
    /// The burn rates that can be watched, and those that cannot, with the reason in words.
    func burnRates(
        scrapeInterval: TimeSpan
    ) -> (used: [BurnRate], unused: [(rate: BurnRate, reason: String)]) {
        var used: [BurnRate] = []
        var unused: [(rate: BurnRate, reason: String)] = []
        let sampling = max(scrapeInterval, requestInterval ?? .zero)
        for rate in BurnRate.all {
            if rate.threshold(budget: budget) >= 1 {
                let percent = (rate.threshold(budget: budget) * 100).roundedText
                unused.append((rate, "more than \(percent)% of requests cannot be bad"))
            } else if RuleGuards.samplesPerWindow * sampling > rate.short {
                unused.append((rate, "\(rate.short) holds less than four times \(sampling)"))
            } else if rate.long > window {
                unused.append((rate, "\(rate.long) is longer than its window of \(window)"))
            } else {
                used.append(rate)
            }
        }
        return (used, unused)
    }
}
