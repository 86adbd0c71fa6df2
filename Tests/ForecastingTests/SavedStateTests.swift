import Base
import Forecasting
import TestSupport
import Testing

@Suite struct SavedStateTests {
    @Test(arguments: [0, 1, 3, 288, 4_000, 8_064])
    func `a restored forecaster goes on as if nothing had been`(count: Int) throws {
        let samples = TrafficSeries.samples(seed: 21, days: 30)
        var forecaster = try Forecaster(step: 300)
        for sample in samples.prefix(count) { forecaster.update(sample) }
        forecaster.refit()
        var restored = try Forecaster(savedState: forecaster.savedState())
        #expect(restored.savedState() == forecaster.savedState())
        #expect(restored.report == forecaster.report)
        #expect(restored.lastTime == forecaster.lastTime)
        for sample in samples.dropFirst(count).prefix(400) {
            forecaster.update(sample)
            restored.update(sample)
        }
        forecaster.refit()
        restored.refit()
        #expect(restored.savedState() == forecaster.savedState())
        #expect(try restored.outlook(steps: 576) == forecaster.outlook(steps: 576))
    }

    @Test(arguments: [15, 300, 600, 1_800, 3_600] as [Int64])
    func `a state is at most 40 KB`(step: Int64) throws {
        var series = TrafficSeries(seed: 22)
        series.step = step
        let forecaster = try Forecaster(fitting: series.samples(count: 60 * 288))
        #expect(forecaster.savedState().count <= 40 * 1_024)
        #expect(forecaster.byteCount <= 40 * 1_024)
    }

    private static let state = Result {
        try Forecaster(fitting: TrafficSeries.samples(seed: 23, days: 9)).savedState()
    }

    @Test func `every shorter state is refused`() throws {
        let state = try Self.state.get()
        for count in stride(from: 0, to: state.count, by: 31) {
            #expect(throws: StateProblem.self) {
                try Forecaster(savedState: Array(state.prefix(count)))
            }
        }
    }

    @Test func `every changed byte is noticed`() throws {
        let state = try Self.state.get()
        for index in stride(from: 0, to: state.count, by: 29) {
            var changed = state
            changed[index] ^= 0x10
            #expect(throws: StateProblem.self) { try Forecaster(savedState: changed) }
        }
    }

    @Test func `what is no state says why`() throws {
        let state = try Self.state.get()
        func problem(_ bytes: [UInt8]) -> String {
            do {
                _ = try Forecaster(savedState: bytes)
                return "none"
            } catch {
                return "\(error)"
            }
        }
        #expect(problem([]) == "ends too early")
        #expect(problem(Array("what is this supposed to be".utf8)) == "not a saved forecaster")
        #expect(problem(Array(state.dropLast(3))) == "the checksum is wrong")
        var next = state
        next[4] = 2
        #expect(problem(next) == "saved in version 2 of the format")
        #expect(problem(state.resealed { $0[6] = 7 }) == "the step cannot be used")
        #expect(problem(state.resealed { $0.append(0) }) == "the length cannot be used")
    }

    /// Damage that somebody made on purpose, with a fitting checksum: it is refused, or gives a
    /// forecaster that is sound.
    @Test(arguments: 1...40) func `hostile states do no harm`(seed: UInt64) throws {
        let state = try Self.state.get()
        var generator = SeededGenerator(seed: seed)
        let hostile = state.resealed { bytes in
            for _ in 0..<Int.random(in: 1...20, using: &generator) {
                // Most of the meaning is in the numbers at the beginning and around the model.
                let isHead = Bool.random(using: &generator)
                let index = Int.random(in: 6..<(isHead ? 90 : bytes.count), using: &generator)
                let extremes: [UInt8] = [0, 1, 0x7f, 0x80, 0xff]
                bytes[index] = extremes.randomElement(using: &generator) ?? 0
            }
        }
        // A state that is refused is as good.
        guard var forecaster = try? Forecaster(savedState: hostile) else { return }
        let time = forecaster.lastTime ?? 0
        for step in 1...5 as ClosedRange<Int64> {
            let (next, overflow) = time.addingReportingOverflow(step * 300)
            guard !overflow else { return }
            if let forecast = forecaster.forecast(at: next) {
                let band = forecast.band(level: 0.99)
                let numbers = [band.lower, forecast.expected, band.upper]
                #expect(numbers.allSatisfy { $0.isFinite && $0 >= 0 }, "seed \(seed)")
            }
            forecaster.update(SeriesSample(time: next, value: 50))
            forecaster.refit()
        }
    }
}

extension [UInt8] {
    /// The state after a change, with the checksum that fits it.
    fileprivate func resealed(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
        var body = Array(dropLast(8))
        change(&body)
        let sum = checksum(of: body)
        return body + (0..<8).map { UInt8(truncatingIfNeeded: sum >> UInt64(8 * $0)) }
    }
}

/// FNV-1a with 64 bits, as the format has it.
private func checksum(of bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}
