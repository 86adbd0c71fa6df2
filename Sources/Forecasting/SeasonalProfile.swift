import Glibc

/// One half to the power of `exponent`.
func halving(_ exponent: Float) -> Float { exp2(-exponent) }

/// How a profile is drawn from its sums; the search chooses among such sets.
struct ProfileParameters: Hashable, Sendable {
    /// How far the values of neighbouring slots are averaged, to each side.
    var smoothingMinutes: Double
    /// The same for what distinguishes a weekday from its class of days.
    var weekdaySmoothingMinutes: Double
    /// The class of days is drawn towards all days like by so many days of them.
    var classShrinkage: Float
    /// A weekday is drawn towards its class like by so many days of it.
    var weekdayShrinkage: Float
    /// After so many days a value counts half.
    var halfLifeDays: Float

    /// What is usual, for a fit without a search.
    static let usual = ProfileParameters(
        smoothingMinutes: 5, weekdaySmoothingMinutes: 45, classShrinkage: 0.1,
        weekdayShrinkage: 1, halfLifeDays: 21)
}

/// Smoothed sums on the three levels of a profile, from which profiles of any shrinkage follow.
struct ProfileLevels {
    private let layout: SlotLayout
    private let weekend: [Bool]
    private let weekdayHalfWidth: Int
    private let all: Sums
    /// Working days, weekend.
    private var classes: [Sums]
    private let days: Sums

    /// Sums by slot, and their weights.
    private struct Sums {
        var totals: [Lane]
        var weights: [Lane]

        func smoothed(_ halfWidth: Int) -> Sums {
            Sums(
                totals: Forecasting.smoothed(totals, halfWidth: halfWidth),
                weights: Forecasting.smoothed(weights, halfWidth: halfWidth))
        }

        mutating func add(_ other: Sums, from start: Int) {
            for lane in totals.indices {
                totals[lane] += other.totals[start + lane]
                weights[lane] += other.weights[start + lane]
            }
        }
    }

    /// Smooths sums as `parameters` say, whose shrinkage does not matter here.
    init(_ sums: ProfileSums, _ parameters: ProfileParameters, clock: LocalClock) {
        layout = sums.layout
        weekend = clock.weekend
        weekdayHalfWidth = layout.slots(minutes: parameters.weekdaySmoothingMinutes)
        let halfWidth = layout.slots(minutes: parameters.smoothingMinutes)
        let raw = Sums(totals: sums.totals, weights: sums.weights)
        let none = [Lane](repeating: .zero, count: layout.laneCount)
        classes = [Sums](repeating: Sums(totals: none, weights: none), count: 2)
        for day in 0..<7 {
            classes[weekend[day] ? 1 : 0].add(raw, from: day * layout.laneCount)
        }
        var every = classes[0]
        every.add(classes[1], from: 0)
        all = every.smoothed(halfWidth)
        classes = classes.map { $0.smoothed(halfWidth) }
        days = raw.smoothed(weekdayHalfWidth)
    }

    /// The value of each slot of the week, from Sunday's first on.
    ///
    /// A slot without any value gets the mean of all. What distinguishes a weekday from its class
    /// is smoothed by itself, and so further: there is less to learn it from.
    func profile(_ parameters: ProfileParameters) -> [Lane] {
        let weight = all.weights.reduce(.zero, +).sum()
        let mean = weight > 0 ? all.totals.reduce(.zero, +).sum() / weight : 0
        var result = [Lane](repeating: .zero, count: 7 * layout.laneCount)
        let every = all.totals.indices.map { lane in
            (all.totals[lane] + 1e-3 * mean) / (all.weights[lane] + 1e-3)
        }
        let drawn = classes.map { sums in
            every.indices.map { lane in
                (sums.totals[lane] + parameters.classShrinkage * every[lane])
                    / (sums.weights[lane] + parameters.classShrinkage)
            }
        }
        let isWider = parameters.weekdaySmoothingMinutes > parameters.smoothingMinutes
        let wide = isWider ? drawn.map { smoothed($0, halfWidth: weekdayHalfWidth) } : drawn
        let shrinkage = parameters.weekdayShrinkage
        for day in 0..<7 {
            let kind = weekend[day] ? 1 : 0
            let start = day * layout.laneCount
            for lane in 0..<layout.laneCount {
                let usual = wide[kind][lane]
                let own =
                    (days.totals[start + lane] + shrinkage * usual)
                    / (days.weights[start + lane] + shrinkage)
                result[start + lane] = drawn[kind][lane] + own - usual
            }
        }
        return result
    }
}
