import Synchronization

/// The cells of a histogram series with native buckets, by `CellKey`; any thread may add to them
/// and read them, without a lock.
///
/// The cells live in a `NativeTable`, and what `ObservationCells` says of them holds. A table that
/// is full is replaced: the thread that needs room freezes it, copies it and publishes the copy by
/// one compare-and-exchange of `current`. Other threads that meet a frozen cell do the same work
/// instead of waiting; the first to publish wins, and the others throw their copies away, which is
/// harmless, because a frozen table has only one successor. No observation is lost: one that came
/// before the freeze is in the copy, one that met it goes to the successor. A reader takes
/// `current` once and reads that table, frozen or not.
@safe final class NativeCells: @unchecked Sendable {
    // Unchecked because of the unmanaged reference. It is counted for as long as it stands here.
    private let current: Atomic<Unmanaged<NativeTable>>
    private let layout: NativeLayout

    init(_ layout: NativeLayout) {
        self.layout = layout
        unsafe current = Atomic(.passRetained(NativeTable(layout.buckets)))
    }

    deinit {
        unsafe current.load(ordering: .acquiring).release()
    }

    /// Counts `value` in its native bucket, and in the classic bucket given.
    func add(_ value: Double, classicBucket: Int) {
        let key = key(of: value, classicBucket: classicBucket)
        let addend = ObservationCell(count: 1, sum: value)
        while !withTable({ $0.add(addend, at: key.reduced(times: $0.reduction)) }) {
            withTable(replace)
        }
    }

    /// Calls `body` with the table; it lives at least as long as this object.
    func withTable<Result>(_ body: (NativeTable) -> Result) -> Result {
        unsafe current.load(ordering: .acquiring)._withUnsafeGuaranteedRef { body($0) }
    }

    private func key(of value: Double, classicBucket: Int) -> CellKey {
        if value.isNaN { return CellKey(.notANumber, index: 0, classicBucket: classicBucket) }
        if value.magnitude <= layout.buckets.zeroThreshold {
            return CellKey(.zero, index: 0, classicBucket: classicBucket)
        }
        return CellKey(
            value > 0 ? .positive : .negative,
            index: layout.index(ofMagnitude: value.magnitude), classicBucket: classicBucket)
    }

    private func replace(_ table: NativeTable) {
        table.freeze()
        let successor = unsafe Unmanaged.passRetained(table.successor())
        let (exchanged, _) = unsafe current.compareExchange(
            expected: .passUnretained(table), desired: successor,
            ordering: .acquiringAndReleasing)
        if exchanged {
            // The successor itself keeps the table alive from here on.
            unsafe Unmanaged.passUnretained(table).release()
        } else {
            unsafe successor.release()
        }
    }
}
