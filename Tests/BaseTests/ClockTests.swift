import Base
import Testing

@Suite struct ClockTests {
    @Test func `the monotonic clock does not go back`() {
        var last = MonotonicInstant.now()
        for _ in 0..<1_000 {
            let next = MonotonicInstant.now()
            #expect(next >= last)
            last = next
        }
    }

    @Test func `moments and durations add up`() {
        let start = MonotonicInstant(nanoseconds: 1_000)
        #expect(start + .microseconds(1) == MonotonicInstant(nanoseconds: 2_000))
        #expect(start - .nanoseconds(1) == MonotonicInstant(nanoseconds: 999))
        #expect((start + .seconds(2)) - start == .seconds(2))
    }

    @Test func `a moment past the range of the clock ends at its bound`() {
        let start = MonotonicInstant(nanoseconds: 1_000)
        #expect(start + .seconds(Int64.max) == MonotonicInstant(nanoseconds: .max))
        #expect(MonotonicInstant(nanoseconds: -5) - .seconds(Int64.max / 2) < start)
    }

    @Test func `the wall clock is past the year 2024`() {
        #expect(WallClockInstant.now().secondsSinceEpoch > 1_704_067_200)
    }
}
