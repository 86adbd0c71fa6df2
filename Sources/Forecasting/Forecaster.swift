/// Learns what a series usually is at each time of the week, and says it for any time.
///
/// It keeps the last four weeks (eight where samples are half an hour apart or more) as one mean a
/// slot of at least five minutes: about 38 KB. A fit draws a profile of the week from them, with
/// what incidents, missing samples and maintenance left in them taken out; `SeasonalFit` says how.
/// Samples come one at a time in O(1), in the order of their times; `refit` is for every hour or
/// so. Nothing reads a clock: now is the time of a sample.
///
/// A value; it belongs to who holds it.
package struct Forecaster: Sendable {
    /// Which local time the traffic follows; it may change, and holds from the next fit on.
    package var clock: LocalClock

    var history: CellHistory
    var openSlot: OpenSlot?
    var dispersion = Dispersion()
    var model: SeasonalModel?

    /// Of the last fit; nil before the first.
    package internal(set) var report: FitReport?

    /// The time of the last sample, usable or not.
    package internal(set) var lastTime: Int64?

    /// Creates a forecaster that knows nothing yet.
    ///
    /// - Parameter step: The seconds from one sample to the next; 1 s to 1 h.
    package init(step: Int64, clock: LocalClock = .utc) throws(ForecastProblem) {
        guard let layout = SlotLayout(step: step) else {
            throw .unusableStep(seconds: step)
        }
        history = CellHistory(layout: layout)
        self.clock = clock
    }

    /// Creates a forecaster from a series and fits it.
    ///
    /// - Parameters:
    ///   - step: The seconds from one sample to the next; nil takes the median of the series.
    ///   - excluded: Times that are not to be learned from, such as maintenance.
    ///   - isSearching: Whether the fit searches its parameters.
    /// - Throws: If the samples are not in the order of their times, or too far apart.
    package init(
        fitting samples: [SeriesSample], step: Int64? = nil, clock: LocalClock = .utc,
        excluding excluded: [Range<Int64>] = [], isSearching: Bool = true
    ) throws(ForecastProblem) {
        try self.init(step: step ?? Self.usualStep(of: samples), clock: clock)
        history.setUnit(typical: Self.usualValue(of: samples))
        for (index, sample) in samples.enumerated() {
            let isMasked = excluded.contains { $0.contains(sample.time) }
            guard learn(sample, isMasked: isMasked) else { throw .outOfOrder(index: index) }
        }
        refit(isSearching: isSearching)
    }

    /// The median distance of neighbouring samples, in seconds; five minutes if there are fewer
    /// than two.
    package static func usualStep(of samples: [SeriesSample]) -> Int64 {
        let steps = zip(samples, samples.dropFirst()).prefix(1_000).map { $1.time - $0.time }
        return steps.isEmpty ? 300 : max(steps.sorted()[steps.count / 2], 1)
    }

    // The median of the values that are not 0, or nearly; 0 if there is none.
    private static func usualValue(of samples: [SeriesSample]) -> Double {
        var values = stride(from: 0, to: samples.count, by: max(1, samples.count / 300))
            .map { samples[$0] }.filter { $0.isUsable && $0.value > 0 }.map(\.value)
        values.sort()
        return values.isEmpty ? 0 : values[values.count / 2]
    }

    /// How many days of history are kept.
    package var historyDayCount: Int { history.layout.dayCountMax }

    /// What is expected at a time; nil before the first fit. O(1).
    package func forecast(at time: Int64) -> Forecast? { outlook?.forecast(at: time) }

    /// What there is to forecast with, apart from the history; nil before the first fit.
    package var outlook: ForecastOutlook? {
        model.map { ForecastOutlook(model: $0, clock: clock, unit: history.unit) }
    }

    /// Takes one sample as it comes. O(1), unless slots are missing before it.
    ///
    /// - Parameter isMasked: Whether the sample is not to be learned from, as during maintenance.
    /// - Returns: Whether it was taken: a sample that is not later than the last one is not.
    @discardableResult
    package mutating func update(_ sample: SeriesSample, isMasked: Bool = false) -> Bool {
        if let openSlot, sample.time.floored(dividingBy: history.layout.width) > openSlot.slot {
            follow(openSlot)
        }
        return learn(sample, isMasked: isMasked)
    }

    /// Fits the history anew; what there was is kept if there is nothing to learn from.
    ///
    /// - Parameter isSearching: Whether the fit searches its parameters.
    package mutating func refit(isSearching: Bool = true) {
        let fit = SeasonalFit(
            history, clock: clock, dispersion: dispersion.ratio, isSearching: isSearching)
        guard let fit else { return }
        model = fit.model
        report = fit.report
    }

    // Puts a sample into the history; false if it is not later than the last one.
    private mutating func learn(_ sample: SeriesSample, isMasked: Bool) -> Bool {
        if let lastTime, sample.time <= lastTime { return false }
        lastTime = sample.time
        let slot = sample.time.floored(dividingBy: history.layout.width)
        var open = openSlot ?? OpenSlot(slot: slot, isMasked: isMasked)
        if open.slot != slot {
            if let variance = open.variance { dispersion.add(variance: variance, mean: open.mean) }
            open = OpenSlot(slot: slot, isMasked: isMasked)
        }
        open.isMasked = open.isMasked || isMasked
        if sample.isUsable {
            history.setUnit(typical: sample.value)
            open.add(history.scaled(sample.value))
        }
        openSlot = open
        history.set(open.count > 0 ? open.mean : .nan, at: slot, isMasked: open.isMasked)
        return true
    }

    // Moves the profile a little towards a slot that is complete, so that it learns also without
    // refits; like one more week among about four. What is far is not followed.
    private mutating func follow(_ slot: OpenSlot) {
        guard var model, slot.count > 0, !slot.isMasked else { return }
        let time = slot.slot * history.layout.width
        let local = time + clock.offset(at: time).seconds
        let (centre, spread) = model.place(local: local)
        let residual = model.scale.forward(slot.mean) - centre
        guard abs(residual) < 3 * spread else { return }
        let index = history.layout.slotOfWeek(local: local)
        self.model = nil
        model.profile[index] += residual / 8
        self.model = model
    }
}

extension Forecaster {
    /// The memory that the forecaster keeps, in bytes: nearly all of it is the history.
    package var byteCount: Int {
        let model = model.map { ($0.profile.count + $0.spread.count) * 2 + QuantileTable.count * 4 }
        return MemoryLayout<Forecaster>.size + history.values.count * 4 + history.masks.count * 8
            + (model ?? 0)
    }
}
