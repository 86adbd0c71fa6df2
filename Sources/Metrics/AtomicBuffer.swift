import Synchronization

/// A fixed number of atomic words; all the memory that observing threads share lies in such.
@safe struct AtomicBuffer<Value: AtomicRepresentable>: ~Copyable, @unchecked Sendable {
    // Unchecked because of the pointer. It never changes, what it points to is atomic, and that is
    // freed in `deinit` only.
    private let words: UnsafeMutableBufferPointer<Atomic<Value>>

    init(repeating value: Value, count: Int) {
        unsafe words = .allocate(capacity: count)
        for index in 0..<count { unsafe words.initializeElement(at: index, to: Atomic(value)) }
    }

    deinit {
        unsafe words.deinitialize()
        unsafe words.deallocate()
    }

    var count: Int { unsafe words.count }

    subscript(index: Int) -> Atomic<Value> {
        _read {
            precondition(index >= 0 && index < count, "no word \(index) of \(count)")
            yield unsafe words[index]
        }
    }
}
