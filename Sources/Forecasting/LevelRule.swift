/// How the level of the last days moves a forecast up or down.
///
/// It is never that of the last hour: such a level follows a slow incident, and the band with it.
enum LevelRule: UInt8, Sendable, CaseIterable {
    /// Not at all.
    case none
    /// By half of what the last day was above the profile.
    case halfOfLastDay
    /// By all of it.
    case lastDay
    /// By nine tenths of the median of the last four days.
    case fourDays

    /// The level for a day.
    ///
    /// - Parameter days: What the days before were above the profile; NaN where there is nothing.
    func level(after days: ArraySlice<Float>) -> Float {
        switch self {
        case .none: return 0
        case .halfOfLastDay: return (days.last { !$0.isNaN } ?? 0) / 2
        case .lastDay: return days.last { !$0.isNaN } ?? 0
        case .fourDays:
            var last: [Float] = []
            for day in days.reversed() where !day.isNaN && last.count < 4 { last.append(day) }
            return last.isEmpty ? 0 : 0.9 * median(&last)
        }
    }
}

/// What the level of values is above that of a profile: in the mean, none counting for more than
/// one and a half usual distances; NaN if there is no value.
private struct LevelMean {
    private var sum = Lane.zero
    private var responses = Lane.zero

    @inline(__always)
    mutating func add(_ residual: Lane, spread: Lane, response: Lane) {
        sum += residual.clipped(to: 1.5 * spread).zeroFilled
        responses += Lane.zero.replacing(with: response, where: residual.isPresent)
    }

    var value: Float { responses.sum() > 0 ? sum.sum() / responses.sum() : .nan }
}

extension DayMatrix {
    /// The level of a row above a profile.
    func level(row: Int, over profile: WeekProfile, spread: [Lane]) -> Float {
        var mean = LevelMean()
        let (source, target) = (row * laneCount, weekday(row: row) * laneCount)
        for lane in 0..<laneCount {
            mean.add(
                lanes[source + lane] - profile.lanes[target + lane], spread: spread[lane],
                response: profile.response(target + lane))
        }
        return mean.value
    }

    /// The level of the last 24 hours before `end` above a profile.
    func levelOfLastDay(before end: Int, over profile: WeekProfile, spread: [Lane]) -> Float {
        var mean = LevelMean()
        let end = (end + Lane.scalarCount - 1) / Lane.scalarCount
        for index in max(0, end - laneCount)..<end {
            let (row, lane) = index.quotientAndRemainder(dividingBy: laneCount)
            let place = weekday(row: row) * laneCount + lane
            mean.add(
                lanes[index] - profile.lanes[place], spread: spread[lane],
                response: profile.response(place))
        }
        return mean.value
    }
}
