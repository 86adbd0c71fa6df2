import Base
import Synchronization
import TestSupport
import Testing
import Transfers

@Suite struct TransferRouteTests {
    private static let ok: [ScriptedServer.Act] = [
        .readRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ]

    private func result(
        _ url: String, _ change: (inout TransferRoute) -> Void
    ) throws -> TransferResult {
        var request = TransferRequest(method: "GET", url: url, timeout: patience)
        change(&request.route)
        return try TransferBench().result(of: request)
    }

    @Test func `a connection that is not allowed is not made`() throws {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        let asked = Mutex<[TransferRoute.Target]>([])
        for host in ["127.0.0.1", "2130706433", "0x7f.1", "localhost"] {
            let result = try result("http://\(host):\(server.port)/") { route in
                route.family = .ipv4
                route.allows = { target in
                    asked.withLock { $0.append(target) }
                    return false
                }
            }
            #expect(result.failure?.stage == .policy)
            #expect(result.failure?.reason == .denied)
            #expect(result.failure?.detail == "the network policy does not allow 127.0.0.1")
        }
        #expect(server.requests.isEmpty)
        let addresses = Set(asked.withLock { $0 }.map(\.address.description))
        #expect(addresses == ["127.0.0.1"])
        #expect(asked.withLock { $0 }.allSatisfy { $0.port == server.port && $0.scheme == "http" })
        #expect(asked.withLock { $0 }.last?.host == "localhost")
    }

    @Test func `an address inside another one is seen through`() throws {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        let result = try result("http://[::ffff:127.0.0.1]:\(server.port)/") { route in
            route.allows = { $0.address != IPAddress("127.0.0.1") }
        }
        #expect(result.failure?.reason == .denied)
        #expect(server.requests.isEmpty)
    }

    @Test func `a connection that is used again is asked about too`() throws {
        let server = ScriptedServer([
            .readRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
            .readRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        ])
        defer { server.stop() }
        let bench = try TransferBench()
        var request = TransferRequest(method: "GET", url: server.url(), timeout: patience)
        request.route.isReused = true
        #expect(try bench.result(of: request).response?.status == 200)
        request.route.allows = { _ in false }
        #expect(try bench.result(of: request).failure?.reason == .denied)
        request.route.allows = { _ in true }
        #expect(try bench.result(of: request).response?.status == 200)
    }

    @Test func `what is allowed goes through`() throws {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        let result = try result(server.url()) { $0.allows = { _ in true } }
        #expect(result.response?.status == 200)
    }

    @Test func `a connection goes out by the address that is named`() throws {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        #expect(try result(server.url()) { $0.source = "127.0.0.1" }.response?.status == 200)
        let wrong = try result(server.url()) { $0.source = "nonexistent0" }
        #expect(wrong.failure?.stage == .connect)
    }

    @Test func `a family without an address is no connection`() throws {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        let result = try result("http://127.0.0.1:\(server.port)/") { $0.family = .ipv6 }
        #expect(result.failure != nil)
        #expect(server.requests.isEmpty)
    }

    @Test(arguments: [TransferRoute.HTTPVersion.any, .http1])
    func `without TLS the version is 1.1`(_ version: TransferRoute.HTTPVersion) throws {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        let result = try result(server.url()) { $0.httpVersion = version }
        #expect(result.response?.version == "HTTP/1.1")
    }
}
