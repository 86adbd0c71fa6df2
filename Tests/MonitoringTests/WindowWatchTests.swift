import Base
import Monitoring
import Testing

@Suite struct WindowWatchTests {
    private func moment(_ text: String) -> WallClockInstant { WallClockInstant(rfc3339: text)! }

    @Test func `without windows nothing is within`() {
        var watch = WindowWatch([])
        #expect(watch.isEmpty)
        let isInside = watch.isInside(at: moment("2026-01-01T00:00:00Z"))
        #expect(!isInside)
    }

    @Test func `the answer is right at random moments, whichever way the clock is set`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let windows: [TimeWindow] = [
            .recurring(
                try CronExpression("*/30 8-17 * * 1-5"), length: .seconds(600), zone: .utc),
            .once(from: moment("2026-02-01T00:00:00Z"), to: moment("2026-02-03T00:00:00Z")),
        ]
        var watch = WindowWatch(windows)
        var now = moment("2026-01-01T00:00:00Z")
        for _ in 0..<5_000 {
            now = now + .seconds(Int64.random(in: -600...1_500, using: &generator))
            let isInside = watch.isInside(at: now)
            #expect(
                isInside == windows.state(at: now).isInside, "\(now.rfc3339), seed \(seed)")
        }
    }
}
