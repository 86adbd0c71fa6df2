/// One fit of a history: the model and what it was made from.
struct SeasonalFit {
    let model: SeasonalModel
    let report: FitReport

    /// A profile of the week needs a week.
    private static let profileDayCountMin = 8
    /// And a quarter of its slots filled.
    private static let profilePresenceMin = 0.25
    /// Fits a history.
    ///
    /// - Parameters:
    ///   - dispersion: The variance of the samples within a slot, as a multiple of their mean.
    ///   - isSearching: Whether parameters are searched; otherwise the usual ones are taken.
    init?(_ history: CellHistory, clock: LocalClock, dispersion: Float, isSearching: Bool) {
        guard let set = LearningSet(history, clock: clock), set.valueCount > 0 else { return nil }
        let scale = ValueScale(choosingFor: set.values, unit: set.unit)
        let values = set.values.mapped(scale.forward)
        let presence = Double(set.valueCount) / Double(history.span)
        let isLong =
            set.values.rowCount >= Self.profileDayCountMin && presence >= Self.profilePresenceMin
        let filter =
            isLong
            ? IncidentFilter(values, clock: clock)
            : IncidentFilter(values, around: { Self.waves($0, scale: scale.kind, clock: clock) })
        let data = FilteredSet(filter, values: set.values, scale: scale)
        let search = isLong && isSearching ? ParameterSearch(data, clock: clock) : nil
        let drawing = Drawing(
            method: isLong ? .weeklyProfile : .fourierRidge,
            parameters: search?.parameters ?? .usual,
            rule: search?.rule ?? .halfOfLastDay, scale: scale.kind, clock: clock)

        let rows = 0..<values.rowCount
        let sums = data.sums(rows: rows, halfLifeDays: drawing.parameters.halfLifeDays)
        let profile = drawing.profile(sums)
        var levels = data.dayLevels(over: profile)
        levels[levels.count - 1] = data.kept.levelOfLastDay(
            before: set.end, over: profile, spread: data.spread)
        let trainingCount = set.valueCount - set.maskedCount - filter.incidentCount
        let usual = UsualValues(profile.lanes, scale: scale)
        let bands = BandFit(
            data, sums: sums, profile: profile, drawing: drawing,
            leastSpread: usual.leastSpread(trainingCount: trainingCount))
        var raised = profile.raised(by: drawing.rule.level(after: levels[...]))
        for index in raised.indices {
            raised[index] += bands.middle * bands.spread[index % bands.spread.count]
        }
        model = SeasonalModel(
            layout: history.layout, scale: scale, profile: PackedValues(raised),
            spread: PackedValues(usual.sampleSpread(bands.spread, dispersion: dispersion)),
            table: bands.table)
        report = FitReport(
            method: drawing.method,
            trainingCount: trainingCount,
            excludedCount: set.maskedCount + filter.incidentCount,
            missingCount: history.span - set.valueCount, scale: scale.kind,
            parameters: drawing.parameters, rule: drawing.rule)
    }

    // What waves through the values leave, twice: the second time without what was far then.
    private static func waves(
        _ values: DayMatrix, scale: ValueScale.Kind, clock: LocalClock
    ) -> WeekProfile {
        var sums = ProfileSums(layout: values.layout)
        sums.add(
            values, rows: 0..<values.rowCount, halfLifeDays: .infinity,
            lastRow: values.rowCount - 1)
        return WeekProfile(FourierRidge.profile(sums, clock: clock), scale: scale)
    }
}

/// The values that are usual in the slots of a day, in the mean of the weekdays, and what a step
/// of 1 on the scale is there.
private struct UsualValues {
    private let values: [Lane]
    private let slopes: [Lane]
    private let unit: Float

    init(_ profile: [Lane], scale: ValueScale) {
        unit = scale.unit
        let laneCount = profile.count / 7
        values = (0..<laneCount).map { lane in
            var sum = Lane.zero
            for day in 0..<7 { sum += profile[day * laneCount + lane] }
            var values = Lane()
            for column in 0..<Lane.scalarCount { values[column] = scale.backward(sum[column] / 7) }
            return values
        }
        slopes = values.map { scale.slope($0) }
    }

    /// The least spread after so many values: a part of the usual value.
    func leastSpread(trainingCount: Int) -> [Lane] {
        let part = 0.002 + 0.1 / Float(max(trainingCount, 1)).squareRoot()
        return values.indices.map { part * (values[$0] + 0.1 * unit) / slopes[$0] }
    }

    /// The spread of single samples: that of the slots' means and that within a slot, which are
    /// independent.
    func sampleSpread(_ spread: [Lane], dispersion: Float) -> [Lane] {
        // The mean distance of a normal distribution, in standard deviations, squared.
        let factor: Float = 2 / .pi * dispersion
        return spread.indices.map { lane in
            let within = factor * values[lane] / (slopes[lane] * slopes[lane])
            return (spread[lane] * spread[lane] + within).squareRoot()
        }
    }
}
