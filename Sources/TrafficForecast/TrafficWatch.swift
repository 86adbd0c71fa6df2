import Base
import Forecasting
import Logging
import Monitoring

/// One traffic: reads its samples, learns from them, and shows what is expected.
///
/// Every read takes up where the last one ended, so the weeks before the start, a step, and what was
/// missed while there was no answer are read in the same way. Whatever goes wrong, the last model
/// stays in force until it is stale.
///
/// Not `Sendable`: it belongs to the thread of the forecasts.
final class TrafficWatch {
    let traffic: ForecastedTraffic
    private var forecaster: Forecaster
    private var maintenance: WindowWatch
    private var reading: ForecastBoard.Reading
    private var lastFit: Int64?
    private var lastOutcome = ForecastMetrics.Outcome.success
    private var lastWarnings: [String] = []
    private var lastTotal: (value: Double, time: MonotonicInstant)?
    private(set) var isReading = false
    private let metrics: ForecastMetrics
    private let folder: StateFolder?
    private let log: Logger

    /// Begins with the saved state, if there is one that fits.
    ///
    /// - Parameter now: Seconds since 1970-01-01T00:00:00Z.
    init(
        _ traffic: ForecastedTraffic, metrics: ForecastMetrics, folder: StateFolder?, log: Logger,
        now: Int64
    ) {
        self.traffic = traffic
        self.metrics = metrics
        self.folder = folder
        var log = log
        log[metadataKey: "traffic.name"] = "\(traffic.name)"
        self.log = log
        maintenance = WindowWatch(traffic.maintenance)
        reading = ForecastBoard.Reading(traffic)
        let clock = traffic.zone.clock(around: now)
        forecaster = Self.newForecaster(of: traffic, clock)
        metrics.prepare(traffic.name)
        restore(clock: clock, now: now)
        show()
    }

    private static func newForecaster(
        of traffic: ForecastedTraffic, _ clock: LocalClock
    ) -> Forecaster {
        do {
            return try Forecaster(step: traffic.stepSeconds, clock: clock)
        } catch {
            preconditionFailure("step of \(traffic.name): \(error)")
        }
    }

    /// Begins anew if the last sample is of a time that has not come: the clock had been wrong when it
    /// came, and nothing could be learned until that time.
    private func heedClock(now: Int64) {
        guard let last = forecaster.lastTime, last - now > traffic.ageMax.components.seconds else {
            return
        }
        log.warning(
            "clock went back, forecasting anew", metadata: ["clock.seconds": "\(last - now)"])
        forecaster = Self.newForecaster(of: traffic, traffic.zone.clock(around: now))
        reading = ForecastBoard.Reading(traffic)
        lastFit = nil
        lastTotal = nil
        show()
    }

    private func restore(clock: LocalClock, now: Int64) {
        guard let folder else { return }
        do {
            guard let state = try folder.load(traffic.name) else { return }
            let saved = try Forecaster(
                savedState: state.dropLast(mark.count), clock: clock)
            // A state from the future is of another clock.
            guard state.suffix(mark.count) == mark[...], (saved.lastTime ?? now) <= now else {
                log.notice("saved forecast is of other samples, starting anew")
                return
            }
            forecaster = saved
            reading.updated = saved.lastTime
        } catch {
            metrics.countStateFailure(traffic.name)
            log.warning(
                "saved forecast cannot be used, starting anew", metadata: ["error": "\(error)"])
        }
    }

    /// What tells in a file whose samples a state was learned from.
    private var mark: [UInt8] {
        let hash = StableHash("\(traffic.sourceText) \(traffic.stepSeconds)").fnv
        return (0..<8).map { UInt8(truncatingIfNeeded: hash >> UInt64(8 * $0)) }
    }

    /// Reads what has come since the last sample.
    ///
    /// - Parameter completion: Called when it is done, now or later.
    func step(now: Int64, source: any HistorySource, completion: @escaping () -> Void) {
        heedClock(now: now)
        switch traffic.source {
        case .query(let query):
            guard let range = range(upTo: now) else { return completion() }
            isReading = true
            source.read(query, over: range) { [weak self] result in
                self?.isReading = false
                self?.take(result, now: now)
                completion()
            }
        case .ownCounter(let name, let labels, let excluded):
            let total = source.total(ofOwnCounter: name) { series in
                labels.allSatisfy { series[$0.key] == $0.value }
                    && !excluded.contains { $0.value.contains(series[$0.key] ?? "") }
            }
            take(total, now: now)
            completion()
        }
    }

    func countSkipped() { metrics.countSkipped(traffic.name) }

    /// The steps after the last sample; nil if there is none yet.
    private func range(upTo now: Int64) -> QueryRange? {
        let step = traffic.stepSeconds
        let end = now / step * step
        let oldest = now - Int64(forecaster.historyDayCount) * CivilTime.secondsPerDay
        let first = max((forecaster.lastTime ?? oldest) + 1, oldest)
        let start = (first + step - 1) / step * step
        guard start <= end else { return nil }
        return QueryRange(start: start * 1_000, end: end * 1_000, step: step * 1_000)
    }

    // MARK: What comes

    private func take(_ result: Result<HistoryAnswer, HistoryFailure>, now: Int64) {
        switch result {
        case .failure(let failure):
            end(failure.isUnavailable ? .unavailable : .failure, failure.description)
        case .success(let answer) where answer.series.count > 1:
            let names = answer.series.prefix(3).map(\.name).joined(separator: ", ")
            end(.manySeries, "the query gives \(answer.series.count) series, such as \(names)")
        case .success(let answer):
            let samples = (answer.series.first?.samples ?? []).map {
                SeriesSample(time: $0.milliseconds / 1_000, value: $0.value)
            }
            if answer.warnings != lastWarnings {
                for warning in answer.warnings {
                    log.warning("history is incomplete", metadata: ["warning": "\(warning)"])
                }
                lastWarnings = answer.warnings
            }
            learn(samples, now: now)
        }
    }

    /// A counter has come to `total`: the rate since the last time is a sample.
    private func take(_ total: Double?, now: Int64) {
        guard let total else {
            lastTotal = nil
            return end(.noData, "there is no such counter")
        }
        let time = MonotonicInstant.now()
        defer { lastTotal = (total, time) }
        guard let lastTotal, total >= lastTotal.value, time > lastTotal.time else { return }
        let rate = (total - lastTotal.value) / time.seconds(since: lastTotal.time)
        learn([SeriesSample(time: now, value: rate)], now: now)
    }

    private func learn(_ samples: [SeriesSample], now: Int64) {
        guard !samples.isEmpty else { return end(.noData, "the query gives no sample") }
        var unusableCount = 0
        for sample in samples {
            guard sample.isUsable else {
                unusableCount += 1
                forecaster.update(sample)
                continue
            }
            let score = sample == samples.last ? forecaster.forecast(at: sample.time) : nil
            let moment = WallClockInstant(nanoseconds: sample.time * 1_000_000_000)
            let isMasked = maintenance.isInside(at: moment)
            guard forecaster.update(sample, isMasked: isMasked) else { continue }
            reading.score = score?.anomalyScore(of: sample.value)
            reading.updated = sample.time
        }
        if unusableCount > 0 { metrics.countUnusable(unusableCount, of: traffic.name) }
        // The beginning, and what was missed, are learned at once.
        let isDue = lastFit.map { now - $0 >= Forecaster.refitInterval } ?? true
        if isDue || samples.count > 12 { fit(now: now) }
        // The first samples are scored by what was learned from them, for want of anything else.
        if reading.score == nil, let last = samples.last, last.isUsable {
            reading.score = forecaster.forecast(at: last.time)?.anomalyScore(of: last.value)
        }
        show()
        let isAnyUsable = unusableCount < samples.count
        end(
            isAnyUsable ? .success : .noData,
            isAnyUsable ? "" : "all samples are NaN, infinite or negative")
    }

    /// Fits anew; the next time is in an hour.
    private func fit(now: Int64) {
        forecaster.clock = traffic.zone.clock(around: now)
        let start = MonotonicInstant.now()
        forecaster.refit()
        reading.fitSeconds = MonotonicInstant.now().seconds(since: start)
        lastFit = now
        save()
    }

    private func show() {
        reading.outlook = forecaster.outlook
        reading.trainingCount = forecaster.report?.trainingCount ?? 0
        reading.excludedCount = forecaster.report?.excludedCount ?? 0
        metrics.board.put(reading, for: traffic.name)
    }

    /// Writes the state to its file.
    func save() {
        guard let folder else { return }
        do {
            try folder.save(forecaster.savedState() + mark, of: traffic.name)
        } catch {
            metrics.countStateFailure(traffic.name)
            log.warning("forecast cannot be saved", metadata: ["error": "\(error)"])
        }
    }

    /// Counts what came of a read. The first of its kind is told, those after it are not.
    private func end(_ outcome: ForecastMetrics.Outcome, _ reason: String) {
        metrics.count(outcome, of: traffic.name)
        defer { lastOutcome = outcome }
        guard outcome != lastOutcome else { return }
        if outcome == .success {
            log.notice("traffic is read again")
        } else {
            log.warning(
                "traffic cannot be read",
                metadata: ["forecast.result": "\(outcome.rawValue)", "error": "\(reason)"])
        }
    }
}
