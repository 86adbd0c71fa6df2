import Monitoring

/// Thresholds learnt from what was before, at marks five minutes apart: what the learning rules for
/// traffic record, worked out here.
struct LearntThreshold {
    /// What is learnt of a window's clean samples.
    enum Kind {
        case minimum
        case quantile(Double)
        /// The mean and three standard deviations.
        case upperLimit
    }

    let kind: Kind
    let window: TimeSpan

    /// The distance of the samples that are learnt from.
    private static let step = TrafficSeries.cleanInterval

    /// The fewest clean samples: two days of them, or a whole window of one.
    private var sampleCountMin: Int {
        window > .days(1) ? LearntFloor.sampleCountMin : TrafficSeries.dayCount
    }

    /// The threshold for each sample of a history, before any factor; nil where too little is known.
    func values(of history: RateHistory) -> [Double?] {
        let stride = max(1, Int(Int64(Self.step.milliseconds) / history.times.step))
        let marks = history.clean.indices.filter { $0 % stride == 0 }
        let length = window.milliseconds / Self.step.milliseconds
        let delay = TrafficSeries.delay.milliseconds / Self.step.milliseconds
        var known = SortedWindow()
        var thresholds: [Double?] = []
        for mark in marks.indices {
            if mark >= delay, let value = history.clean[marks[mark - delay]] { known.insert(value) }
            if mark >= delay + length, let value = history.clean[marks[mark - delay - length]] {
                known.remove(value)
            }
            thresholds.append(
                known.values.count >= sampleCountMin ? value(of: known) : nil)
        }
        return history.clean.indices.map { thresholds[$0 / stride] }
    }

    private func value(of known: SortedWindow) -> Double? {
        switch kind {
        case .minimum: known.values.first
        case .quantile(let share): known.values.quantile(share)
        case .upperLimit: known.mean + 3 * known.standardDeviation
        }
    }
}

/// The values of a window that moves, in order of size.
///
/// - Complexity: Taking a value in or out is O(n), which for some thousand is a few microseconds.
private struct SortedWindow {
    private(set) var values: [Double] = []
    private var sum = 0.0
    private var sumOfSquares = 0.0

    mutating func insert(_ value: Double) {
        values.insert(value, at: place(of: value))
        sum += value
        sumOfSquares += value * value
    }

    mutating func remove(_ value: Double) {
        values.remove(at: place(of: value))
        sum -= value
        sumOfSquares -= value * value
    }

    var mean: Double { sum / Double(values.count) }

    var standardDeviation: Double {
        let variance = sumOfSquares / Double(values.count) - mean * mean
        // Rounding may leave a little less than nothing.
        return max(0, variance).squareRoot()
    }

    /// The index of the first value that is not smaller.
    private func place(of value: Double) -> Int {
        var low = 0
        var high = values.count
        while low < high {
            let middle = (low + high) / 2
            if values[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
