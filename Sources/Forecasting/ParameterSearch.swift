/// Chooses parameters and level rule by predicting the last days of a history from those before
/// them: each day from the levels up to the day before it, and up to two days before it.
struct ParameterSearch {
    /// The best of all combinations.
    private(set) var parameters = ProfileParameters.usual
    private(set) var rule = LevelRule.halfOfLastDay

    /// The rows that are predicted.
    static func heldOut(rowCount: Int) -> Range<Int> {
        rowCount - min(7, max(1, rowCount / 3))..<rowCount
    }

    private static let smoothing: [(minutes: Double, weekday: Double)] = [
        (0, 10), (0, 45), (5, 45), (20, 20), (20, 60), (45, 60), (45, 120),
    ]
    private static let shrinkage: [(ofClass: Float, ofWeekday: Float)] = [
        (0.1, 0.3), (0.1, 1), (0.1, 4), (0.5, 3), (1, 10), (8, 50),
    ]
    private static let halfLives: [Float] = [7, 21, 60]

    init(_ data: FilteredSet, clock: LocalClock) {
        let rows = Self.heldOut(rowCount: data.kept.rowCount)
        var best = Float.infinity
        for halfLife in Self.halfLives {
            let sums = data.sums(rows: 0..<rows.lowerBound, halfLifeDays: halfLife)
            for (minutes, weekdayMinutes) in Self.smoothing {
                var candidate = ProfileParameters(
                    smoothingMinutes: minutes, weekdaySmoothingMinutes: weekdayMinutes,
                    classShrinkage: 0, weekdayShrinkage: 0, halfLifeDays: halfLife)
                let levels = ProfileLevels(sums, candidate, clock: clock)
                for (ofClass, ofWeekday) in Self.shrinkage {
                    candidate.classShrinkage = ofClass
                    candidate.weekdayShrinkage = ofWeekday
                    let profile = WeekProfile(levels.profile(candidate), scale: data.scale)
                    let errors = data.errors(of: profile, rows: rows)
                    for (rule, error) in zip(LevelRule.allCases, errors) where error < best {
                        best = error
                        parameters = candidate
                        self.rule = rule
                    }
                }
            }
        }
    }
}

/// A history on its scale, without what is not to be learned from.
struct FilteredSet {
    let kept: DayMatrix
    let usable: DayMatrix
    let spread: [Lane]
    let scale: ValueScale.Kind
    /// What a step of 1 on the scale is in values, for each of them.
    let slopes: [Lane]

    init(_ filter: IncidentFilter, values: DayMatrix, scale: ValueScale) {
        kept = filter.kept
        usable = filter.usable
        spread = filter.spread
        self.scale = scale.kind
        slopes = values.lanes.map { scale.slope($0) }
    }

    func sums(rows: Range<Int>, halfLifeDays: Float) -> ProfileSums {
        var sums = ProfileSums(layout: kept.layout)
        sums.add(kept, rows: rows, halfLifeDays: halfLifeDays, lastRow: rows.upperBound - 1)
        return sums
    }

    /// The level of each row above a profile, from `first` on; NaN for the rows before.
    func dayLevels(over profile: WeekProfile, from first: Int = 0) -> [Float] {
        (0..<kept.rowCount).map { row in
            row < first ? .nan : kept.level(row: row, over: profile, spread: spread)
        }
    }

    /// The mean distance of the values of `rows` from what a profile and each level rule predict.
    fileprivate func errors(of profile: WeekProfile, rows: Range<Int>) -> [Float] {
        let levels = dayLevels(over: profile, from: rows.lowerBound - 6)
        var errors = [Float](repeating: 0, count: LevelRule.allCases.count)
        var residuals = [Lane](repeating: .zero, count: kept.laneCount)
        var weights = residuals
        for row in rows {
            let (source, target) = (row * kept.laneCount, kept.weekday(row: row) * kept.laneCount)
            for lane in 0..<kept.laneCount {
                let residual = usable.lanes[source + lane] - profile.lanes[target + lane]
                residuals[lane] = residual.zeroFilled
                // A single value that is out of all proportion would decide alone.
                weights[lane] = Lane.zero.replacing(
                    with: slopes[source + lane], where: residual.magnitude .<= 20 * spread[lane])
            }
            for (index, rule) in LevelRule.allCases.enumerated() {
                for horizon in 0...1 {
                    let level = rule.level(after: levels[..<max(row - horizon, 0)])
                    var sum = Lane.zero
                    for lane in 0..<kept.laneCount {
                        let raise = level * profile.response(target + lane)
                        sum += weights[lane] * (residuals[lane] - raise).magnitude
                    }
                    errors[index] += sum.sum()
                }
            }
        }
        return errors
    }
}
