/// A queue that grows as needed and reuses its storage; both ends are O(1) amortised.
package struct RingBuffer<Element> {
    /// The elements, from `head` on and around the end; empty places hold nil.
    private var storage: [Element?]
    private var head = 0
    package private(set) var count = 0

    package init(capacity: Int = 8) {
        precondition(capacity > 0, "capacity must be positive, got \(capacity)")
        storage = Array(repeating: nil, count: capacity)
    }

    package var isEmpty: Bool { count == 0 }

    /// The oldest element.
    package var first: Element? { isEmpty ? nil : storage[head] }

    package mutating func append(_ element: Element) {
        if count == storage.count { grow() }
        storage[(head + count) % storage.count] = element
        count += 1
    }

    /// Takes the oldest element out.
    package mutating func popFirst() -> Element? {
        guard count > 0 else { return nil }
        defer {
            storage[head] = nil
            head = (head + 1) % storage.count
            count -= 1
        }
        return storage[head]
    }

    private mutating func grow() {
        var larger: [Element?] = []
        larger.reserveCapacity(storage.count * 2)
        larger.append(contentsOf: storage[head...])
        larger.append(contentsOf: storage[..<head])
        larger.append(contentsOf: repeatElement(nil, count: storage.count))
        storage = larger
        head = 0
    }
}
