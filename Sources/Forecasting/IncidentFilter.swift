/// What in a history is not to be learned from: the values that are far from what the other days
/// have at their time, and of those the runs that make an incident.
///
/// A value is judged by its distance from the median of its class of days (working days, weekend)
/// at that slot, after the slow change of the level has been taken off, in multiples of the median
/// distance there. What the other weeks have on the same weekday at the same time is usual and
/// not an incident, however far it is from the other days.
struct IncidentFilter {
    /// The values without all that are far: what profile and level are learned from.
    private(set) var kept: DayMatrix
    /// The values without incidents: what the bands are learned from. A value that is far by
    /// itself belongs to the noise.
    private(set) var usable: DayMatrix
    /// The usual distance from the median, by slot.
    private(set) var spread: [Lane]
    /// How many values belong to incidents.
    private(set) var incidentCount = 0

    /// Multiples of the median distance; about three standard deviations of a normal distribution.
    private static let distanceMax: Float = 4.5
    /// So many neighbouring far values on the same side are an incident.
    private static let runLengthMin = 3

    /// Judges by the medians of several weeks or at least days.
    init(_ values: DayMatrix, clock: LocalClock) {
        self.init(values, residuals: Self.residuals(of: values, clock: clock))
    }

    /// Judges by a profile that `draw` makes of values, for a history too short for medians: first
    /// of all values, then of those that were not far from the first one.
    init(_ values: DayMatrix, around draw: (DayMatrix) -> WeekProfile) {
        let first = Self(values, residuals: values.subtracting(draw(values)))
        self.init(values, residuals: values.subtracting(draw(first.kept)))
    }

    private init(_ values: DayMatrix, residuals: DayMatrix) {
        kept = values
        usable = values
        let trend = Self.trend(of: residuals)
        spread = Self.spread(of: residuals, trend: trend)
        removeFar(from: values, residuals: residuals, trend: trend)
    }

    // The distance of each value from the median of its class of days.
    private static func residuals(of values: DayMatrix, clock: LocalClock) -> DayMatrix {
        let rows = 0..<values.rowCount
        let classes = [false, true].map { isWeekend in
            rows.filter { clock.weekend[values.weekday(row: $0)] == isWeekend }
        }
        var residuals = values
        var column: [Lane] = []
        column.reserveCapacity(values.rowCount)
        for lane in 0..<values.laneCount {
            column.removeAll(keepingCapacity: true)
            for row in rows { column.append(values.lanes[row * values.laneCount + lane]) }
            let all = columnMedians(&column).medians
            for members in classes {
                var centre = all
                if members.count >= 3 {
                    column.removeAll(keepingCapacity: true)
                    for row in members {
                        column.append(values.lanes[row * values.laneCount + lane])
                    }
                    let (medians, counts) = columnMedians(&column)
                    centre = all.replacing(with: medians, where: counts .>= 2)
                }
                for row in members { residuals.lanes[row * values.laneCount + lane] -= centre }
            }
        }
        return residuals
    }

    // The level of each day, as the median of a week of days around it, so that neither one bad
    // day nor the weekdays' differences make a change of level.
    private static func trend(of residuals: DayMatrix) -> [Float] {
        var scratch: [Float] = []
        let levels = (0..<residuals.rowCount).map { row -> Float in
            scratch.removeAll(keepingCapacity: true)
            let start = row * residuals.laneCount
            for lane in residuals.lanes[start..<start + residuals.laneCount] {
                for index in 0..<Lane.scalarCount where !lane[index].isNaN {
                    scratch.append(lane[index])
                }
            }
            return scratch.isEmpty ? .nan : median(&scratch)
        }
        return levels.indices.map { row in
            scratch = levels[max(0, row - 3)..<min(levels.count, row + 4)].filter { !$0.isNaN }
            return scratch.isEmpty ? 0 : median(&scratch)
        }
    }

    private static func spread(of residuals: DayMatrix, trend: [Float]) -> [Lane] {
        var column: [Lane] = []
        column.reserveCapacity(residuals.rowCount)
        var medians: [Lane] = []
        medians.reserveCapacity(residuals.laneCount)
        for lane in 0..<residuals.laneCount {
            column.removeAll(keepingCapacity: true)
            for row in 0..<residuals.rowCount {
                let residual = residuals.lanes[row * residuals.laneCount + lane] - trend[row]
                column.append(residual.magnitude)
            }
            medians.append(columnMedians(&column).medians)
        }
        let usual = meanOfPresent(medians)
        // Where most values are the same, as with few events, the median distance is 0 and says
        // nothing; a part of the mean distance, without the worst, stands in for it.
        var clipped = [Lane](repeating: .zero, count: residuals.laneCount)
        var counts = clipped
        let bound = Lane(repeating: usual > 0 ? 4 * usual : .infinity)
        for row in 0..<residuals.rowCount {
            for lane in 0..<residuals.laneCount {
                let residual = residuals.lanes[row * residuals.laneCount + lane] - trend[row]
                clipped[lane] += residual.magnitude.clipped(to: bound).zeroFilled
                counts[lane] += residual.presence
            }
        }
        var spread = medians
        for lane in spread.indices {
            let mean = 0.4 * clipped[lane] / counts[lane]
            let isLess = (spread[lane] .< mean) .| (.!spread[lane].isPresent .& mean.isPresent)
            spread[lane] = spread[lane].replacing(with: mean, where: isLess)
        }
        return smoothedSpread(spread, layout: residuals.layout, leastPart: 0.1)
    }

    private mutating func removeFar(
        from values: DayMatrix, residuals: DayMatrix, trend: [Float]
    ) {
        var run: [(row: Int, slot: Int)] = []
        var sign: Float = 0
        for row in 0..<values.rowCount {
            for lane in 0..<values.laneCount {
                let index = row * values.laneCount + lane
                let residual = residuals.lanes[index] - trend[row]
                let isFar = residual.magnitude .> Self.distanceMax * spread[lane]
                guard any(isFar) else {
                    finish(&run)
                    continue
                }
                for column in 0..<Lane.scalarCount {
                    let slot = lane * Lane.scalarCount + column
                    guard isFar[column], !isUsual(row: row, slot: slot, values, trend) else {
                        finish(&run)
                        continue
                    }
                    kept[row, slot] = .nan
                    if residual[column] * sign < 0 { finish(&run) }
                    sign = residual[column]
                    run.append((row, slot))
                }
            }
        }
        finish(&run)
    }

    // Ends a run of far values.
    private mutating func finish(_ run: inout [(row: Int, slot: Int)]) {
        guard !run.isEmpty else { return }
        if run.count >= Self.runLengthMin {
            for (row, slot) in run { usable[row, slot] = .nan }
            incidentCount += run.count
        }
        run.removeAll(keepingCapacity: true)
    }

    // Whether the same weekday has such a value at that time in other weeks.
    private func isUsual(row: Int, slot: Int, _ values: DayMatrix, _ trend: [Float]) -> Bool {
        var others: [Float] = []
        for other in stride(from: row % 7, to: values.rowCount, by: 7) where other != row {
            let value = values[other, slot] - trend[other]
            if !value.isNaN { others.append(value) }
        }
        guard !others.isEmpty else { return false }
        let usual = spread[slot / Lane.scalarCount][slot % Lane.scalarCount]
        // One other value is itself more scattered than the median of several.
        let bound = Self.distanceMax * usual * (others.count == 1 ? 1.3 : 1)
        return abs(values[row, slot] - trend[row] - median(&others)) < bound
    }
}
