import Glibc

/// A profile of the week as a sum of waves: for a history too short or too patchy to have values
/// for every slot. Where there is none, the waves of the other times carry on.
///
/// Least squares with a ridge that holds the short waves down, on the sums by half hour of the
/// week, which is all that the waves depend on.
enum FourierRidge {
    private static let dailyCount = 10
    private static let weeklyCount = 3
    private static let weekendCount = 6

    /// The value of each slot of the week, from Sunday's first on.
    static func profile(_ sums: ProfileSums, clock: LocalClock) -> [Lane] {
        let layout = sums.layout
        let dayWeights = (0..<7).map { day in
            sums.weights[day * layout.laneCount..<(day + 1) * layout.laneCount]
                .reduce(.zero, +).sum()
        }
        let basis = Basis(dayWeights: dayWeights, clock: clock)
        // So many slots share one row of the equations; their waves differ by little.
        let groupSize = max(1, layout.slotCount / 48)
        let (totals, weights) = (sums.totals.flattened, sums.weights.flattened)
        var equations = NormalEquations(count: basis.penalties.count)
        for start in stride(from: 0, to: totals.count, by: groupSize) {
            let weight = weights[start..<start + groupSize].reduce(0, +)
            guard weight > 0 else { continue }
            let total = totals[start..<start + groupSize].reduce(0, +)
            let (day, slot) = start.quotientAndRemainder(dividingBy: layout.slotCount)
            let place = Double(slot) + Double(groupSize - 1) / 2
            let terms = basis.terms(weekday: day, dayPart: place / Double(layout.slotCount))
            equations.add(terms, weight: Double(weight), total: Double(total))
        }
        let solution = equations.solve(penalties: basis.penalties)
        return (0..<7 * layout.slotCount).map { index in
            let (day, slot) = index.quotientAndRemainder(dividingBy: layout.slotCount)
            let terms = basis.terms(
                weekday: day, dayPart: Double(slot) / Double(layout.slotCount))
            return Float(zip(terms, solution).reduce(0) { $0 + $1.0 * $1.1 })
        }.lanes
    }

    /// The waves that a history can tell something of.
    private struct Basis {
        private let weekend: [Bool]
        private let hasWeek: Bool
        private let hasWeekend: Bool
        /// By how much each term is held down, as a part of the weight of all values.
        let penalties: [Double]

        init(dayWeights: [Float], clock: LocalClock) {
            weekend = clock.weekend
            hasWeek = dayWeights.allSatisfy { $0 > 0 }
            let kinds = Set((0..<7).filter { dayWeights[$0] > 0 }.map { clock.weekend[$0] })
            hasWeekend = hasWeek && kinds.count == 2
            var penalties = [0.0]
            func add(_ count: Int, _ strength: Double) {
                for order in 1...count {
                    let penalty = strength * Double(order * order)
                    penalties += [penalty, penalty]
                }
            }
            add(dailyCount, 1e-4)
            if hasWeek { add(weeklyCount, 1e-3) }
            if hasWeekend {
                penalties.append(1e-3)
                add(weekendCount, 3e-4)
            }
            self.penalties = penalties
        }

        /// The terms at a time of the week.
        func terms(weekday: Int, dayPart: Double) -> [Double] {
            var terms = [1.0]
            terms.reserveCapacity(penalties.count)
            func add(_ count: Int, _ angle: Double, _ factor: Double) {
                let (first, firstSine) = (cos(angle), sin(angle))
                var (cosine, sine) = (1.0, 0.0)
                for _ in 0..<count {
                    (cosine, sine) = (
                        cosine * first - sine * firstSine, sine * first + cosine * firstSine
                    )
                    terms.append(factor * cosine)
                    terms.append(factor * sine)
                }
            }
            let turn = 2 * Double.pi
            add(dailyCount, turn * dayPart, 1)
            if hasWeek { add(weeklyCount, turn * (Double(weekday) + dayPart) / 7, 1) }
            if hasWeekend {
                let factor = weekend[weekday] ? 1.0 : 0
                terms.append(factor)
                add(weekendCount, turn * dayPart, factor)
            }
            return terms
        }
    }
}

/// The equations of a least squares problem: symmetric, of which the lower half is kept.
private struct NormalEquations {
    private let count: Int
    private var matrix: [Double]
    private var right: [Double]
    private var weight = 0.0

    init(count: Int) {
        self.count = count
        matrix = [Double](repeating: 0, count: count * count)
        right = [Double](repeating: 0, count: count)
    }

    /// Adds `weight` observations at `terms` whose values have the sum `total`.
    mutating func add(_ terms: [Double], weight: Double, total: Double) {
        self.weight += weight
        for row in 0..<count {
            let factor = weight * terms[row]
            right[row] += total * terms[row]
            for column in 0...row { matrix[row * count + column] += factor * terms[column] }
        }
    }

    /// The solution by Cholesky's decomposition; zeros if there is no observation.
    func solve(penalties: [Double]) -> [Double] {
        guard weight > 0 else { return right }
        var lower = matrix
        var solution = right
        for row in 0..<count {
            // Also a term without a penalty keeps off zero.
            lower[row * count + row] += (penalties[row] + 1e-9) * weight
        }
        for row in 0..<count {
            for column in 0...row {
                var sum = lower[row * count + column]
                for index in 0..<column {
                    sum -= lower[row * count + index] * lower[column * count + index]
                }
                if row == column {
                    lower[row * count + row] = max(sum, 1e-12 * weight).squareRoot()
                } else {
                    lower[row * count + column] = sum / lower[column * count + column]
                }
            }
            for index in 0..<row { solution[row] -= lower[row * count + index] * solution[index] }
            solution[row] /= lower[row * count + row]
        }
        for row in (0..<count).reversed() {
            for index in row + 1..<count {
                solution[row] -= lower[index * count + row] * solution[index]
            }
            solution[row] /= lower[row * count + row]
        }
        return solution
    }
}
