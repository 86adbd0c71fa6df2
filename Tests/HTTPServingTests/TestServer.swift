import Base
import HTTPServing
import HTTPWire
import Metrics
import Reactor
import Synchronization
import TestSupport

/// A server on a free port of loopback with a few routes; stopped with the value. It has as much
/// patience with its clients as the tests have, so a limit of time is reached only where a test
/// sets it.
final class TestServer: Sendable {
    let registry = MetricRegistry()
    let server: Server
    private let isStopped = Atomic(false)

    /// - Parameters:
    ///   - addresses: Where it listens.
    ///   - limits: Changes the limits before the server starts.
    ///   - routes: Makes further routes, for each loop.
    init(
        loopCount: Int = 1, addresses: [SocketAddress] = [.loopbackIPv4], token: String? = nil,
        security: ServerSecurity = ServerSecurity(),
        limits: (inout ServerLimits) -> Void = { _ in },
        routes: @escaping @Sendable (EventLoop) -> [Route] = { _ in [] }
    ) throws {
        var configuration = Server.Configuration(addresses: addresses, loopCount: loopCount)
        configuration.limits.waitForClients()
        limits(&configuration.limits)
        configuration.access = AccessPolicy(token: token)
        configuration.security = security
        server = try Server(
            configuration, metrics: ServerMetricFamilies(registry: registry)
        ) { loop in
            Self.routes(loop) + routes(loop)
        }
    }

    deinit {
        stop()
    }

    func stop() {
        guard !isStopped.exchange(true, ordering: .relaxed) else { return }
        server.stop()
    }

    /// Changes what is demanded of clients; it holds when this returns.
    func apply(_ security: ServerSecurity) {
        server.apply(security)
        for remote in server.remotes {
            let passed = Handover<Bool>()
            remote.submit { passed.put(true) }
            _ = passed.take()
        }
    }

    var port: UInt16 { server.addresses[0].port }
    var client: HTTPClient { HTTPClient(port: port) }

    /// The lines of the metrics that start with `prefix`.
    func metrics(_ prefix: String) -> [String] {
        var writer = ByteWriter()
        registry.write(.text, into: &writer)
        return String(writer).split(separator: "\n").map(String.init)
            .filter { $0.hasPrefix(prefix) }
    }

    private static func routes(_ loop: EventLoop) -> [Route] {
        [
            Route(.get, "/hello", "says hello") { $0.respond(.text(.ok, "hello\n")) },
            Route(
                .post, "/echo", "answers what it was sent", isMeasured: true, expectedCodes: [200]
            ) { exchange in
                exchange.respond(Response(status: .ok, body: exchange.request.body))
            },
            Route(.get, "/large", "a large answer") { exchange in
                exchange.respond(.text(.ok, String(repeating: "0123456789abcdef", count: 1 << 18)))
            },
            Route(.get, "/later", "answers 20 ms later") { exchange in
                let timer = loop.schedule(after: .milliseconds(20)) {
                    exchange.respond(.text(.ok, "later\n"))
                }
                exchange.onCancel = { loop.cancel(timer) }
            },
            Route(.get, "/reset", "breaks the connection") { $0.reset() },
            Route(.get, "/never", "does not answer") { exchange in exchange.endsWithPeer = true },
            Route(.get, "/operators", "for operators", access: .operators) {
                $0.respond(.text(.ok, "welcome\n"))
            },
        ]
    }
}

extension ServerLimits {
    /// Has no limit of time pass that depends on how fast a client is.
    fileprivate mutating func waitForClients() {
        handshakeTimeout = patience
        headTimeout = patience
        bodyTimeout = patience
        idleTimeout = patience
        answerTimeout = patience
        sendTimeout = patience
        lingerTimeout = patience
    }
}
