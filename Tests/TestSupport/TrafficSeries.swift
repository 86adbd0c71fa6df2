import Base

/// Counts of requests as a service has them, made from a seed: a day with two humps, another one at
/// the weekend, noise that lasts for a few samples, and counts drawn around that.
///
/// Equal settings give equal series on every machine that computes in IEEE 754.
package struct TrafficSeries {
    /// 2024-09-02T00:00:00Z, a Monday.
    package static let monday: Int64 = 1_725_235_200

    package var seed: UInt64
    package var start = monday
    /// Seconds.
    package var step: Int64 = 300
    /// The mean count of a sample is about this.
    package var mean = 75.0
    /// The deviation of the noise, as a part of the level.
    package var noise = 0.08
    /// How much of the noise of one sample is in that of the next.
    package var memory = 0.7

    package init(seed: UInt64) {
        self.seed = seed
    }

    /// One sample.
    package struct Point {
        package let time: Int64
        package var value: Double
    }

    /// The first `count` samples.
    ///
    /// - Parameter factor: What the level at a sample is multiplied by, such as 0 in an outage.
    package func points(
        count: Int, factor: (_ index: Int) -> Double = { _ in 1 }
    ) -> [Point] {
        var chance = Chance(seed: seed)
        var deviation = 0.0
        let fresh = noise * (1 - memory * memory).squareRoot()
        return (0..<count).map { index in
            let time = start + Int64(index) * step
            deviation = memory * deviation + fresh * chance.normal()
            let level = mean * Self.shape(at: time) * max(1 + deviation, 0)
            // The draw is made in any case, so that an incident changes only its own samples.
            let count = chance.count(mean: level * factor(index))
            return Point(time: time, value: count)
        }
    }

    /// The level at a time, 1 in the mean of a week.
    package static func shape(at time: Int64) -> Double {
        let day = time / 86_400
        let hour = Double(time % 86_400) / 3_600
        func hump(_ middle: Double, _ width: Double) -> Double {
            let distance = min(abs(hour - middle), 24 - abs(hour - middle)) / width
            // A bell that needs no exponential function, which machines do not agree on.
            return 1 / ((1 + distance * distance / 2) * (1 + distance * distance / 2))
        }
        let weekday = (day + 4) % 7
        if weekday == 0 || weekday == 6 {
            return 0.16 + 0.55 * hump(13.6, 4) + 0.55 * hump(20.3, 2.8)
        }
        return 0.2 + 1.45 * hump(10.6, 3) + 1.1 * hump(19.4, 2.9)
    }
}

/// Draws from distributions.
private struct Chance {
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// From 0 up to 1.
    private mutating func uniform() -> Double { Double(generator.next() >> 11) / 0x1p53 }

    /// A normal distribution nearly: the sum of twelve uniform draws.
    mutating func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + uniform() } }

    /// A Poisson distribution nearly: normal with its mean and variance, and for few events the
    /// sum of many rare ones.
    mutating func count(mean: Double) -> Double {
        let bell = normal()
        guard mean < 30 else { return max((mean + mean.squareRoot() * bell).rounded(), 0) }
        var events = 0.0
        for _ in 0..<60 where uniform() < mean / 60 { events += 1 }
        return events
    }
}
