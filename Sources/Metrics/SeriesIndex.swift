/// The series of one family, found by label values and listed in order; a value without a lock.
struct SeriesIndex<Series: MetricSeries> {
    /// An open-addressing hash table with linear probing; its size is a power of two and at
    /// least twice the number of series, so a search meets an empty slot soon.
    private(set) var slots: [Series?] = Array(repeating: nil, count: 8)
    /// The hashes of the series in `slots`, apart from them, because looking at a series counts
    /// references.
    private var hashes: [UInt64] = Array(repeating: 0, count: 8)
    private(set) var count = 0

    /// The series as the last scrape found them, ascending by `labels.text`; and those made since.
    /// Putting a series in its place when it is made would move half of the others.
    private var sorted: [Series] = []
    private var added: [Series] = []

    /// Whether `sorted` or `added` hold series that are gone.
    private var hasGone = false

    /// Takes what is past the limit; itself not counted in the limit.
    private(set) var overflow: Series?
    /// How many look-ups went to `overflow`.
    private(set) var overflowCount: UInt64 = 0

    /// The value of every label of the overflow series.
    static var overflowValue: String { "overflow" }

    /// Where the series is, or the empty slot where it belongs.
    ///
    /// Values are the same if their bytes are. `==` of strings ignores how accents are composed,
    /// but the hash does not.
    func slot(of values: Span<String>, hash: UInt64) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != nil {
            if hashes[slot] == hash, has(slot, values) { return slot }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private func has(_ slot: Int, _ values: Span<String>) -> Bool {
        guard let series = slots[slot] else { return false }
        for index in values.indices where series.labels.values[index] != values[index] {
            return false
        }
        return true
    }

    /// The number of series that count against the limit.
    var listedCount: Int { count - (overflow == nil ? 0 : 1) }

    /// Every series, ascending by `labels.text`.
    mutating func inOrder() -> [Series] {
        if hasGone { letGo() }
        guard !added.isEmpty else { return sorted }
        // The sort finds the part that is in order already.
        sorted += added
        sorted.sort { $0.labels.text.lexicographicallyPrecedes($1.labels.text) }
        added = []
        return sorted
    }

    /// Lets go of the series that are gone.
    private mutating func letGo() {
        sorted = sorted.filter(isListed)
        added = added.filter(isListed)
        hasGone = false
    }

    private func isListed(_ series: Series) -> Bool {
        let labels = series.labels
        return slots[slot(of: labels.values.span, hash: labels.hash)] === series
    }

    /// The overflow series, made when first needed; a series that has its label values by chance
    /// becomes it.
    mutating func overflow(_ labelNames: [String], _ make: (SeriesLabels) -> Series) -> Series {
        overflowCount += 1
        if let overflow { return overflow }
        let labels = SeriesLabels(
            names: labelNames, values: labelNames.map { _ in Self.overflowValue })
        let slot = slot(of: labels.values.span, hash: labels.hash)
        let made = slots[slot] ?? make(labels)
        if slots[slot] == nil { insert(made, at: slot) }
        overflow = made
        return made
    }

    mutating func insert(_ series: Series, at slot: Int) {
        slots[slot] = series
        hashes[slot] = series.labels.hash
        added.append(series)
        count += 1
        if slots.count < count * 2 { enlargeSlots() }
    }

    mutating func remove(_ series: Series, at slot: Int) {
        if series === overflow { overflow = nil }
        vacate(slot)
        count -= 1
        hasGone = true
        // Also where nobody scrapes.
        if sorted.count + added.count > 2 * count + 64 { letGo() }
    }

    /// Empties a slot, and moves what follows it so that no search meets an empty slot too soon.
    private mutating func vacate(_ slot: Int) {
        let mask = slots.count - 1
        var hole = slot
        var next = (slot + 1) & mask
        while slots[next] != nil {
            let distanceFromHome = (next &- Int(truncatingIfNeeded: hashes[next])) & mask
            if distanceFromHome >= (next - hole) & mask {
                slots[hole] = slots[next]
                hashes[hole] = hashes[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        slots[hole] = nil
    }

    private mutating func enlargeSlots() {
        let size = slots.count * 2
        let old = slots
        slots = Array(repeating: nil, count: size)
        hashes = Array(repeating: 0, count: size)
        for series in old {
            guard let series else { continue }
            let slot = slot(of: series.labels.values.span, hash: series.labels.hash)
            slots[slot] = series
            hashes[slot] = series.labels.hash
        }
    }
}
