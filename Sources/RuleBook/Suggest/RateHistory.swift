package import Monitoring

/// A service's rate over some weeks, as thresholds are tried on it.
///
/// What counts as clean, so that an outage teaches nothing: a sample above 0 that is more than
/// `recovery` away from one that is 0, and from a gap.
package struct RateHistory: Sendable {
    /// The labels of the series, as PromQL selects them.
    package let name: String

    /// The moments of the samples.
    package let times: QueryRange

    /// By the moments; nil where there is none.
    package let values: [Double?]

    /// How far an outage reaches on both sides: rates are means over some minutes.
    package static let recovery = TimeSpan.minutes(10)

    /// The clean samples, by the moments; nil for the others.
    package let clean: [Double?]

    /// Lays a series out; samples that are no finite number count as gaps.
    package init(_ series: MetricSeries, _ times: QueryRange) {
        var values = [Double?](repeating: nil, count: times.pointCount)
        for sample in series.samples where sample.value.isFinite {
            let (index, rest) = (sample.milliseconds - times.start)
                .quotientAndRemainder(dividingBy: times.step)
            if rest == 0, values.indices.contains(Int(index)) { values[Int(index)] = sample.value }
        }
        name = series.name
        self.times = times
        self.values = values
        clean = Self.clean(values, reach: Int(Int64(Self.recovery.milliseconds) / times.step))
    }

    private static func clean(_ values: [Double?], reach: Int) -> [Double?] {
        var clean = values
        for (index, value) in values.enumerated() where (value ?? 0) <= 0 {
            for near in max(0, index - reach)...min(values.count - 1, index + reach) {
                clean[near] = nil
            }
        }
        return clean
    }

    /// The moment of a sample.
    func time(at index: Int) -> Int64 { times.start + Int64(index) * times.step }

    /// How many samples there are.
    package var sampleCount: Int { values.count { $0 != nil } }

    /// How many samples there are that are not clean, gaps left out.
    package var excludedCount: Int { sampleCount - clean.count { $0 != nil } }

    /// The clean samples in order of size.
    var sortedClean: [Double] { clean.compactMap { $0 }.sorted() }
}

extension [Double] {
    /// The quantile of sorted values, between two of them by their distance, as PromQL has it.
    ///
    /// - Precondition: There is a value, and `share` is from 0 to 1.
    func quantile(_ share: Double) -> Double {
        let rank = share * Double(count - 1)
        let low = Int(rank)
        let high = Swift.min(low + 1, count - 1)
        let weight = rank - Double(low)
        return self[low] * (1 - weight) + self[high] * weight
    }
}
