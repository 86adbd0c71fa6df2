import Base
import Forecasting
import Metrics

/// The metrics of forecasts. Those of the forecasts themselves are worked out for the moment of
/// the scrape, so their resolution is the scraper's.
struct ForecastMetrics: Sendable {
    let board = ForecastBoard()
    private let queries: CounterFamily
    private let unusable: CounterFamily
    private let skipped: CounterFamily
    private let stateFailures: CounterFamily

    /// The quantiles that are shown of all traffic: the ends of the bands of 80 and 99 %.
    private static let lower = [quantile("0.005", 0.005), quantile("0.1", 0.1)]
    private static let upper = [quantile("0.9", 0.9), quantile("0.995", 0.995)]

    private static func quantile(
        _ label: String, _ probability: Double
    ) -> ForecastedTraffic.Quantile {
        ForecastedTraffic.Quantile(label: label, probability: probability)
    }

    /// - Parameter now: The present, in seconds since 1970-01-01T00:00:00Z.
    init(registry: MetricRegistry, now: @escaping @Sendable () -> Int64) {
        queries = registry.counter(
            "sonde_forecast_reads_total",
            help: "Attempts to read the latest samples of a traffic, by what came of them.",
            labels: ["traffic", "result"])
        unusable = registry.counter(
            "sonde_forecast_unusable_samples_total",
            help: "Samples of a traffic that were NaN, infinite or negative.",
            labels: ["traffic"])
        skipped = registry.counter(
            "sonde_forecast_steps_skipped_total",
            help: "Steps of a traffic at which the last read was still under way.",
            labels: ["traffic"])
        stateFailures = registry.counter(
            "sonde_forecast_state_failures_total",
            help: "Saved forecasts that could not be used or written.",
            labels: ["traffic"])
        registerGauges(registry, now)
    }

    private func registerGauges(
        _ registry: MetricRegistry, _ now: @escaping @Sendable () -> Int64
    ) {
        /// A gauge with one series for each traffic that has a value.
        func gauge(
            _ name: String, _ help: String, unit: MetricUnit? = nil,
            value: @escaping @Sendable (ForecastBoard.Reading, Int64) -> Double?
        ) {
            registry.collectedGauge(name, help: help, unit: unit) { [board] in
                let time = now()
                return board.all.compactMap { reading in
                    value(reading, time).map { CollectedSample(labels: reading.labels, value: $0) }
                }
            }
        }
        /// One end of each band, and the one of the traffic's own rule.
        func ends(
            _ name: String, _ help: String, _ ends: [ForecastedTraffic.Quantile],
            own: @escaping @Sendable (ForecastBoard.Reading) -> ForecastedTraffic.Quantile?
        ) {
            registry.collectedGauge(name, help: help) { [board] in
                let time = now()
                return board.all.flatMap { reading -> [CollectedSample] in
                    guard let forecast = reading.forecast(at: time) else { return [] }
                    let others = own(reading).map { [$0] } ?? []
                    return (ends + others.filter { !ends.contains($0) }).map { end in
                        // There is no place for the ends of all values.
                        let probability = min(max(end.probability, 1e-6), 1 - 1e-6)
                        return CollectedSample(
                            labels: reading.labels.merging(["quantile": end.label]) { $1 },
                            value: forecast.quantile(probability))
                    }
                }
            }
        }
        gauge("forecast_expected", "What is expected of the traffic now.") {
            $0.forecast(at: $1)?.expected
        }
        ends("forecast_lower", "The value that the traffic is rarely below now.", Self.lower) {
            $0.lower
        }
        ends("forecast_upper", "The value that the traffic is rarely above now.", Self.upper) {
            $0.upper
        }
        gauge(
            "forecast_anomaly_score",
            "How far the last sample was from what was expected; above 1 is outside of the band "
                + "of 99 %."
        ) { $0.isStale(at: $1) ? nil : $0.score }
        gauge(
            "forecast_updated_timestamp_seconds", "The time of the last sample.", unit: .seconds
        ) { reading, _ in reading.updated.map(Double.init) }
        gauge(
            "forecast_stale", "1 when there has been no sample for too long, or never; else 0."
        ) { $0.isStale(at: $1) ? 1 : 0 }
        gauge("forecast_training_samples", "Values that the last fit learned from.") { reading, _ in
            Double(reading.trainingCount)
        }
        gauge("forecast_excluded_samples", "Values that the last fit left out.") { reading, _ in
            Double(reading.excludedCount)
        }
        gauge(
            "forecast_fit_duration_seconds", "Time that the last fit took.", unit: .seconds
        ) { reading, _ in reading.fitSeconds }
    }

    /// What came of a read.
    enum Outcome: String, CaseIterable, Sendable {
        case success
        /// The query gave no series, or none with a new sample.
        case noData = "no_data"
        /// The query gave more than one series.
        case manySeries = "many_series"
        /// No answer came, or none that can be used now.
        case unavailable
        /// The query was refused, or the answer is too large.
        case failure
    }

    /// Makes the counters of a traffic, at 0.
    func prepare(_ name: String) {
        for outcome in Outcome.allCases { _ = queries.labels(name, outcome.rawValue) }
        for family in [unusable, skipped, stateFailures] { _ = family.labels(name) }
    }

    /// Removes all that there is of a traffic.
    func remove(_ name: String) {
        board.remove(name)
        for outcome in Outcome.allCases { queries.remove(name, outcome.rawValue) }
        for family in [unusable, skipped, stateFailures] { family.remove(name) }
    }

    func count(_ outcome: Outcome, of name: String) {
        queries.labels(name, outcome.rawValue).increment()
    }

    func countUnusable(_ count: Int, of name: String) {
        unusable.labels(name).increment(by: Double(count))
    }

    func countSkipped(_ name: String) { skipped.labels(name).increment() }

    func countStateFailure(_ name: String) { stateFailures.labels(name).increment() }
}
