import HTTPServing
import Reactor
import TestSupport
import Testing

@Suite struct ListeningTests {
    private let request = "GET /operators HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

    private func answer(_ connection: RawConnection) throws -> String {
        defer { connection.close() }
        connection.send(request)
        return try HTTPClient.parse(try #require(connection.receiveAll())).text
    }

    @Test func `a Unix socket is served by all loops, and goes with the server`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("socket")
        let server = try TestServer(loopCount: 3, addresses: [.unix(path: path)])
        #expect(server.server.addresses == [.unix(path: path)])
        for _ in 0..<30 { #expect(try answer(RawConnection(path: path)) == "welcome\n") }
        server.stop()
        #expect(throws: (any Error).self) { _ = try RawConnection(path: path) }
        _ = try TestServer(addresses: [.unix(path: path)])
    }

    @Test func `a client on a Unix socket is of no address that could have too many`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("socket")
        let server = try TestServer(
            addresses: [.unix(path: path)], limits: { $0.peerConnectionCountMax = 1 })
        let idle = try (0..<5).map { _ in try RawConnection(path: path) }
        #expect(try answer(RawConnection(path: path)) == "welcome\n")
        try eventually("the answered one to end") {
            server.metrics("sonde_http_connections ") == ["sonde_http_connections 5"]
        }
        for connection in idle { connection.close() }
    }

    @Test(.enabled(if: hasIPv6))
    func `one address for both families takes IPv4 clients as such`() throws {
        let server = try TestServer(
            loopCount: 2, addresses: [try #require(SocketAddress("[::]:0"))],
            limits: { $0.peerConnectionCountMax = 1 })
        // By loopback's rules, and counted apart from the one of IPv6.
        let first = try RawConnection(port: server.port)
        let second = try RawConnection(portOfIPv6: server.port)
        #expect(try answer(first) == "welcome\n")
        #expect(try answer(second) == "welcome\n")
    }

    @Test(.enabled(if: hasIPv6))
    func `both families can be listed with the same port`() throws {
        let port = try freeLoopbackPort()
        let addresses = try ["[::]:\(port)", "0.0.0.0:\(port)"].map {
            try #require(SocketAddress($0))
        }
        let server = try TestServer(loopCount: 2, addresses: addresses)
        #expect(server.server.addresses == addresses)
        #expect(try answer(RawConnection(port: port)) == "welcome\n")
        #expect(try answer(RawConnection(portOfIPv6: port)) == "welcome\n")
    }
}
