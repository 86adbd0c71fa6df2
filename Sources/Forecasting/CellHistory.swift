/// The last weeks of a series, one mean value a slot: what a refit works on.
///
/// A ring by slot number (time divided by width), so that a value finds its place at once and an
/// old one is overwritten after `capacity` slots. Values are multiples of `unit`, a power of two
/// near the first ones, so that a `Float` holds the tiny and the huge.
struct CellHistory: Sendable {
    let layout: SlotLayout
    /// 0 until the first value that is not 0 is known.
    private(set) var unit: Double

    /// NaN is missing.
    private(set) var values: [Float]

    /// One bit a slot: set when its value is not to be learned from.
    private(set) var masks: [UInt64]

    /// The slot after the last that has a place; nil as long as there is none.
    private(set) var end: Int64?

    /// The slots that have had a value, at most `capacity`.
    private(set) var span: Int = 0

    var capacity: Int { values.count }

    init(layout: SlotLayout) {
        self.layout = layout
        unit = 0
        let capacity = layout.dayCountMax * layout.slotCount
        values = [Float](repeating: .nan, count: capacity)
        masks = [UInt64](repeating: 0, count: (capacity + 63) / 64)
    }

    /// A history as it was saved.
    init(
        layout: SlotLayout, unit: Double, values: [Float], masks: [UInt64], end: Int64?, span: Int
    ) {
        self.layout = layout
        self.unit = unit
        self.values = values
        self.masks = masks
        self.end = end
        self.span = span
    }

    /// The greatest multiple of the unit that is told from greater ones; its square is a `Float`.
    static let valueMax: Float = 1e17

    /// A value in multiples of the unit.
    func scaled(_ value: Double) -> Float {
        unit == 0 ? 0 : min(Float(value / unit), Self.valueMax)
    }

    /// Takes the unit from a first typical value.
    mutating func setUnit(typical value: Double) {
        guard unit == 0, value > 0, value.isFinite else { return }
        // The ends of the range are left out, for the unit is divided by and multiplied with.
        unit = min(max(value, 1e-290), 1e300).binade
    }

    private func place(of slot: Int64) -> Int {
        let remainder = Int(slot % Int64(capacity))
        return remainder < 0 ? remainder + capacity : remainder
    }

    /// Sets the value of `slot`; those between the last slot and it are missing.
    ///
    /// - Precondition: `slot` is not before the last one that was set.
    mutating func set(_ value: Float, at slot: Int64, isMasked: Bool) {
        if let end {
            precondition(slot >= end - 1, "slot \(slot) lies before the end \(end)")
            if slot - end >= Int64(capacity) {
                for index in values.indices { values[index] = .nan }
                for index in masks.indices { masks[index] = 0 }
            } else {
                var gap = end
                while gap < slot {
                    clear(place(of: gap))
                    gap += 1
                }
            }
            span = Int(min(Int64(capacity), Int64(span) + max(slot + 1 - end, 0)))
        } else {
            span = 1
        }
        end = slot + 1
        let index = place(of: slot)
        clear(index)
        values[index] = value
        if isMasked { masks[index / 64] |= 1 << UInt64(index % 64) }
    }

    private mutating func clear(_ index: Int) {
        values[index] = .nan
        masks[index / 64] &= ~(1 << UInt64(index % 64))
    }

    /// Visits the slots from the oldest on: number, value and whether it is masked.
    func forEach(_ body: (_ slot: Int64, _ value: Float, _ isMasked: Bool) -> Void) {
        guard let end else { return }
        var slot = end - Int64(span)
        var index = place(of: slot)
        while slot < end {
            body(slot, values[index], masks[index / 64] & (1 << UInt64(index % 64)) != 0)
            slot += 1
            index += 1
            if index == capacity { index = 0 }
        }
    }
}
