/// Eight neighbouring slots of a day, worked on at once.
///
/// A missing value is NaN throughout the fit; whatever sums or compares fills or masks it first.
typealias Lane = SIMD8<Float>

extension SIMD8<Float> {
    /// Where there is a value.
    @inline(__always)
    var isPresent: SIMDMask<SIMD8<Int32>> { self .== self }

    static let missing = SIMD8<Float>(repeating: .nan)

    /// The values, with 0 where there is none.
    @inline(__always)
    var zeroFilled: Self { Self.zero.replacing(with: self, where: isPresent) }

    /// 1 where there is a value, 0 where there is none.
    @inline(__always)
    var presence: Self { Self.zero.replacing(with: 1, where: isPresent) }

    /// The values without their signs; NaN stays.
    @inline(__always)
    var magnitude: Self { replacing(with: -self, where: self .< 0) }

    /// The values brought between `-bound` and `bound`; NaN stays.
    @inline(__always)
    func clipped(to bound: Self) -> Self {
        replacing(with: bound, where: self .> bound)
            .replacing(with: -bound, where: self .< -bound)
    }
}

/// Sorts each of the eight columns of `rows` by itself, ascending, missing values last.
///
/// An odd-even transposition sort: it compares the same pairs whatever the values are, so eight
/// columns go through it together. O(n²), for the few dozen days of a history.
func sortColumns(_ rows: inout [Lane]) {
    let last = rows.count - 1
    for round in 0..<rows.count {
        for upper in stride(from: round % 2, to: last, by: 2) {
            let (first, second) = (rows[upper], rows[upper + 1])
            // NaN compares false: it is taken for greater than all, and moves down.
            let swap = (first .> second) .| (.!first.isPresent .& second.isPresent)
            rows[upper] = first.replacing(with: second, where: swap)
            rows[upper + 1] = second.replacing(with: first, where: swap)
        }
    }
}

/// The median of each column of `rows`, which it sorts, and how many values each column has.
func columnMedians(_ rows: inout [Lane]) -> (medians: Lane, counts: Lane) {
    sortColumns(&rows)
    var counts = Lane.zero
    for row in rows { counts += row.presence }
    var medians = Lane.missing
    if let count = counts.uniformValue {
        if count > 0 { medians = (rows[(count - 1) / 2] + rows[count / 2]) / 2 }
        return (medians, counts)
    }
    for column in 0..<Lane.scalarCount where counts[column] > 0 {
        let count = Int(counts[column])
        medians[column] = (rows[(count - 1) / 2][column] + rows[count / 2][column]) / 2
    }
    return (medians, counts)
}

extension SIMD8<Float> {
    /// The number that all eight are, if they are the same.
    fileprivate var uniformValue: Int? {
        let first = self[0]
        return all(self .== Self(repeating: first)) ? Int(first) : nil
    }
}
