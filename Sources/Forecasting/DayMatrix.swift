/// Values by local day and slot of the day: one row a day, NaN where there is none.
struct DayMatrix {
    let layout: SlotLayout
    /// The local day of the first row, counted from 1970-01-01.
    let firstDay: Int
    let rowCount: Int
    /// Row after row.
    var lanes: [Lane]

    var laneCount: Int { layout.laneCount }

    /// 0 for Sunday to 6 for Saturday.
    func weekday(row: Int) -> Int { Forecasting.weekday(ofDay: firstDay + row) }

    /// A matrix of the same days with other values.
    func mapped(_ transform: (Lane) -> Lane) -> DayMatrix {
        DayMatrix(
            layout: layout, firstDay: firstDay, rowCount: rowCount, lanes: lanes.map(transform))
    }

    /// The values without a profile.
    func subtracting(_ profile: WeekProfile) -> DayMatrix {
        var result = self
        for row in 0..<rowCount { result.subtract(profile, level: 0, row: row) }
        return result
    }

    /// Takes a profile, raised by a level, off the values of a row.
    mutating func subtract(_ profile: WeekProfile, level: Float, row: Int) {
        let (source, target) = (row * laneCount, weekday(row: row) * laneCount)
        for lane in 0..<laneCount {
            let place = target + lane
            lanes[source + lane] -= profile.lanes[place] + level * profile.response(place)
        }
    }

    subscript(row: Int, slot: Int) -> Float {
        get {
            lanes[row * laneCount + slot / Lane.scalarCount][slot % Lane.scalarCount]
        }
        set {
            lanes[row * laneCount + slot / Lane.scalarCount][slot % Lane.scalarCount] = newValue
        }
    }
}

/// A history as the fit sees it.
struct LearningSet {
    /// The values by local day, without the masked ones.
    let values: DayMatrix
    /// The row and slot after the last of the history, counted through the matrix.
    let end: Int
    /// How many slots have a value, those of the masked ones among them.
    let valueCount: Int
    let maskedCount: Int

    /// Lays a history out by the local time of its slots. Of two slots with the same local time,
    /// when clocks are set back, the later one stays; the hour that clocks jump over is missing.
    init?(_ history: CellHistory, clock: LocalClock) {
        guard let end = history.end, history.span > 0 else { return nil }
        let layout = history.layout
        let width = layout.width
        let day = Int64(layout.slotCount)
        func local(_ slot: Int64) -> Int64 {
            (slot * width + clock.offset(at: slot * width).seconds).floored(dividingBy: width)
        }
        let first = local(end - Int64(history.span))
        let firstDay = first.floored(dividingBy: day)
        let rowCount = Int(max(local(end - 1), first).floored(dividingBy: day) - firstDay) + 1
        var lanes = [Lane](repeating: .missing, count: rowCount * layout.laneCount)
        var (valueCount, maskedCount, last) = (0, 0, 0)
        var (shift, shiftEnd) = (Int64(0), Int64.min)
        history.forEach { slot, value, isMasked in
            if slot * width >= shiftEnd {
                shiftEnd = clock.offset(at: slot * width).end
                shift = local(slot) - slot - firstDay * day
            }
            let place = Int(slot + shift)
            guard place >= 0, place < lanes.count * Lane.scalarCount else { return }
            last = max(last, place)
            guard !value.isNaN else { return }
            valueCount += 1
            if isMasked {
                maskedCount += 1
            } else {
                lanes[place / Lane.scalarCount][place % Lane.scalarCount] = value
            }
        }
        values = DayMatrix(
            layout: layout, firstDay: Int(firstDay), rowCount: rowCount, lanes: lanes)
        self.end = last + 1
        self.valueCount = valueCount
        self.maskedCount = maskedCount
    }

    /// The smallest value that is not 0, or the mean if that is less; 1 if there is none.
    var unit: Float {
        var least = Lane(repeating: .infinity)
        var sum = Lane.zero
        var count = Lane.zero
        for lane in values.lanes {
            let positive = lane .> 0
            least = least.replacing(with: lane, where: positive .& (lane .< least))
            sum += Lane.zero.replacing(with: lane, where: positive)
            count += Lane.zero.replacing(with: 1, where: positive)
        }
        return count.sum() > 0 ? min(least.min(), sum.sum() / count.sum()) : 1
    }
}
