extension ByteWriter {
    /// Writes bytes that somebody else keeps; unlike an array, a span is passed without counting
    /// references.
    package mutating func write(_ content: Span<UInt8>) {
        bytes.append(copying: content)
    }
}
