extension Array<UInt8> {
    /// A copy of bytes that somebody else keeps.
    package init(copying bytes: Span<UInt8>) {
        // The pointer does not outlive the closure; the standard library has no safe copy yet.
        self = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
    }

    /// Appends a copy of bytes that somebody else keeps.
    package mutating func append(copying bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
