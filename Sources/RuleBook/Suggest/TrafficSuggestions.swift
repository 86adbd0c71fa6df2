import Monitoring

/// A threshold for a service's traffic, and what it would have cost.
package struct TrafficSuggestion: Hashable, Sendable {
    /// The kinds of rules that are tried.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// No traffic at all.
        case zero
        /// A fixed floor.
        case floor
        /// A factor of the lowest rate within a window.
        case learntMinimum = "learnt_minimum"
        /// A factor of the rate that a tenth of a window was below.
        case learntQuantile = "learnt_quantile"
        /// A factor of a window's mean and three standard deviations; above it is too much.
        case high
    }

    package let kind: Kind
    package let factor: Double

    /// The window that is learnt from; nil where nothing is.
    package let window: TimeSpan?

    /// The threshold; for one that is learnt the last. Nil where too little was known.
    package let threshold: Double?

    /// For how long it has to be passed.
    package let wait: TimeSpan

    /// Each time that it would have fired.
    package let firings: [AlertEpisode]

    /// How many of them have nothing to do with an outage: at no time while they were pending or fired
    /// was the rate 0 or missing.
    package let falseCount: Int

    /// Over how long it could be tried, for what is learnt needs a past.
    package let triedTime: TimeSpan
}

/// The thresholds that are tried on a history.
package struct TrafficSuggestions: Sendable {
    package let history: RateHistory

    /// What people call the query that gave the series; nil where it has no name but its labels.
    package let query: String?
    package let all: [TrafficSuggestion]

    private static let floorFactors = [0.5, 0.8, 0.9, 1]
    private static let safeFloorFactor = 0.8
    private static let minimumFactors = [0.5, 0.8, 0.9]
    private static let quantileFactors = [0.3, 0.5, 0.8]
    private static let highFactors = [1, 1.2, 1.4, 2]
    private static let waits = [TimeSpan.minutes(5), .minutes(15)]

    /// Tries them all.
    package init(_ history: RateHistory, of query: String? = nil) {
        self.history = history
        self.query = query
        let trial = Trial(history)
        var all = [
            trial.suggestion(.zero, 0, nil, .minutes(5), history.values.map { _ in 0 })
        ]
        if let lowest = history.sortedClean.first {
            for factor in Self.floorFactors {
                for wait in Self.waits {
                    let floor = history.values.map { _ in lowest * factor as Double? }
                    all.append(trial.suggestion(.floor, factor, nil, wait, floor))
                }
            }
        }
        let learnt: [(TrafficSuggestion.Kind, LearntThreshold.Kind, [TimeSpan], [Double])] = [
            (.learntMinimum, .minimum, [.weeks(1)], Self.minimumFactors),
            (.learntQuantile, .quantile(0.1), [.weeks(1)], Self.quantileFactors),
            (.high, .upperLimit, [.days(1), .weeks(1)], Self.highFactors),
        ]
        for (kind, what, windows, factors) in learnt {
            for window in windows {
                let values = LearntThreshold(kind: what, window: window).values(of: history)
                for factor in factors {
                    all.append(
                        trial.suggestion(
                            kind, factor, window, .minutes(5),
                            values.map { $0.map { $0 * factor } }))
                }
            }
        }
        self.all = all
    }

    /// The one of a kind that catches most and never fired for nothing: the highest floor, or the
    /// lowest limit, and the shortest wait. Nil if each did, or none could be tried.
    ///
    /// A fixed floor close to the lowest rate of all never fired because that was the lowest; to hold
    /// in the weeks to come as well it has to leave room.
    package func best(_ kind: TrafficSuggestion.Kind) -> TrafficSuggestion? {
        all.filter { $0.kind == kind && $0.falseCount == 0 && $0.threshold != nil }
            .filter { $0.kind != .floor || $0.factor <= Self.safeFloorFactor }
            .min { left, right in
                let sign = kind == .high ? 1.0 : -1
                return (sign * (left.threshold ?? 0), left.wait)
                    < (sign * (right.threshold ?? 0), right.wait)
            }
    }
}

/// Tries thresholds on a history.
private struct Trial {
    let history: RateHistory

    /// Whether there was no traffic, by the moments.
    private let isOut: [Bool]

    init(_ history: RateHistory) {
        self.history = history
        isOut = history.values.map { ($0 ?? 0) <= 0 }
    }

    func suggestion(
        _ kind: TrafficSuggestion.Kind, _ factor: Double, _ window: TimeSpan?, _ wait: TimeSpan,
        _ thresholds: [Double?]
    ) -> TrafficSuggestion {
        let replay = AlertReplay(
            times: history.times, hold: Int64(wait.milliseconds), keepFiring: 0,
            side: kind == .high ? .high : .low)
        let samples = zip(history.values, thresholds).enumerated().compactMap {
            index, pair -> MetricSample? in
            guard let value = pair.0, let threshold = pair.1,
                kind.isPassed(threshold, by: value)
            else { return nil }
            return MetricSample(milliseconds: history.time(at: index), value: value)
        }
        let firings = replay.episodes(of: [MetricSeries(labels: [:], samples: samples)])
            .episodes.filter { $0.firedFrom != nil }
        let tried = thresholds.count { $0 != nil }
        return TrafficSuggestion(
            kind: kind, factor: factor, window: window, threshold: thresholds.last ?? nil,
            wait: wait, firings: firings, falseCount: firings.count { !touchesOutage($0) },
            triedTime: TimeSpan(milliseconds: tried * Int(history.times.step)))
    }

    private func touchesOutage(_ episode: AlertEpisode) -> Bool {
        let times = history.times
        let first = Int((episode.pendingFrom - times.start) / times.step)
        let last = Int(((episode.end ?? times.end) - times.start) / times.step)
        // The sample behind the last: a series that vanishes ends the alert.
        return isOut[first...min(last, isOut.count - 1)].contains(true)
    }
}

extension TrafficSuggestion.Kind {
    /// Whether a value is on the wrong side of a threshold.
    fileprivate func isPassed(_ threshold: Double, by value: Double) -> Bool {
        switch self {
        case .zero: value == 0
        case .floor, .learntMinimum, .learntQuantile: value < threshold
        case .high: value > threshold
        }
    }
}
