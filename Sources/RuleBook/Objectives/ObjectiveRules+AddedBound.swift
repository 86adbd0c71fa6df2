// A bound that a histogram is given for an objective is younger than the histogram: it comes when Sonde
// starts anew, while Prometheus goes on with the count of requests where it was, and another Sonde may
// not have it yet. If all requests that are not in its bucket were slow, the alerts would fire for
// hours each time. So the fast ones are taken off series by series, and only where the bound is as old
// within the window as the count. Failed requests count with and without it.

extension ObjectiveRules {
    /// The requests within a window that failed, or took longer than a latency at which the histogram
    /// is given a bound.
    func failuresAtAddedBound(
        _ histogram: RequestMetrics.Histogram, _ latency: TimeSpan, _ window: TimeSpan
    ) -> PromQL {
        let metrics = settings.metrics
        let isGood = metrics.bad.map { [$0.negated] } ?? []
        let all = PromQL.metric("\(histogram.name)_count", where: metrics.select + isGood)
        let fast = PromQL.metric(
            "\(histogram.name)_bucket",
            where: metrics.select + [histogram.matcher(of: latency)] + isGood)
        let slow: PromQL = .increase(all, window) - .withoutBound(.increase(fast, window))
        let isYoung =
            PromQL.call(.countOverTime, [all.over(window)])
            > .withoutBound(.call(.countOverTime, [fast.over(window)]))
        var failures = PromQL.parenthesized(slow).unless(.parenthesized(isYoung))
        if let bad = metrics.bad {
            let failed = PromQL.metric("\(histogram.name)_count", where: metrics.select + [bad])
            failures = .increase(failed, window).or(failures)
        }
        return .call(.clampMinimum, [.aggregate(.sum, failures), 0]).or(0 * requests(window))
    }
}

extension PromQL {
    /// Buckets with the labels of the count beside them: a bound such as 1 is `le="1"` before
    /// Prometheus 3 and `le="1.0"` from it on, and a window may have both.
    fileprivate static func withoutBound(_ buckets: PromQL) -> PromQL {
        .aggregation(Aggregation(.sum, .without(["le"]), buckets))
    }
}
