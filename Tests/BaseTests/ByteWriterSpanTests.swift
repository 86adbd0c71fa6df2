import Base
import Testing

@Suite struct ByteWriterSpanTests {
    @Test func `a span is appended, an empty one too`() {
        let bytes = Array("0123456789".utf8)
        var writer = ByteWriter()
        writer.write("<")
        writer.write(bytes.span.extracting(2..<5))
        writer.write(bytes.span.extracting(5..<5))
        writer.write(">")
        #expect(String(writer) == "<234>")
    }
}
