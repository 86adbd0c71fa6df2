import Base
import Testing

@Suite struct ByteWriterTests {
    @Test func `text, bytes and numbers are written one after the other`() {
        var writer = ByteWriter()
        writer.write("a")
        writer.write(Substring("b"))
        writer.write(byte: UInt8(ascii: "c"))
        writer.write([UInt8(ascii: "d")])
        writer.write([UInt8](arrayLiteral: 1, 101, 1)[1..<2])
        writer.write(decimal: 42)
        #expect(String(writer) == "abcde42")
        #expect(writer.count == 7)
    }

    @Test(arguments: [0, 7, 10, -1, Int.max, Int.min])
    func `a whole number is written in base ten`(number: Int) {
        var writer = ByteWriter()
        writer.write(decimal: number)
        #expect(String(writer) == String(number))
    }

    @Test func `an emptied writer keeps its room`() {
        var writer = ByteWriter()
        writer.write(String(repeating: "x", count: 1_000))
        let capacity = writer.bytes.capacity
        writer.removeAll()
        #expect(writer.count == 0)
        #expect(writer.bytes.capacity == capacity)
    }
}
