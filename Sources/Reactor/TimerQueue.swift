import Base

/// Actions to be run at moments: a binary heap by moment, and by order of arrival among equals.
///
/// Cancelling only takes the action away; its place in the heap stays until its moment comes, or
/// until more than half of the heap is such places and it is built anew. So cancelling is O(1), and
/// the heap is at most twice as large as it need be.
struct TimerQueue {
    private struct Entry {
        let moment: MonotonicInstant
        let identity: UInt64

        func isBefore(_ other: Entry) -> Bool {
            moment != other.moment ? moment < other.moment : identity < other.identity
        }
    }

    /// A heap: the entry at `i` is not after those at `2i + 1` and `2i + 2`.
    private var heap: [Entry] = []

    /// The actions still wanted, by the identity of their entry.
    private var actions: [UInt64: () -> Void] = [:]
    private var nextIdentity: UInt64 = 0

    /// How many actions wait.
    var count: Int { actions.count }

    /// The moment of the first action, or nil if none waits.
    var firstMoment: MonotonicInstant? {
        mutating get {
            dropCancelled()
            return heap.first?.moment
        }
    }

    /// Adds an action; O(log n).
    mutating func add(at moment: MonotonicInstant, _ action: @escaping () -> Void) -> TimerToken {
        let identity = nextIdentity
        nextIdentity += 1
        actions[identity] = action
        heap.append(Entry(moment: moment, identity: identity))
        siftUp(heap.count - 1)
        return TimerToken(identity: identity)
    }

    /// Takes an action out, if it has not been taken; O(1) amortised.
    mutating func cancel(_ token: TimerToken) {
        guard actions.removeValue(forKey: token.identity) != nil else { return }
        if heap.count > 64, heap.count > 2 * actions.count { rebuild() }
    }

    /// Takes the first action whose moment is `now` or before; O(log n).
    mutating func popDue(_ now: MonotonicInstant) -> (() -> Void)? {
        dropCancelled()
        guard let first = heap.first, first.moment <= now else { return nil }
        removeFirst()
        return actions.removeValue(forKey: first.identity)
    }

    private mutating func dropCancelled() {
        while let first = heap.first, actions[first.identity] == nil { removeFirst() }
    }

    private mutating func rebuild() {
        heap.removeAll { actions[$0.identity] == nil }
        // A sorted array is a heap.
        heap.sort { $0.isBefore($1) }
    }

    private mutating func removeFirst() {
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        heap[0] = last
        siftDown(0)
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].isBefore(heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(_ start: Int) {
        var parent = start
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].isBefore(heap[least]) {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}

/// Names a waiting action, to cancel it.
package struct TimerToken: Hashable, Sendable {
    let identity: UInt64
}
