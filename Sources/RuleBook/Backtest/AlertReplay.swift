import Base
package import Monitoring

/// A stretch of time in which an alert was pending or firing.
package struct AlertEpisode: Hashable, Sendable {
    /// The alert's labels: those of the series, and those that the rule sets over them.
    package let labels: [String: String]

    /// When the alert became pending, in milliseconds since 1970, as all times here.
    package let pendingFrom: Int64

    /// When it fired; nil: it never did.
    package let firedFrom: Int64?

    /// The first evaluation at which it was over; nil: it was not at the last one.
    package let end: Int64?

    /// The value that was farthest on the side that the alert is about.
    package let peak: Double

    package init(
        labels: [String: String], pendingFrom: Int64, firedFrom: Int64?, end: Int64?, peak: Double
    ) {
        self.labels = labels
        self.pendingFrom = pendingFrom
        self.firedFrom = firedFrom
        self.end = end
        self.peak = peak
    }

    /// How long it fired, up to the evaluation `last` where it did not end; nil: it never did.
    package func firingTime(until last: Int64) -> Duration? {
        firedFrom.map { .milliseconds((end ?? last) - $0) }
    }
}

/// What an alerting rule does with the values of its expression, evaluation by evaluation, as
/// Prometheus does it (`rules/alerting.go`, `AlertingRule.Eval`, 2.42 to 3.x):
///
/// - A series with a value, whatever it is, makes an alert that is pending from this evaluation on,
///   and that fires at the first evaluation that is `for` or more later, if it never was without value
///   until then.
/// - A pending alert without value is gone.
/// - A firing alert without value goes on for the evaluations that are less than `keepFiringFor` later
///   than the first one without; a value begins that time anew. Then it is over, and the next value
///   makes a new alert.
package struct AlertReplay: Hashable, Sendable {
    /// Which values are the worse ones.
    package enum Side: Hashable, Sendable {
        case low, high
    }

    /// The evaluations.
    package let times: QueryRange

    /// `for` and `keep_firing_for`, in milliseconds.
    package let hold: Int64
    package let keepFiring: Int64
    package let side: Side

    package init(times: QueryRange, hold: Int64, keepFiring: Int64, side: Side) {
        self.times = times
        self.hold = hold
        self.keepFiring = keepFiring
        self.side = side
    }

    /// The alerts of several series, in the order in which they began.
    ///
    /// - Parameters:
    ///   - series: The values of the expression at `times`; other moments are passed over.
    ///   - labels: What the rule sets, over the labels of the series.
    /// - Returns: Also the evaluations that fail, because two series have the same labels then:
    ///   these change nothing.
    package func episodes(
        of series: [MetricSeries], settingLabels labels: [String: String] = [:]
    ) -> (episodes: [AlertEpisode], failedTimes: [Int64]) {
        var alerts: [[String: String]: [MetricSample]] = [:]
        var failed: Set<Int64> = []
        for one in series {
            var identity = one.labels.filter { $0.key != "__name__" }
            // A label that is set to nothing is one that is not there.
            identity.merge(labels) { $1 }
            identity = identity.filter { !$0.value.isEmpty }
            guard let others = alerts[identity] else {
                alerts[identity] = one.samples
                continue
            }
            let times = Set(others.map(\.milliseconds))
            failed.formUnion(one.samples.map(\.milliseconds).filter(times.contains))
            alerts[identity] = (others + one.samples).sorted { $0.milliseconds < $1.milliseconds }
        }
        // By the labels first, whose text is made once; the sort by time keeps that order.
        let named = alerts.map { (text: $0.key.selectorText, labels: $0.key, samples: $0.value) }
            .sorted { $0.text < $1.text }
        let episodes = named.flatMap { self.episodes($0.labels, $0.samples, failed) }
        return (episodes.sorted { $0.pendingFrom < $1.pendingFrom }, failed.sorted())
    }

    private func episodes(
        _ labels: [String: String], _ samples: [MetricSample], _ failed: Set<Int64>
    ) -> [AlertEpisode] {
        var run = Run(rule: self, labels: labels)
        var index = 0
        for number in 0..<times.pointCount {
            let time = times.start + Int64(number) * times.step
            while index < samples.count, samples[index].milliseconds < time { index += 1 }
            guard !failed.contains(time) else { continue }
            let isThere = index < samples.count && samples[index].milliseconds == time
            run.evaluate(at: time, isThere ? samples[index].value : nil)
        }
        return run.finished()
    }
}

/// One alert on its way through the evaluations.
private struct Run {
    let rule: AlertReplay
    let labels: [String: String]
    private var episodes: [AlertEpisode] = []
    private var active: Active?

    private struct Active {
        let activeAt: Int64
        var firedAt: Int64?
        var keepFiringSince: Int64?
        var peak: Double
    }

    init(rule: AlertReplay, labels: [String: String]) {
        self.rule = rule
        self.labels = labels
    }

    mutating func evaluate(at time: Int64, _ value: Double?) {
        if let value {
            var alert = active ?? Active(activeAt: time, peak: value)
            alert.keepFiringSince = nil
            alert.peak = rule.side.worse(alert.peak, value)
            if alert.firedAt == nil, time - alert.activeAt >= rule.hold { alert.firedAt = time }
            active = alert
        } else if var alert = active {
            let since = alert.keepFiringSince ?? time
            alert.keepFiringSince = since
            active = alert
            guard alert.firedAt == nil || time - since >= rule.keepFiring else { return }
            end(alert, at: time)
            active = nil
        }
    }

    /// All episodes, the one under way among them.
    mutating func finished() -> [AlertEpisode] {
        if let active { end(active, at: nil) }
        active = nil
        return episodes
    }

    private mutating func end(_ alert: Active, at time: Int64?) {
        episodes.append(
            AlertEpisode(
                labels: labels, pendingFrom: alert.activeAt, firedFrom: alert.firedAt, end: time,
                peak: alert.peak))
    }
}

extension AlertReplay.Side {
    /// The worse one of two values; NaN is worse than nothing.
    fileprivate func worse(_ left: Double, _ right: Double) -> Double {
        if left.isNaN { return right }
        if right.isNaN { return left }
        return self == .low ? min(left, right) : max(left, right)
    }
}
