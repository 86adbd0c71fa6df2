import Base
import Testing

@Suite struct DurationTextTests {
    @Test(arguments: [
        ("250ms", Duration.milliseconds(250)), ("5s", .seconds(5)), ("2m", .seconds(120)),
        ("1h30m", .seconds(5_400)), ("30d", .seconds(2_592_000)), ("1w", .seconds(604_800)),
        ("1.5s", .milliseconds(1_500)), ("100us", .microseconds(100)), ("0", .zero), ("0s", .zero),
        ("1d2h3m4s5ms", .milliseconds(93_784_005)),
    ])
    func `a duration with units is read`(text: String, duration: Duration) {
        #expect(DurationText.parse(text) == duration)
    }

    @Test(arguments: [
        "", "5", "s", "-5s", "+5s", " 5s", "5s ", "5 s", "5x", "1m1h", "1s1s", "1.5m3s", ".5s",
        "5.s", "1e3s", "5S", "99999999999999999999s", "300000000w", "1..5s", "nan", "infs",
    ])
    func `what is no duration is nil`(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(arguments: [
        (Duration.zero, "0s"), (.milliseconds(1_500), "1s500ms"), (.seconds(120), "2m"),
        (.seconds(90), "1m30s"), (.seconds(86_400), "1d"), (.microseconds(5), "5us"),
        (.nanoseconds(5), "0s"), (.seconds(-90), "-1m30s"),
    ])
    func `a duration is printed with the largest units`(duration: Duration, text: String) {
        #expect(DurationText.print(duration) == text)
    }

    @Test func `what is printed is read back`() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<1_000 {
            let duration = Duration.microseconds(Int64.random(in: 0..<1 << 50, using: &generator))
            #expect(DurationText.parse(DurationText.print(duration)) == duration)
        }
    }
}
