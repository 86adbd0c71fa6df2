import Base
import Testing

@Suite struct RingBufferTests {
    @Test func `elements come out in the order in which they went in`() {
        var buffer = RingBuffer<Int>(capacity: 2)
        var expected: [Int] = []
        var taken: [Int] = []
        var generator = SeededGenerator(seed: 3)
        for number in 0..<1_000 {
            buffer.append(number)
            expected.append(number)
            if Bool.random(using: &generator), let first = buffer.popFirst() { taken.append(first) }
        }
        while let first = buffer.popFirst() { taken.append(first) }
        #expect(taken == expected)
        #expect(buffer.isEmpty)
        #expect(buffer.first == nil)
    }

    @Test func `a capacity of none is refused`() async {
        await #expect(processExitsWith: .failure) {
            _ = RingBuffer<Int>(capacity: 0)
        }
    }
}
