import Synchronization

/// How many observations fell into one bucket, and their sum.
struct ObservationCell: Equatable {
    var count: UInt64
    var sum: Double

    static let empty = ObservationCell(count: 0, sum: 0)

    static func += (left: inout ObservationCell, right: ObservationCell) {
        left.count &+= right.count
        left.sum += right.sum
    }
}

/// A fixed number of cells, one for each bucket of a histogram, that any thread may add to and
/// read, without a lock.
///
/// A cell's count and sum are one 128-bit word, and an observation is one compare-and-exchange of
/// that word. A histogram stores nothing else: its count is the sum of the counts, its sum the sum
/// of the sums. So an observation is in the count, in its bucket and in the sum at the same
/// instant; whoever reads the cells, in any order and at any time, sees it in all three or in
/// none. Neither side ever waits for the other: an observer only tries again when another has
/// just succeeded at the same cell, and a reader reads each cell once.
///
/// What a reader gives up is a common instant for all cells: of two observations in different
/// buckets made while it reads, it may see the later one alone. The next scrape sees both.
///
/// The memory order is relaxed. Each cell by itself is coherent, so what a thread has observed is
/// seen by every scrape that begins after it told so by any other means, and no count ever falls.
struct ObservationCells: ~Copyable {
    /// The count in the first half, the bits of the sum in the second.
    private let cells: AtomicBuffer<WordPair>

    /// The bit of the count that marks a cell to which nothing is added any more.
    private static var frozenBit: UInt { 1 << (UInt.bitWidth - 1) }

    init(count: Int) {
        cells = AtomicBuffer(repeating: WordPair(first: 0, second: 0), count: count)
    }

    var count: Int { cells.count }

    func load(_ index: Int) -> ObservationCell {
        Self.cell(cells[index].load(ordering: .relaxed))
    }

    /// Adds `count` observations with the sum `sum`; false, and nothing added, if the cell is
    /// frozen.
    @discardableResult
    func add(_ addend: ObservationCell, to index: Int) -> Bool {
        var known = cells[index].load(ordering: .relaxed)
        while known.first & Self.frozenBit == 0 {
            var cell = Self.cell(known)
            cell += addend
            let desired = WordPair(first: UInt(cell.count), second: UInt(cell.sum.bitPattern))
            let (exchanged, original) = cells[index].weakCompareExchange(
                expected: known, desired: desired, ordering: .relaxed)
            if exchanged { return true }
            known = original
        }
        return false
    }

    /// Makes the cell refuse further observations, and returns what it holds for good.
    func freeze(_ index: Int) -> ObservationCell {
        var known = cells[index].load(ordering: .relaxed)
        while known.first & Self.frozenBit == 0 {
            let frozen = WordPair(first: known.first | Self.frozenBit, second: known.second)
            let (exchanged, original) = cells[index].weakCompareExchange(
                expected: known, desired: frozen, ordering: .relaxed)
            if exchanged { break }
            known = original
        }
        return Self.cell(known)
    }

    private static func cell(_ words: WordPair) -> ObservationCell {
        ObservationCell(
            count: UInt64(words.first & ~frozenBit),
            sum: Double(bitPattern: UInt64(words.second)))
    }
}
