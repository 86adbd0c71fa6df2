import Synchronization

/// The series of one family: found by label values, listed in the order of their text.
///
/// Any thread may call it. A lock is held while a series is looked up, made or removed; a scrape
/// holds it only to put the series made since the last one in order, and to take the list, which is
/// then its own.
struct SeriesTable<Series: MetricSeries>: ~Copyable, Sendable {
    private let state = Mutex(SeriesIndex<Series>())
    private let limit: Int
    private let labelNames: [String]

    init(labelNames: [String], limit: Int) {
        self.labelNames = labelNames
        self.limit = limit
    }

    /// The series with these label values; made by `make` if it is not there yet, or the overflow
    /// series when the family is full.
    ///
    /// - Precondition: There is one value for each label name.
    func series(_ values: Span<String>, make: (SeriesLabels) -> Series) -> Series {
        precondition(
            values.count == labelNames.count,
            "labels \(labelNames) need as many values, got \(values.count)")
        let hash = SeriesHash.of(values)
        return state.withLock { state in
            let slot = state.slot(of: values, hash: hash)
            if let found = state.slots[slot] { return found }
            guard state.listedCount < limit else { return state.overflow(labelNames, make) }
            let labels = SeriesLabels(names: labelNames, values: values.indices.map { values[$0] })
            let made = make(labels)
            state.insert(made, at: slot)
            return made
        }
    }

    /// Makes a series in the place of the one with the same label values, if there is one. As for
    /// `series`, it may be the overflow series.
    func put(_ values: [String], make: (SeriesLabels) -> Series) {
        _ = remove(values)
        _ = series(values.span, make: make)
    }

    /// Takes the series out of every later scrape; false if there is none.
    ///
    /// Who still holds the handle may use it, to no effect.
    func remove(_ values: [String]) -> Bool {
        let hash = SeriesHash.of(values.span)
        return state.withLock { state in
            let slot = state.slot(of: values.span, hash: hash)
            guard let found = state.slots[slot] else { return false }
            state.remove(found, at: slot)
            return true
        }
    }

    /// Every series, ascending by the text of its labels.
    var all: [Series] { state.withLock { $0.inOrder() } }

    /// How many look-ups went to the overflow series.
    var overflowCount: UInt64 { state.withLock { $0.overflowCount } }
}
