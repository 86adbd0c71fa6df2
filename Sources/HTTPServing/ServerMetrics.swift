import Base
package import HTTPWire
package import Metrics

/// The families of the server's metrics; one set for all loops.
package struct ServerMetricFamilies: Sendable {
    /// The bounds that `http_request_duration` always has, in seconds; alert rules depend on them.
    package static let durationBounds: [Double] = [0.01, 0.1, 0.5, 2]

    let duration: HistogramFamily
    let answers: CounterFamily
    let connections: Gauge
    let connectionsTotal: Counter
    let handshakeFailures: Counter
    let limitReached: CounterFamily

    /// Registers the families; to be called once a registry.
    ///
    /// - Parameter addedBounds: Finite bounds, in seconds, that `http_request_duration` has as well.
    package init(registry: MetricRegistry, addedBounds: [Double] = []) {
        duration = registry.histogram(
            "http_request_duration",
            help: "Time from the end of a request to its answer, in seconds.",
            labels: ["method", "url", "code"],
            buckets: Set(Self.durationBounds + addedBounds).sorted(),
            native: NativeBuckets())
        answers = registry.counter(
            "sonde_http_responses_total", help: "Answers sent by the server.", labels: ["code"])
        connections = registry.gauge(
            "sonde_http_connections", help: "Connections that are open.", labels: []
        ).labels()
        connectionsTotal = registry.counter(
            "sonde_http_accepted_total", help: "Connections that were accepted.", labels: []
        ).labels()
        handshakeFailures = registry.counter(
            "sonde_http_tls_handshake_failures_total",
            help: "TLS handshakes of clients that failed.", labels: []
        ).labels()
        limitReached = registry.counter(
            "sonde_http_limit_reached_total",
            help: "How often a client reached a limit of the server.", labels: ["limit"])
    }

    /// Makes sure that the series of a measured route and code exists, at 0 if it is new, so that
    /// `rate` sees its first request.
    package func prepare(method: RequestMethod, path: String, code: Int) {
        _ = duration.labels(method.text, path, String(code))
    }
}

/// The handles of one loop, found once, so that a request looks up a number only.
final class ServerMetrics {
    let connections: Gauge
    let connectionsTotal: Counter
    let handshakeFailures: Counter

    private let families: ServerMetricFamilies
    private let routes: [Route]

    /// By route, then by status code.
    private var durations: [HandlesByCode<Histogram>]
    private var answers = HandlesByCode<Counter>()
    private var limits: [String: Counter] = [:]

    init(families: ServerMetricFamilies, routes: [Route]) {
        self.families = families
        self.routes = routes
        connections = families.connections
        connectionsTotal = families.connectionsTotal
        handshakeFailures = families.handshakeFailures
        durations = Array(repeating: HandlesByCode(), count: routes.count)
        for limit in ServerLimit.all { limits[limit] = families.limitReached.labels(limit) }
        for route in routes where route.isMeasured {
            for code in route.expectedCodes {
                families.prepare(method: route.method, path: route.path, code: code)
            }
        }
    }

    /// Counts an answer, and observes its duration if it is measured.
    func count(_ exchange: Exchange, status: Status, seconds: Double) {
        count(status)
        guard exchange.isMeasured, let index = exchange.route else { return }
        let histogram = durations[index].handle(status) {
            families.duration.labels(
                routes[index].method.text, routes[index].path, String(status.code))
        }
        histogram.observe(seconds)
    }

    func count(_ refusal: Refusal) {
        count(refusal.status)
        if let limit = refusal.limit { count(limit: limit.rawValue) }
    }

    /// Counts that a client reached a limit; `limit` is one of `ServerLimit.all`.
    func count(limit: String) {
        limits[limit]!.increment()
    }

    private func count(_ status: Status) {
        answers.handle(status) { families.answers.labels(String(status.code)) }.increment()
    }
}

/// The values of the label `limit`.
enum ServerLimit {
    static let all =
        RequestLimit.allCases.map(\.rawValue) + [
            "connections", "peer_connections", "connection_requests", "waiting_bytes",
            "held_bytes", "compressions", "descriptors", "watches", "handshake_time", "head_time",
            "body_time",
            "answer_time", "send_time", "password_checks", "request_rate",
        ]
}

/// A handle for each status code that came.
private struct HandlesByCode<Handle> {
    /// By the code.
    private var handles: [Handle?] = []

    /// The handle for `status`; one that is not there is made and kept.
    mutating func handle(_ status: Status, _ make: () -> Handle) -> Handle {
        while handles.count <= status.code { handles.append(nil) }
        if let handle = handles[status.code] { return handle }
        let handle = make()
        handles[status.code] = handle
        return handle
    }
}
