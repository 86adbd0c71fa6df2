import Base
import Testing

/// `ByteWriter+Double.swift` and, through it, `ShortestDecimal.swift`.
@Suite struct ByteWriterDoubleTests {
    @Test(arguments: [
        (0, "0"), (-0.0, "-0"), (1, "1"), (-17, "-17"), (0.5, "0.5"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1.5, "1.5"), (123.456, "123.456"), (0.0001, "0.0001"),
        (0.00012345678901234567, "0.00012345678901234567"),
        (0.00001, "1e-05"), (1.25e-7, "1.25e-07"), (9_007_199_254_740_991, "9007199254740991"),
        (9_007_199_254_740_992, "9007199254740992"), (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (2.2250738585072014e-308, "2.2250738585072014e-308"),
        (.leastNonzeroMagnitude, "5e-324"), (.nan, "NaN"), (-.nan, "NaN"), (.infinity, "+Inf"),
        (-.infinity, "-Inf"),
    ])
    func `a number is written in its shortest form`(value: Double, text: String) {
        #expect(written(value) == text)
    }

    @Test(arguments: [
        (100_000, "100000"), (1_000_000, "1e+06"), (1_234_567, "1.234567e+06"),
        (123_456.5, "123456.5"),
        (2, "2"), (0.01, "0.01"),
    ])
    func `the exponent may begin earlier, as in Go`(value: Double, text: String) {
        var writer = ByteWriter()
        writer.write(value, exponentFrom: 6)
        #expect(String(writer) == text)
    }

    @Test func `integers up to the largest are written in full`() {
        var powers: [UInt64] = [0, .max, .max - 1, 1 << 63]
        var power: UInt64 = 1
        for _ in 0..<20 {
            powers += [power - 1, power, power + 1]
            power &*= 10
        }
        for value in powers {
            var writer = ByteWriter()
            writer.write(value)
            #expect(String(writer) == value.description)
        }
    }

    @Test func `any number reads back as itself and is no longer than the standard library's`() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for round in 0..<100_000 {
            let bits = UInt64.random(in: 0 ... .max, using: &generator)
            // Any bits; near a power of two; of few significant digits.
            let value =
                switch round % 3 {
                case 0: Double(bitPattern: bits)
                case 1: Double(bitPattern: (bits & 0xfff0_0000_0000_0000) &+ (bits & 7) &- 4)
                default: Double(bits % 1_000_000) / 1_000
                }
            guard value.isFinite else { continue }
            let text = written(value)
            if Double(text) != value || digits(of: text) != digits(of: value.description) {
                Issue.record("\(value) was written as \(text), seed \(seed)")
            }
        }
    }

    private func written(_ value: Double) -> String {
        var writer = ByteWriter()
        writer.write(value)
        return String(writer)
    }

    /// The significant digits of a number, without the zeros at either end.
    private func digits(of text: String) -> Substring {
        let mantissa = text.prefix { $0 != "e" }.filter(\.isNumber)
        let leading = mantissa.drop { $0 == "0" }
        return leading[
            ..<(leading.lastIndex { $0 != "0" }.map { leading.index(after: $0) }
                ?? leading.startIndex)]
    }
}
