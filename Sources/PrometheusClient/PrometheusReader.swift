package import Base
package import Monitoring
import Reactor
import Transfers

/// Asks a Prometheus and waits for the answer: for commands.
///
/// Each query is made on the calling thread, on a loop of its own.
package struct PrometheusReader {
    private let server: PrometheusServer
    private let limits: PrometheusLimits
    private let readSecret: (String) throws -> String

    /// Creates a reader; the parameters are those of `PrometheusClient`.
    package init(
        _ server: PrometheusServer, limits: PrometheusLimits = PrometheusLimits(),
        readSecret: @escaping (String) throws -> String
    ) {
        self.server = server
        self.limits = limits
        self.readSecret = readSecret
    }

    /// Evaluates an expression once.
    ///
    /// - Throws: `PrometheusProblem`; or `SystemError` or `TransferEngine.Unavailable` if the machine
    ///   has no room for a query.
    package func query(_ expression: String, at time: WallClockInstant? = nil) throws -> QueryAnswer
    {
        try wait { $0.query(expression, at: time, completion: $1) }
    }

    /// Evaluates an expression for each moment of a range, as `PrometheusClient.queryRange` does.
    ///
    /// - Parameter progress: Called after each answer with the number of moments that are through.
    /// - Throws: As `query`.
    package func queryRange(
        _ expression: String, over range: QueryRange,
        progress: @escaping (Int) -> Void = { _ in }
    ) throws -> QueryAnswer {
        try wait {
            $0.queryRange(expression, over: range, progress: progress, completion: $1)
        }
    }

    private func wait(
        _ begin: (
            PrometheusClient, @escaping (Result<QueryAnswer, PrometheusProblem>) -> Void
        ) -> Void
    ) throws -> QueryAnswer {
        let loop = try EventLoop()
        let engine = try TransferEngine(loop: loop)
        let client = PrometheusClient(
            server, limits: limits, engine: engine, loop: loop, readSecret: readSecret)
        var result: Result<QueryAnswer, PrometheusProblem>?
        begin(client) {
            result = $0
            loop.remote.stop()
        }
        withExtendedLifetime((client, engine)) { loop.run() }
        guard let result else { preconditionFailure("the loop ended before the query did") }
        return try result.get()
    }
}
