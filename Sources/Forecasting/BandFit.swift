/// How a fit draws a profile from sums, and a level from days.
struct Drawing {
    let method: FitReport.Method
    let parameters: ProfileParameters
    let rule: LevelRule
    let scale: ValueScale.Kind
    let clock: LocalClock

    func profile(_ sums: ProfileSums) -> WeekProfile {
        let lanes =
            switch method {
            case .weeklyProfile:
                ProfileLevels(sums, parameters, clock: clock).profile(parameters)
            case .fourierRidge: FourierRidge.profile(sums, clock: clock)
            }
        return WeekProfile(lanes, scale: scale)
    }
}

/// What the values scatter around what is expected of them, without the optimism of a fit that has
/// seen them.
///
/// Each week is predicted by a profile of the other weeks, and each day by the level of the days
/// before it: the residuals give the spread by slot and the shape of the distribution. The last
/// days are predicted by those before them only, as the future will be; where that shows wider
/// bands, it widens them (split conformal prediction; Vovk, Gammerman and Shafer, "Algorithmic
/// Learning in a Random World", 2005).
struct BandFit {
    /// The mean distance from what is expected, by slot of the day.
    let spread: [Lane]
    /// What the median of the values is above what is expected, in multiples of the spread.
    let middle: Float
    /// Of what is left over then, in multiples of the spread.
    let table: QuantileTable

    /// What the 80 % band is widened by beyond what the held-out days showed: they are few, and
    /// not independent of each other.
    private static let innerReserve: Float = 1.05
    private static let factorMax: Float = 2

    /// - Parameters:
    ///   - sums: Of all rows, and `profile` what was drawn from them.
    ///   - leastSpread: By slot of the day.
    init(
        _ data: FilteredSet, sums: ProfileSums, profile: WeekProfile, drawing: Drawing,
        leastSpread: [Lane]
    ) {
        let residuals = Self.residuals(data, sums: sums, profile: profile, drawing: drawing)
        spread = Self.spread(of: residuals, usual: data.spread, least: leastSpread)
        var counts = ResidualCounts()
        for index in residuals.lanes.indices {
            counts.add(residuals.lanes[index] / spread[index % residuals.laneCount])
        }
        var table = QuantileTable(counts)
        let factor = Self.heldOutFactor(
            data, drawing: drawing, spread: spread, own: residuals, middle: table.median)
        table.widen(inner: factor * Self.innerReserve, outer: factor)
        middle = table.centre()
        self.table = table
    }

    // Each week over the profile of the other weeks and the level of the days before.
    private static func residuals(
        _ data: FilteredSet, sums: ProfileSums, profile: WeekProfile, drawing: Drawing
    ) -> DayMatrix {
        let rowCount = data.kept.rowCount
        let halfLife = drawing.parameters.halfLifeDays
        var profiles: [(rows: Range<Int>, profile: WeekProfile)] = []
        if rowCount < 14 {
            profiles = [(0..<rowCount, profile)]
        } else {
            for end in stride(from: rowCount, to: 0, by: -7) {
                let rows = max(0, end - 7)..<end
                var own = ProfileSums(layout: sums.layout)
                own.add(data.kept, rows: rows, halfLifeDays: halfLife, lastRow: rowCount - 1)
                var others = sums
                others.subtract(own)
                profiles.append((rows, drawing.profile(others)))
            }
        }
        var levels = [Float](repeating: .nan, count: rowCount)
        for (rows, profile) in profiles {
            for row in rows {
                levels[row] = data.kept.level(row: row, over: profile, spread: data.spread)
            }
        }
        var residuals = data.usable
        for (rows, profile) in profiles {
            for row in rows {
                residuals.subtract(
                    profile, level: drawing.rule.level(after: levels[..<row]), row: row)
            }
        }
        return residuals
    }

    // The mean distance by slot, in which no distance counts for more than four times the mean of
    // all; and of that mean none for more than twenty usual ones.
    private static func spread(
        of residuals: DayMatrix, usual: [Lane], least: [Lane]
    ) -> [Lane] {
        let laneCount = residuals.laneCount
        let distances = residuals.lanes.map(\.magnitude)
        let highest = Lane(repeating: 20 * meanOfPresent(usual))
        let mean = meanOfPresent(distances.map { $0.clipped(to: highest) })
        let bound = Lane(repeating: 4 * mean)
        var sums = [Lane](repeating: .zero, count: laneCount)
        var counts = sums
        for (index, distance) in distances.enumerated() {
            sums[index % laneCount] += distance.clipped(to: bound).zeroFilled
            counts[index % laneCount] += distance.presence
        }
        let means = sums.indices.map { sums[$0] / counts[$0] }
        let spread = smoothedSpread(means, layout: residuals.layout, leastPart: 0.15)
        return spread.indices.map { lane in
            spread[lane].replacing(with: least[lane], where: spread[lane] .< least[lane])
        }
    }

    // How much wider the 80 % band must be for the days that a profile of the days before them
    // predicts than for all.
    private static func heldOutFactor(
        _ data: FilteredSet, drawing: Drawing, spread: [Lane], own: DayMatrix, middle: Float
    ) -> Float {
        let rows = ParameterSearch.heldOut(rowCount: data.kept.rowCount)
        guard rows.lowerBound > 0 else { return 1.5 }
        var ownDistances = ResidualCounts()
        for (index, residual) in own.lanes.enumerated() {
            ownDistances.add((residual / spread[index % own.laneCount] - middle).magnitude)
        }
        let profile = drawing.profile(
            data.sums(
                rows: 0..<rows.lowerBound, halfLifeDays: drawing.parameters.halfLifeDays))
        let levels = data.dayLevels(over: profile)
        var distances = ResidualCounts()
        var residuals = data.usable
        for row in rows {
            for horizon in 0...1 {
                let level = drawing.rule.level(after: levels[..<max(row - horizon, 0)])
                let start = row * residuals.laneCount
                for lane in 0..<residuals.laneCount {
                    residuals.lanes[start + lane] = data.usable.lanes[start + lane]
                }
                residuals.subtract(profile, level: level, row: row)
                for lane in 0..<residuals.laneCount {
                    let residual = residuals.lanes[start + lane] / spread[lane]
                    distances.add((residual - middle).magnitude)
                }
            }
        }
        let usual = ownDistances.quantile(0.8)
        guard usual > 0, distances.count > 0 else { return 1 }
        return min(max(distances.quantile(0.8) / usual, 1), factorMax)
    }
}
