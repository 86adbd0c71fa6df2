import Metrics
import Monitoring
import Probing
import PrometheusClient
import Reactor
import TrafficForecast
import Transfers

/// The past as a Prometheus knows it, and the counters of this process.
///
/// Not `Sendable`: it belongs to the loop's thread.
final class PrometheusHistory: HistorySource {
    private let client: PrometheusClient?
    private let registry: MetricRegistry

    /// - Parameter server: Nil if there is no Prometheus.
    init(
        _ server: PrometheusServer?, engine: TransferEngine, loop: EventLoop,
        registry: MetricRegistry
    ) {
        self.registry = registry
        let files = FileCache()
        client = server.map {
            PrometheusClient($0, engine: engine, loop: loop) { try files.secret(in: $0) }
        }
    }

    func read(
        _ query: String, over range: QueryRange,
        completion: @escaping (Result<HistoryAnswer, HistoryFailure>) -> Void
    ) {
        guard let client else {
            return completion(
                .failure(
                    HistoryFailure(
                        isUnavailable: false, description: "there is no Prometheus to read from")))
        }
        client.queryRange(query, over: range) { result in
            completion(
                result.map { HistoryAnswer(series: $0.series, warnings: $0.warnings) }
                    .mapError {
                        HistoryFailure(
                            isUnavailable: $0.kind == .unavailable, description: $0.description)
                    })
        }
    }

    func total(
        ofOwnCounter name: String, where isMeant: ([String: String]) -> Bool
    ) -> Double? {
        registry.total(of: name, where: isMeant)
    }
}
