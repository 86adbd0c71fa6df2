/// A profile of the week, raised to the level of the last days, and what values scatter around it:
/// bands for any time, in O(1).
struct SeasonalModel: Hashable, Sendable {
    let layout: SlotLayout
    let scale: ValueScale
    /// By slot of the week, from Sunday's first on.
    var profile: PackedValues
    /// By slot of the day.
    var spread: PackedValues
    var table: QuantileTable

    /// The place on the scale that is expected at a local time, and the usual distance from it.
    func place(local time: Int64) -> (centre: Float, spread: Float) {
        let (_, weekday, slot) = layout.localPlace(time)
        return (profile[weekday * layout.slotCount + slot], spread[slot])
    }
}

/// Numbers in 16 bits each, as parts of their range: half the memory, and an error of at most one
/// 131,000th of the range.
struct PackedValues: Hashable, Sendable {
    let least: Float
    let step: Float
    private(set) var codes: [UInt16]

    /// - Precondition: No number is NaN or infinite.
    init(_ lanes: [Lane]) {
        var (low, high) = (Float.infinity, -Float.infinity)
        for lane in lanes {
            low = min(low, lane.min())
            high = max(high, lane.max())
        }
        least = low
        step = max((high - low) / 65_535, .leastNormalMagnitude)
        codes = []
        codes.reserveCapacity(lanes.count * Lane.scalarCount)
        for lane in lanes {
            let parts = ((lane - least) / step).rounded(.toNearestOrEven)
            for index in 0..<Lane.scalarCount {
                codes.append(UInt16(max(min(parts[index], 65_535), 0)))
            }
        }
    }

    init(least: Float, step: Float, codes: [UInt16]) {
        self.least = least
        self.step = step
        self.codes = codes
    }

    var count: Int { codes.count }

    /// What is set outside of the range becomes its bound.
    subscript(index: Int) -> Float {
        get { least + Float(codes[index]) * step }
        set {
            let part = ((newValue - least) / step).rounded()
            codes[index] = part.isNaN ? codes[index] : UInt16(min(max(part, 0), 65_535))
        }
    }
}
