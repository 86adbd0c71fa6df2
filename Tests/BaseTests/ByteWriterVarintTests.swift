import Base
import Testing

@Suite struct ByteWriterVarintTests {
    @Test(
        arguments: [
            (0, [0x00]), (1, [0x01]), (127, [0x7f]), (128, [0x80, 0x01]), (300, [0xac, 0x02]),
            (UInt64.max, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
        ] as [(UInt64, [UInt8])])
    func `a number is written seven bits a byte, the lowest first`(value: UInt64, bytes: [UInt8]) {
        var writer = ByteWriter()
        writer.write(varint: value)
        #expect(writer.bytes == bytes)
    }

    @Test(arguments: [0, 1, 127, 128, 16_383, 16_384, 100_000])
    func `a length stands before what it measures`(length: Int) {
        var writer = ByteWriter()
        writer.write("before")
        writer.writeLengthPrefixed { body in
            for index in 0..<length { body.write(byte: UInt8(truncatingIfNeeded: index)) }
        }
        var expected = ByteWriter()
        expected.write("before")
        expected.write(varint: UInt64(length))
        for index in 0..<length { expected.write(byte: UInt8(truncatingIfNeeded: index)) }
        #expect(writer.bytes == expected.bytes)
    }
}
