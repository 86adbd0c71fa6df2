import Base
import Reservations
import Testing

@Suite struct DrawTests {
    /// How often each value comes in `count` draws.
    private func frequencies<Value: Hashable>(
        _ count: Int, _ draw: (inout SeededGenerator) -> Value
    ) -> [Value: Int] {
        var generator = SeededGenerator(seed: 42)
        var frequencies: [Value: Int] = [:]
        for _ in 0..<count { frequencies[draw(&generator), default: 0] += 1 }
        return frequencies
    }

    @Test func `twelve of fifteen answers are 200, and one each 400, 401 and 500`() {
        let found = frequencies(150_000) { Outcomes.standard.draw(using: &$0) }
        #expect(found.keys.sorted() == [200, 400, 401, 500])
        // Six standard deviations: 6 x sqrt(150,000 x 1/15 x 14/15) is 580 for the rare ones.
        for code in [400, 401, 500] { #expect(abs(found[code]! - 10_000) < 580) }
        #expect(abs(found[200]! - 120_000) < 930)
    }

    @Test func `the delay is one, two or three times 1 to 100 ms`() {
        let found = frequencies(110_000) { Latency.standard.draw(using: &$0) }
        let milliseconds = found.keys.map { Int($0 / .milliseconds(1)) }
        #expect(milliseconds.min() == 1)
        #expect(milliseconds.max() == 300)
        // A multiple of three above 200 comes from the factor 3 alone: one in eleven.
        let triple = found.filter { $0.key > .milliseconds(200) }.values.reduce(0, +)
        let expected = 110_000 / 11 * 33 / 100
        #expect(abs(triple - expected) < 350)
        let mean = found.reduce(0.0) { $0 + $1.key.inSeconds * Double($1.value) } / 110_000
        #expect(abs(mean - 0.0505 * 15 / 11) < 0.001)
    }

    @Test(arguments: [
        ("200", "200=1"), ("200=12,400=1,401=1,500=1", "200=12,400=1,401=1,500=1"),
        ("500=1,200=0", "500=1"), ("503=2,201=1", "201=1,503=2"),
    ])
    func `outcomes are read and printed`(text: String, printed: String) {
        #expect(Outcomes(text)?.description == printed)
    }

    @Test(arguments: [
        "", "200=", "=1", "200=-1", "199=1", "600", "200=0", "200,200", "200=1,", "x",
    ])
    func `what are no outcomes is nil`(text: String) {
        #expect(Outcomes(text) == nil)
    }

    @Test(arguments: [
        ("default", Latency.standard), ("0s", .fixed(.zero)), ("250ms", .fixed(.milliseconds(250))),
    ])
    func `a latency is read`(text: String, latency: Latency) {
        #expect(Latency(text) == latency)
    }

    @Test(arguments: ["", "fast", "-1s", "2m", "5"])
    func `what is no latency is nil`(text: String) {
        #expect(Latency(text) == nil)
    }
}
