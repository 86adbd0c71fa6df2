import Base

/// Actions to be run at moments: a binary heap by moment, and by order of arrival among equals.
///
/// Cancelling only takes the action away; its place in the heap stays until its moment comes, or
/// until more than half of the heap is such places and it is built anew. So cancelling is O(1), and
/// the heap is at most twice as large as it need be.
struct TimerQueue {
    private struct Entry {
        let moment: MonotonicInstant
        let arrival: UInt64
        let token: TimerToken

        func isBefore(_ other: Entry) -> Bool {
            moment != other.moment ? moment < other.moment : arrival < other.arrival
        }
    }

    /// Room for one action after the other.
    private struct Slot {
        var action: (() -> Void)?

        /// How many actions have left the slot: what tells a token of one of them from that of the
        /// action that is in it now.
        var generation: UInt32 = 0
    }

    /// A heap: the entry at `i` is not after those at `2i + 1` and `2i + 2`.
    private var heap: [Entry] = []
    private var slots: [Slot] = []
    private var freeSlots: [UInt32] = []
    private var nextArrival: UInt64 = 0

    /// How many actions wait.
    private var count: Int { slots.count - freeSlots.count }

    /// How many actions have been added so far.
    var arrivalCount: UInt64 { nextArrival }

    /// The moment of the first action, or nil if none waits.
    var firstMoment: MonotonicInstant? {
        mutating get {
            dropCancelled()
            return heap.first?.moment
        }
    }

    /// Adds an action; O(log n).
    mutating func add(at moment: MonotonicInstant, _ action: @escaping () -> Void) -> TimerToken {
        let token = place(action)
        heap.append(Entry(moment: moment, arrival: nextArrival, token: token))
        nextArrival += 1
        siftUp(heap.count - 1)
        return token
    }

    /// Takes an action out, if it has not been taken; O(1) amortised.
    mutating func cancel(_ token: TimerToken) {
        guard isWaiting(token) else { return }
        _ = take(token)
        if heap.count > 64, heap.count > 2 * count { rebuild() }
    }

    /// Takes the first action if its moment is `now` or before, and if it was added when
    /// `arrivalCount` was less than `end`; O(log n).
    mutating func popDue(_ now: MonotonicInstant, arrivedBefore end: UInt64) -> (() -> Void)? {
        dropCancelled()
        guard let first = heap.first, first.moment <= now, first.arrival < end else { return nil }
        removeFirst()
        return take(first.token)
    }

    // MARK: Slots

    private mutating func place(_ action: @escaping () -> Void) -> TimerToken {
        guard let index = freeSlots.popLast() else {
            slots.append(Slot(action: action))
            return TimerToken(slot: UInt32(slots.count - 1), generation: 0)
        }
        slots[Int(index)].action = action
        return TimerToken(slot: index, generation: slots[Int(index)].generation)
    }

    private func isWaiting(_ token: TimerToken) -> Bool {
        slots[Int(token.slot)].generation == token.generation
    }

    private mutating func take(_ token: TimerToken) -> (() -> Void)? {
        let index = Int(token.slot)
        slots[index].generation &+= 1
        freeSlots.append(token.slot)
        return slots[index].action.take()
    }

    // MARK: The heap

    private mutating func dropCancelled() {
        while let first = heap.first, !isWaiting(first.token) { removeFirst() }
    }

    private mutating func rebuild() {
        heap = heap.filter { isWaiting($0.token) }
        // A sorted array is a heap.
        heap.sort { $0.isBefore($1) }
    }

    private mutating func removeFirst() {
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        siftDown(last)
    }

    private mutating func siftUp(_ start: Int) {
        let entry = heap[start]
        var place = start
        while place > 0 {
            let parent = (place - 1) / 2
            guard entry.isBefore(heap[parent]) else { break }
            heap[place] = heap[parent]
            place = parent
        }
        heap[place] = entry
    }

    /// Puts an entry in the place of the first one, and then as far down as it belongs.
    private mutating func siftDown(_ entry: Entry) {
        var place = 0
        while true {
            var child = 2 * place + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child + 1].isBefore(heap[child]) { child += 1 }
            guard heap[child].isBefore(entry) else { break }
            heap[place] = heap[child]
            place = child
        }
        heap[place] = entry
    }
}

/// Names a waiting action, to cancel it.
package struct TimerToken: Hashable, Sendable {
    fileprivate let slot: UInt32
    fileprivate let generation: UInt32
}
