/// What is expected in each slot of the week when the level is the usual one, from Sunday's first
/// slot on, and what a change of the level does to it.
///
/// On the log scale a change moves all slots alike, which multiplies the values. On the others it
/// multiplies the profile, for traffic that grows grows by more where there is more of it.
struct WeekProfile {
    let lanes: [Lane]
    private let isLevelAdded: Bool
    private let inverseMean: Float

    init(_ lanes: [Lane], scale: ValueScale.Kind) {
        self.lanes = lanes
        let mean = meanOfPresent(lanes)
        isLevelAdded = scale == .logarithm || mean <= 0
        inverseMean = isLevelAdded ? 0 : 1 / mean
    }

    /// By how much a slot moves when the level does by 1; in the mean 1.
    @inline(__always)
    func response(_ lane: Int) -> Lane {
        isLevelAdded ? Lane(repeating: 1) : lanes[lane] * inverseMean
    }

    /// What is expected when the level is by `level` above the usual one.
    func raised(by level: Float) -> [Lane] {
        lanes.indices.map { lanes[$0] + level * response($0) }
    }
}
