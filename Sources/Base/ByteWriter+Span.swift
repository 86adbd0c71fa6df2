extension ByteWriter {
    /// Writes bytes that somebody else keeps; unlike an array, a span is passed without counting
    /// references.
    package mutating func write(_ content: Span<UInt8>) {
        unsafe content.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }
}
