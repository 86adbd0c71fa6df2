/// What a profile is made from: for each slot of the week the weighted sum of its values and the
/// sum of their weights. Sums of some days can be taken off those of all.
struct ProfileSums {
    let layout: SlotLayout
    /// From Sunday's first slot on.
    var totals: [Lane]
    var weights: [Lane]

    init(layout: SlotLayout) {
        self.layout = layout
        totals = [Lane](repeating: .zero, count: 7 * layout.laneCount)
        weights = totals
    }

    /// Adds the rows of a matrix, each with the weight of its age.
    ///
    /// - Parameter halfLifeDays: After so many days before the last row a value counts half.
    mutating func add(_ values: DayMatrix, rows: Range<Int>, halfLifeDays: Float, lastRow: Int) {
        for row in rows {
            let weight = halving(Float(lastRow - row) / halfLifeDays)
            let source = row * values.laneCount
            let target = values.weekday(row: row) * values.laneCount
            for lane in 0..<values.laneCount {
                let value = values.lanes[source + lane]
                totals[target + lane] += weight * value.zeroFilled
                weights[target + lane] += weight * value.presence
            }
        }
    }

    mutating func subtract(_ other: ProfileSums) {
        for index in totals.indices {
            totals[index] -= other.totals[index]
            // Rounding must not leave a weight below none.
            let rest = weights[index] - other.weights[index]
            weights[index] = rest.replacing(with: 0, where: rest .< 1e-4)
            totals[index].replace(with: 0, where: rest .< 1e-4)
        }
    }
}
