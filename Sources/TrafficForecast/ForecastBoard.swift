import Forecasting
import Synchronization

/// What scrapes see of all forecasts. The thread of the forecasts writes it, any thread reads it.
final class ForecastBoard: Sendable {
    /// What is known of one traffic.
    struct Reading: Sendable {
        var labels: [String: String]
        /// Seconds; see `ForecastedTraffic.ageMax`.
        var ageMax: Int64
        /// The ends of bands that its own rule reads.
        var lower: ForecastedTraffic.Quantile?
        var upper: ForecastedTraffic.Quantile?
        var outlook: ForecastOutlook?
        /// The time of the last sample with a value.
        var updated: Int64?
        /// Of that sample.
        var score: Double?
        var trainingCount = 0
        var excludedCount = 0
        var fitSeconds: Double?

        init(_ traffic: ForecastedTraffic) {
            labels = traffic.labels
            ageMax = traffic.ageMax.components.seconds
            lower = traffic.lower
            upper = traffic.upper
        }

        /// Whether there has been no sample for too long, or never; or the last is of a time that
        /// has not come, for the clock went back.
        func isStale(at now: Int64) -> Bool {
            guard let updated else { return true }
            return abs(now - updated) > ageMax
        }

        /// What is expected now; nil before the first fit, and when it is stale.
        func forecast(at now: Int64) -> Forecast? {
            isStale(at: now) ? nil : outlook?.forecast(at: now)
        }
    }

    private let readings = Mutex<[String: Reading]>([:])

    func put(_ reading: Reading, for name: String) {
        readings.withLock { $0[name] = reading }
    }

    func remove(_ name: String) {
        readings.withLock { _ = $0.removeValue(forKey: name) }
    }

    var all: [Reading] { readings.withLock { Array($0.values) } }
}
