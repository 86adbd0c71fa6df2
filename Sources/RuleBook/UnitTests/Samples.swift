/// The samples of a series in a unit test, as a line in time that is rising, steady or broken.
///
///     Samples(from: 0).rising(by: 1, for: .minutes(5)).steady(for: .minutes(5)).jumping(to: 0)
///
/// Each part has a sample at its start and none at its end, where the next part begins: the line is
/// continuous, so that what rises by 1 from 0 for a minute, a sample each 5 s, is at 12 then.
/// Values are finite: promtool reads no others.
package struct Samples: Hashable, Sendable {
    enum Part: Hashable, Sendable {
        case rising(by: Double, time: TimeSpan)
        case jump(to: Double)
        case missing(TimeSpan)
        case stale
    }

    let first: Double
    private(set) var parts: [Part] = []

    /// A line that begins with a value.
    package init(from first: Double = 0) {
        self.first = first
    }

    /// One value, again and again.
    package static func steady(_ value: Double, for time: TimeSpan) -> Samples {
        Samples(from: value).steady(for: time)
    }

    /// A counter that begins at 0 and grows by so much at every sample.
    package static func rising(by step: Double, for time: TimeSpan) -> Samples {
        Samples().rising(by: step, for: time)
    }

    /// No samples, as of a series that is to come.
    package static func missing(for time: TimeSpan) -> Samples {
        Samples().missing(for: time)
    }

    /// The line goes up, or with a negative step down, by so much at every sample.
    package func rising(by step: Double, for time: TimeSpan) -> Samples {
        adding(.rising(by: step, time: time))
    }

    /// The line stays where it is.
    package func steady(for time: TimeSpan) -> Samples {
        rising(by: 0, for: time)
    }

    /// The next sample has another value, as that of a counter that begins anew.
    package func jumping(to value: Double) -> Samples {
        adding(.jump(to: value))
    }

    /// There are no samples for a time; the line goes on behind it from where it was.
    package func missing(for time: TimeSpan) -> Samples {
        adding(.missing(time))
    }

    /// One sample marks the series as gone, as Prometheus does when a scrape no longer has it.
    package func stale() -> Samples {
        adding(.stale)
    }

    private func adding(_ part: Part) -> Samples {
        var samples = self
        samples.parts.append(part)
        return samples
    }

    /// The samples as promtool reads them, one for each `interval`.
    ///
    /// - Precondition: Every part is a whole number of intervals long.
    func text(interval: TimeSpan) -> String {
        var value = first
        var words: [String] = []
        for part in parts {
            switch part {
            case .rising(let step, let time):
                let count = Self.count(time, interval)
                if count > 0 { words.append(Self.sequence(from: value, by: step, count: count)) }
                value += step * Double(count)
            case .jump(let new): value = new
            case .missing(let time):
                let count = Self.count(time, interval)
                if count > 0 { words.append("_x\(count)") }
            case .stale: words.append("stale")
            }
        }
        return words.joined(separator: " ")
    }

    /// `a+bxn` is n+1 samples, and so is `axn`.
    private static func sequence(from value: Double, by step: Double, count: Int) -> String {
        let start = "\(PromQL.number(value))"
        if count == 1 { return start }
        let change = step == 0 ? "" : (step > 0 ? "+" : "") + "\(PromQL.number(step))"
        return "\(start)\(change)x\(count - 1)"
    }

    private static func count(_ time: TimeSpan, _ interval: TimeSpan) -> Int {
        let (count, rest) = time.milliseconds.quotientAndRemainder(
            dividingBy: interval.milliseconds)
        precondition(rest == 0, "\(time) is no whole number of intervals of \(interval)")
        return count
    }
}

/// A series in a unit test.
package struct InputSeries: Hashable, Sendable {
    package let name: String
    package let labels: [String: String]
    package let samples: Samples

    /// - Precondition: `name` is a metric's name, and the keys are labels' names.
    package init(_ name: String, _ labels: [String: String], _ samples: Samples) {
        precondition(Keyword.isMetricName(name), "no name of a metric: \(name)")
        for label in labels.keys {
            precondition(Keyword.isLabelName(label), "no name of a label: \(label)")
        }
        self.name = name
        self.labels = labels
        self.samples = samples
    }

    /// The series' name and labels as promtool reads them.
    var notation: String { "\(PromQL.metric(name, where: .equal(labels)))" }
}
