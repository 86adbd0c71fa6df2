package import Base
package import Monitoring
package import Reactor
package import Transfers

/// Asks a Prometheus over its HTTP API, without waiting: answers come by completions.
///
/// A request that fails for a reason which may pass (no connection, status 5xx or 429) is made again,
/// behind a pause that grows, until `PrometheusLimits.deadline`.
///
/// Not `Sendable`: it belongs to the loop's thread, completions are called there. Reading an answer
/// takes that thread about 0.3 s for each million samples.
package final class PrometheusClient {
    let server: PrometheusServer
    let limits: PrometheusLimits
    let engine: TransferEngine
    let loop: EventLoop
    let readSecret: (String) throws -> String

    /// What the server was shown with the last request to be let in, the longest first: should it send
    /// that back, nobody is told.
    var secrets: [String] = []

    /// Whether the server has refused requests with content, as some in front of a Prometheus do.
    var usesGET = false

    /// Creates a client.
    ///
    /// - Parameters:
    ///   - server: Where the Prometheus is.
    ///   - limits: What is asked for and taken at most.
    ///   - engine: Makes the transfers, on `loop`.
    ///   - readSecret: The text of a file that holds a secret, read for each request; its error is
    ///     told in one line.
    package init(
        _ server: PrometheusServer, limits: PrometheusLimits = PrometheusLimits(),
        engine: TransferEngine, loop: EventLoop,
        readSecret: @escaping (String) throws -> String
    ) {
        self.server = server
        self.limits = limits
        self.engine = engine
        self.loop = loop
        self.readSecret = readSecret
    }

    /// Evaluates an expression once. `completion` is called once, later, unless the query is
    /// cancelled.
    ///
    /// - Parameter time: For which moment; nil for the server's present.
    @discardableResult
    package func query(
        _ expression: String, at time: WallClockInstant? = nil,
        completion: @escaping (Result<QueryAnswer, PrometheusProblem>) -> Void
    ) -> PrometheusQuery {
        let query = PrometheusQuery()
        var fields = [("query", expression)]
        if let time { fields.append(("time", Self.seconds(time.nanoseconds / 1_000_000))) }
        request("query", fields, for: query) { [self] result in
            completion(result.mapError { problem($0) })
        }
        return query
    }

    /// Evaluates an expression for each moment of a range, in several requests where it has more than
    /// `PrometheusLimits.pointCountMax` of them, or where an answer would be too large. `completion`
    /// is called once, later, unless the query is cancelled; its result is a matrix whose series are
    /// in the order of their names.
    ///
    /// - Parameter progress: Called after each answer with the number of moments that are through.
    @discardableResult
    package func queryRange(
        _ expression: String, over range: QueryRange,
        progress: @escaping (Int) -> Void = { _ in },
        completion: @escaping (Result<QueryAnswer, PrometheusProblem>) -> Void
    ) -> PrometheusQuery {
        let query = PrometheusQuery()
        RangeQuery(
            expression, over: range, by: self, for: query, progress: progress
        ) { [self] result in
            completion(result.mapError { problem($0) })
        }.begin()
        return query
    }

    /// What people are told of a failure.
    private func problem(_ failure: RequestFailure) -> PrometheusProblem {
        PrometheusProblem(
            kind: failure.kind,
            description:
                "cannot query Prometheus at \(Redaction.url(server.url)): "
                + failure.detail.hiding(secrets).printable)
    }

    /// A time as the API takes it: seconds with milliseconds.
    static func seconds(_ milliseconds: Int64) -> String {
        let sign = milliseconds < 0 ? "-" : ""
        let (whole, part) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1_000)
        guard part > 0 else { return "\(sign)\(whole)" }
        return "\(sign)\(whole).\(String(part + 1_000).dropFirst())"
    }
}

/// A query under way, to give it up.
///
/// Not `Sendable`: it belongs to the client's thread.
package final class PrometheusQuery {
    var transfer: Transfer?
    var pause: TimerToken?
    weak var loop: EventLoop?
    private(set) var isCancelled = false

    /// Gives up; the completion is not called. After the end it does nothing.
    package func cancel() {
        isCancelled = true
        transfer?.cancel()
        transfer = nil
        if let pause { loop?.cancel(pause) }
        pause = nil
    }
}
