import Glibc

extension ValueScale {
    /// The scale of a series, from how far neighbouring days differ at different levels: where
    /// the difference grows with the level as with its square root, or faster, or not at all.
    init(choosingFor values: DayMatrix, unit: Float) {
        self.init(kind: Self.kind(of: Self.scatterGrowth(of: values)), unit: unit)
    }

    private static func kind(of growth: Float?) -> Kind {
        // Too few values, or all at one level: counts are the most likely.
        guard let growth else { return .squareRoot }
        return growth < 0.2 ? .identity : growth <= 0.85 ? .squareRoot : .logarithm
    }

    private static let groupCount = 12
    private static let pairCountMin = 50

    // The slope of log difference over log level: a line through the medians of groups of pairs.
    private static func scatterGrowth(of values: DayMatrix) -> Float? {
        let groups = groupsByLevel(of: values)
        let pairCount = groups.reduce(0) { $0 + $1.levels.count }
        guard pairCount >= pairCountMin else { return nil }
        var points: [(x: Float, y: Float)] = []
        for var group in groups where group.levels.count >= pairCountMin / groupCount {
            var difference = median(&group.differences)
            if difference == 0 {
                difference = group.differences.reduce(0, +) / Float(group.differences.count)
            }
            if difference > 0 { points.append((log(median(&group.levels)), log(difference))) }
        }
        guard points.count >= 4 else { return nil }
        let xs = points.map(\.x)
        guard (xs.max() ?? 0) - (xs.min() ?? 0) >= 0.2 else { return nil }
        let meanX = xs.reduce(0, +) / Float(points.count)
        let meanY = points.reduce(0) { $0 + $1.y } / Float(points.count)
        let product = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) }
        let square = points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
        return product / square
    }

    private struct Group {
        var levels: [Float] = []
        var differences: [Float] = []
    }

    // Pairs of values a day apart, in groups of about the same number by the mean of the two. The
    // bounds of the groups come from a part of the pairs.
    private static func groupsByLevel(of values: DayMatrix) -> [Group] {
        var pairs: [(level: Float, difference: Float)] = []
        pairs.reserveCapacity(values.lanes.count * Lane.scalarCount / 2)
        // A third of the lanes is enough, and an odd stride visits every time of the day.
        for index in stride(from: values.laneCount, to: values.lanes.count, by: pairStride(values))
        {
            let (before, now) = (values.lanes[index - values.laneCount], values.lanes[index])
            let (level, difference) = ((before + now) / 2, (now - before).magnitude)
            for column in 0..<Lane.scalarCount where level[column] > 0 {
                pairs.append((level[column], difference[column]))
            }
        }
        guard pairs.count >= pairCountMin else { return [] }
        var sample = stride(from: 0, to: pairs.count, by: max(1, pairs.count / 480))
            .map { pairs[$0].level }
        sample.sort()
        let bounds = (1..<groupCount).map { sample[$0 * sample.count / groupCount] }
        var groups = [Group](repeating: Group(), count: groupCount)
        for pair in pairs {
            var group = 0
            while group < bounds.count, bounds[group] < pair.level { group += 1 }
            groups[group].levels.append(pair.level)
            groups[group].differences.append(pair.difference)
        }
        return groups
    }

    private static func pairStride(_ values: DayMatrix) -> Int {
        values.lanes.count > 600 ? (values.laneCount % 5 == 0 ? 3 : 5) : 1
    }
}
