import Forecasting
import TestSupport

/// What a replay finds: ten weeks of five minutes, four to learn from, and an incident of half an
/// hour at some time of each day after them.
enum Incidents {
    private static let trainingCount = 28 * 288
    private static let dayCount = 42
    private static let length = 6
    private static let seeds: [UInt64] = [101, 102, 103, 104, 105]

    /// The first sample of the incident of each day.
    private static func starts(_ seed: UInt64) -> [Int] {
        (0..<dayCount).map { day in
            trainingCount + day * 288 + Int((seed &* 7_919 &+ UInt64(day) &* 104_729) % 270)
        }
    }

    private static func episodes(
        _ seed: UInt64, factor: Double
    ) throws -> (first: Int64, episodes: [BandAlert.Episode]) {
        let starts = starts(seed)
        let samples = TrafficSeries(seed: seed).points(
            count: trainingCount + dayCount * 288
        ) { index in
            guard index >= trainingCount else { return 1 }
            let start = starts[(index - trainingCount) / 288]
            return (start..<start + length).contains(index) ? factor : 1
        }.map { SeriesSample(time: $0.time, value: $0.value) }
        var forecaster = try Forecaster(fitting: Array(samples.prefix(trainingCount)))
        let alert = BandAlert(level: 0.99, scale: 1.15, duration: 300)
        return (
            samples[0].time,
            try forecaster.replay(samples.dropFirst(trainingCount), alert: alert)
        )
    }

    static func measure() throws {
        var falseCount = 0
        for seed in seeds { falseCount += try episodes(seed, factor: 1).episodes.count }
        report(
            "replay, 99 % x 1.15 for 5 min: false alarms a week",
            Double(falseCount) / Double(seeds.count * dayCount / 7), "")
        for (name, factor) in [
            ("-100 %", 0.0), ("-80 %", 0.2), ("-50 %", 0.5), ("+50 %", 1.5), ("+100 %", 2),
        ] {
            var caught = 0
            for seed in seeds {
                let (first, episodes) = try episodes(seed, factor: factor)
                // Within the incident, or ten minutes after it.
                caught += starts(seed).count { start in
                    let begin = first + Int64(start) * 300
                    return episodes.contains { (begin...begin + 2_400).contains($0.start) }
                }
            }
            report(
                "replay: caught of \(name) for 30 min",
                Double(caught) / Double(seeds.count * dayCount) * 100, "%")
        }
    }
}
