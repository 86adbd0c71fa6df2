/// The state of the two alerts on a band, below and above it, as Prometheus evaluates them: one
/// fires when its condition has held for `duration` at every sample, and ends when it does not
/// hold, or when there is no value.
package struct BandAlert: Sendable {
    package enum Side: String, Hashable, Sendable {
        case low
        case high
    }

    /// One time of firing.
    package struct Episode: Hashable, Sendable {
        /// When the alert began to fire.
        package let start: Int64
        /// The first sample at which it did not fire; the last one if it still did.
        package let end: Int64
        package let side: Side

        package init(start: Int64, end: Int64, side: Side) {
            self.start = start
            self.end = end
            self.side = side
        }
    }

    private let level: Double
    private let scale: Double
    private let duration: Int64

    /// Since when values have been on one side of the band.
    private var pending: (side: Side, since: Int64)?
    private var firing: (side: Side, since: Int64)?

    /// The episodes that have ended.
    package private(set) var episodes: [Episode] = []

    /// - Parameters:
    ///   - level: Of the band, such as 0.99.
    ///   - scale: By which the distances of its ends from the expected value are multiplied.
    ///   - duration: For how many seconds the condition must hold.
    package init(level: Double, scale: Double, duration: Int64) {
        self.level = level
        self.scale = scale
        self.duration = duration
    }

    /// Takes one sample and what was forecast for it before it was known.
    package mutating func evaluate(_ sample: SeriesSample, against forecast: Forecast?) {
        let side = side(of: sample, forecast)
        if let firing, firing.side != side { end(at: sample.time) }
        guard let side else {
            pending = nil
            return
        }
        if pending?.side != side { pending = (side, sample.time) }
        if firing == nil, let pending, sample.time - pending.since >= duration {
            firing = (side, sample.time)
        }
    }

    /// Ends what fires at the end of the series.
    package mutating func end(at time: Int64) {
        guard let firing else { return }
        episodes.append(Episode(start: firing.since, end: time, side: firing.side))
        self.firing = nil
    }

    private func side(of sample: SeriesSample, _ forecast: Forecast?) -> Side? {
        guard sample.isUsable, let forecast else { return nil }
        let band = forecast.band(level: level, scale: scale)
        return sample.value < band.lower ? .low : sample.value > band.upper ? .high : nil
    }
}

extension Forecaster {
    /// The seconds between two refits of a forecaster that runs.
    package static let refitInterval: Int64 = 3_600

    /// Feeds samples one at a time, as if they came live, refitting every hour, and tells when
    /// the alerts on a band would have fired.
    ///
    /// - Throws: If a sample is not later than the one before it.
    package mutating func replay(
        _ samples: ArraySlice<SeriesSample>, alert: BandAlert
    ) throws(ForecastProblem) -> [BandAlert.Episode] {
        var alert = alert
        var lastRefit = lastTime ?? 0
        for (index, sample) in zip(samples.indices, samples) {
            if sample.time - lastRefit >= Self.refitInterval {
                refit()
                lastRefit = sample.time
            }
            alert.evaluate(sample, against: forecast(at: sample.time))
            guard update(sample) else { throw .outOfOrder(index: index) }
        }
        if let last = samples.last { alert.end(at: last.time) }
        return alert.episodes
    }
}
