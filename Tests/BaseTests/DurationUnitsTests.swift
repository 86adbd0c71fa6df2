import Base
import Testing

@Suite struct DurationUnitsTests {
    @Test func `nanoseconds end at the bounds of their type`() {
        #expect(Duration.seconds(Int64.max).wholeNanoseconds == .max)
        #expect(Duration.seconds(Int64.min).wholeNanoseconds == .min)
        #expect(Duration.seconds(1.5).wholeNanoseconds == 1_500_000_000)
        #expect(Duration(secondsComponent: 0, attosecondsComponent: 1).wholeNanoseconds == 0)
    }

    @Test func `milliseconds are rounded up so that a wait never ends too early`() {
        #expect(Duration.nanoseconds(1).millisecondsRoundedUp == 1)
        #expect(Duration.milliseconds(1).millisecondsRoundedUp == 1)
        #expect(Duration.zero.millisecondsRoundedUp == 0)
        #expect(Duration.nanoseconds(-1_500_000).millisecondsRoundedUp == -1)
    }

    @Test func `seconds have fractions`() {
        #expect(Duration.milliseconds(250).inSeconds == 0.25)
    }
}
