import Synchronization

/// Where an observation is counted in a histogram that has native buckets: the native bucket and
/// the classic bucket at once, as one word.
///
/// Counting by both keeps the two views of the histogram consistent with a single change, and
/// costs at most one more cell for each classic bound.
struct CellKey: Equatable {
    enum Kind: UInt64 {
        case positive = 1
        case negative
        /// In the zero bucket; the index is 0.
        case zero
        /// In no native bucket; the index is 0.
        case notANumber
    }

    /// Bits 0-15 hold the classic bucket, 16-47 the index of the native one, 48-50 the kind.
    let word: UInt64

    init(_ kind: Kind, index: Int, classicBucket: Int) {
        word =
            kind.rawValue << 48 | UInt64(UInt32(bitPattern: Int32(index))) << 16
            | UInt64(UInt16(classicBucket))
    }

    init(word: UInt64) {
        self.word = word
    }

    var kind: Kind { Kind(rawValue: word >> 48)! }
    var index: Int { Int(Int32(bitPattern: UInt32(truncatingIfNeeded: word >> 16))) }
    var classicBucket: Int { Int(word & 0xffff) }

    /// The key at a resolution halved so often.
    func reduced(times: Int) -> CellKey {
        if times == 0 { return self }
        return CellKey(
            kind, index: index.halvedRoundingUp(times: times), classicBucket: classicBucket)
    }
}

/// The cells of one native histogram series at one resolution: a hash table of `CellKey`, open
/// addressing with linear probing, to which any thread may add without a lock.
///
/// A slot's key is set once, by compare-and-exchange. When the table is full, or has as many cells
/// as the histogram may have, `freeze` ends its life: it marks the empty slots and all cells, so
/// that the table never changes again, and `successor` copies it into a larger or coarser one.
final class NativeTable: Sendable {
    /// How often the resolution was halved.
    let reduction: Int

    private let keys: AtomicBuffer<UInt64>
    private let cells: ObservationCells
    /// How many slots are taken or about to be; never above `usableCount`.
    private let usedCount = Atomic<Int>(0)
    /// How many slots may be taken.
    private let usableCount: Int
    private let buckets: NativeBuckets
    /// Kept alive because a slow observer may still look at it; it finds everything frozen. This
    /// is what resizing costs: all tables of a series together have less than twice the slots of
    /// the largest one, and one more table for each halving, of which there are at most 12 (and,
    /// rarely, one more for threads that wanted the last free slot at once).
    private let previous: NativeTable?

    private static var emptyKey: UInt64 { 0 }
    private static var frozenKey: UInt64 { .max }

    /// Slots of a table that nothing may ever be counted in, and of one in which something is: what is
    /// measured soon falls into a dozen buckets.
    private static var firstSlotCount: Int { 2 }
    private static var usualSlotCount: Int { 32 }

    /// Creates an empty table for a new series.
    convenience init(_ buckets: NativeBuckets) {
        self.init(buckets, slotCount: Self.firstSlotCount, reduction: 0, previous: nil)
    }

    /// Creates an empty table of a number of slots that is a power of two, 2 at least.
    private init(
        _ buckets: NativeBuckets, slotCount: Int, reduction: Int, previous: NativeTable?
    ) {
        self.buckets = buckets
        self.reduction = reduction
        self.previous = previous
        keys = AtomicBuffer(repeating: Self.emptyKey, count: slotCount)
        cells = ObservationCells(count: slotCount)
        let isAtCoarsest = buckets.schema - reduction == NativeBuckets.smallestSchema
        usableCount = isAtCoarsest ? slotCount * 3 / 4 : min(slotCount * 3 / 4, buckets.bucketLimit)
    }

    /// The schema of the table's indices.
    var schema: Int { buckets.schema - reduction }

    /// Counts `addend`; false, and nothing counted, if the table is full or frozen.
    func add(_ addend: ObservationCell, at key: CellKey) -> Bool {
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: (key.word &* 0x9e37_79b9_7f4a_7c15) >> 32) & mask
        while true {
            switch keys[slot].load(ordering: .relaxed) {
            case key.word:
                return cells.add(addend, to: slot)
            case Self.emptyKey:
                guard claim(slot, for: key) else { return false }
            case Self.frozenKey:
                return false
            default:
                slot = (slot + 1) & mask
            }
        }
    }

    /// Tries to take an empty slot; what became of it, its key says. False if the table is full.
    private func claim(_ slot: Int, for key: CellKey) -> Bool {
        // The place is reserved first, so that the limit holds whatever other threads do.
        guard usedCount.add(1, ordering: .relaxed).newValue <= usableCount else {
            usedCount.subtract(1, ordering: .relaxed)
            return false
        }
        let (exchanged, _) = keys[slot].weakCompareExchange(
            expected: Self.emptyKey, desired: key.word, ordering: .relaxed)
        if !exchanged { usedCount.subtract(1, ordering: .relaxed) }
        return true
    }

    /// Ends the table's changes. Several threads may do it at once.
    func freeze() {
        for slot in 0..<keys.count {
            while keys[slot].load(ordering: .relaxed) == Self.emptyKey {
                _ = keys[slot].weakCompareExchange(
                    expected: Self.emptyKey, desired: Self.frozenKey, ordering: .relaxed)
            }
            _ = cells.freeze(slot)
        }
    }

    /// A table with the same content and room for more; every thread that makes one from a frozen
    /// table makes the same.
    ///
    /// - Precondition: The table is frozen.
    func successor() -> NativeTable {
        var slotCount = keys.count
        var reduction = reduction
        while true {
            let next = NativeTable(
                buckets, slotCount: slotCount, reduction: reduction, previous: self)
            let isComplete = copy(to: next)
            if isComplete, next.usedCount.load(ordering: .relaxed) < next.usableCount {
                return next
            }
            if next.usableCount < slotCount * 3 / 4 {
                reduction += 1
            } else {
                slotCount = max(2 * slotCount, Self.usualSlotCount)
            }
        }
    }

    private func copy(to next: NativeTable) -> Bool {
        var isComplete = true
        forEach { key, cell in
            let key = key.reduced(times: next.reduction - reduction)
            isComplete = isComplete && next.add(cell, at: key)
        }
        return isComplete
    }

    /// Calls `body` with every cell.
    func forEach(_ body: (CellKey, ObservationCell) -> Void) {
        for slot in 0..<keys.count {
            let word = keys[slot].load(ordering: .relaxed)
            guard word != Self.emptyKey, word != Self.frozenKey else { continue }
            body(CellKey(word: word), cells.load(slot))
        }
    }
}
