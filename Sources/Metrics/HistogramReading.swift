/// What a histogram series holds at a scrape. A scrape uses one value for all series, so that its
/// arrays are allocated once.
package struct HistogramReading {
    /// A native bucket and its count.
    struct NativeBucket: Equatable {
        let index: Int
        var count: UInt64
    }

    /// The native view of the series.
    struct Native {
        var schema = 0
        var zeroThreshold = 0.0
        var zeroCount: UInt64 = 0
        /// The buckets that are not empty, ascending by index.
        var positive: [NativeBucket] = []
        /// The buckets of values below zero, by the index that their magnitudes have.
        var negative: [NativeBucket] = []
    }

    /// The count of each classic bucket by itself, not cumulative; the last is +Inf.
    private(set) var classicCounts: [UInt64] = []
    private(set) var total = ObservationCell.empty
    /// Meaningful if the histogram has native buckets.
    private(set) var native = Native()

    /// Reads the cells of a series without native buckets.
    mutating func read(_ cells: borrowing ObservationCells) {
        reset(classicCount: cells.count)
        for index in 0..<cells.count {
            let cell = cells.load(index)
            classicCounts[index] = cell.count
            total += cell
        }
    }

    /// Reads a series with native buckets.
    mutating func read(_ table: NativeTable, classicCount: Int, zeroThreshold: Double) {
        reset(classicCount: classicCount)
        native.schema = table.schema
        native.zeroThreshold = zeroThreshold
        table.forEach { key, cell in
            guard cell.count > 0 else { return }
            classicCounts[key.classicBucket] += cell.count
            total += cell
            let bucket = NativeBucket(index: key.index, count: cell.count)
            switch key.kind {
            case .positive: native.positive.append(bucket)
            case .negative: native.negative.append(bucket)
            case .zero: native.zeroCount += cell.count
            case .notANumber: break
            }
        }
        Self.sortAndMerge(&native.positive)
        Self.sortAndMerge(&native.negative)
    }

    private mutating func reset(classicCount: Int) {
        classicCounts.removeAll(keepingCapacity: true)
        classicCounts.append(contentsOf: repeatElement(0, count: classicCount))
        total = .empty
        native.zeroCount = 0
        native.positive.removeAll(keepingCapacity: true)
        native.negative.removeAll(keepingCapacity: true)
    }

    /// Orders the buckets, and joins those that a classic bound divides.
    private static func sortAndMerge(_ buckets: inout [NativeBucket]) {
        buckets.sort { $0.index < $1.index }
        var kept = 0
        for index in buckets.indices.dropFirst() {
            if buckets[index].index == buckets[kept].index {
                buckets[kept].count += buckets[index].count
            } else {
                kept += 1
                buckets[kept] = buckets[index]
            }
        }
        if !buckets.isEmpty { buckets.removeLast(buckets.count - kept - 1) }
    }
}
