import Base
import Probing
import Testing

@Suite struct FixedRateScheduleTests {
    private static let start = MonotonicInstant(nanoseconds: 1_000)

    private func schedule(every interval: Duration = .seconds(5)) -> FixedRateSchedule {
        FixedRateSchedule(start: Self.start, interval: interval)
    }

    private func due(_ seconds: Int64, missed: Int64 = 0) -> FixedRateSchedule.Due {
        .init(moment: Self.start + .seconds(seconds), missedCount: missed)
    }

    @Test func `run n is due n intervals after the start, whenever the runs before it began`() {
        var schedule = schedule()
        for (number, delay) in [0, 4_999, 3, 2_500, 0].enumerated() {
            #expect(schedule.nextMoment == Self.start + .seconds(5 * number))
            let now = schedule.nextMoment + .milliseconds(delay)
            #expect(schedule.takeDue(at: now) == due(Int64(5 * number)))
        }
    }

    @Test func `nothing is due before its moment, nor twice`() {
        var schedule = schedule()
        #expect(schedule.takeDue(at: Self.start - .nanoseconds(1)) == nil)
        #expect(schedule.takeDue(at: Self.start) == due(0))
        #expect(schedule.takeDue(at: Self.start) == nil)
        #expect(schedule.takeDue(at: Self.start + .seconds(5) - .nanoseconds(1)) == nil)
        #expect(schedule.takeDue(at: Self.start + .seconds(5)) == due(5))
    }

    @Test func `of the runs that were missed the newest is due, and the others are counted`() {
        var schedule = schedule()
        #expect(schedule.takeDue(at: Self.start + .milliseconds(9_999)) == due(5, missed: 1))
        #expect(schedule.takeDue(at: Self.start + .seconds(60)) == due(60, missed: 10))
        #expect(schedule.takeDue(at: Self.start + .seconds(64)) == nil)
        #expect(schedule.takeDue(at: Self.start + .seconds(65)) == due(65))
    }

    @Test func `every run is either due or counted as missed, at random moments`() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        var schedule = schedule(every: .milliseconds(7))
        var now = Self.start
        var count: Int64 = 0
        for _ in 0..<10_000 {
            now = now + .microseconds(Int64.random(in: 0...20_000, using: &generator))
            if let due = schedule.takeDue(at: now) { count += 1 + due.missedCount }
            #expect(schedule.nextMoment > now, "seed \(seed)")
        }
        let elapsed = (now - Self.start).wholeNanoseconds
        #expect(count == elapsed / 7_000_000 + 1, "seed \(seed)")
    }

    @Test func `a schedule does not end before the clock does`() {
        var schedule = schedule(every: .seconds(86_400 * 365))
        let end = MonotonicInstant(nanoseconds: .max)
        #expect(schedule.takeDue(at: end)?.missedCount == 292)
        #expect(schedule.nextMoment == end)
    }

    @Test func `an interval of zero, or next to it, is a mistake`() async {
        await #expect(processExitsWith: .failure) {
            _ = FixedRateSchedule(start: Self.start, interval: .zero)
        }
        await #expect(processExitsWith: .failure) {
            _ = FixedRateSchedule(
                start: Self.start, interval: Duration(secondsComponent: 0, attosecondsComponent: 1))
        }
    }
}
