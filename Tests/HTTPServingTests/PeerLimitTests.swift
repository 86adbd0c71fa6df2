import HTTPServing
import Reactor
import TestSupport
import Testing

@Suite struct PeerLimitTests {
    private let request = "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

    private func open(_ server: TestServer) -> [String] {
        server.metrics("sonde_http_connections ")
    }

    @Test func `an address has no more connections than it may, on all loops together`() throws {
        let server = try TestServer(loopCount: 3, limits: { $0.peerConnectionCountMax = 5 })
        let kept = try (0..<5).map { _ in try RawConnection(port: server.port) }
        try eventually("five connections to be open") {
            open(server) == ["sonde_http_connections 5"]
        }
        for _ in 0..<20 {
            #expect(try RawConnection(port: server.port).receiveAll()?.isEmpty ?? true)
        }
        let limit = "sonde_http_limit_reached_total{limit=\"peer_connections\"}"
        #expect(server.metrics(limit) == ["\(limit) 20"])

        let other = try RawConnection(port: server.port, source: 2)
        other.send(request)
        #expect(try HTTPClient.parse(try #require(other.receiveAll())).text == "hello\n")
        other.close()
        for connection in kept {
            connection.send(request)
            #expect(try HTTPClient.parse(try #require(connection.receiveAll())).text == "hello\n")
            connection.close()
        }
        try eventually("the connections to be closed") {
            open(server) == ["sonde_http_connections 0"]
        }
        #expect(try server.client.get("/hello").text == "hello\n")
    }

    @Test func `without a number of its own, an address may have half of all connections`() throws {
        let server = try TestServer(limits: { $0.connectionCountMax = 6 })
        let kept = try (0..<3).map { _ in try RawConnection(port: server.port) }
        try eventually("three connections to be open") {
            open(server) == ["sonde_http_connections 3"]
        }
        #expect(try RawConnection(port: server.port).receiveAll()?.isEmpty ?? true)
        for connection in kept { connection.close() }
    }

    @Test(arguments: [
        ("192.0.2.1:1", "192.0.2.1:2", true), ("192.0.2.1:1", "192.0.2.2:1", false),
        ("[2001:db8:1:2::1]:1", "[2001:db8:1:2:ffff:ffff:ffff:ffff]:2", true),
        ("[2001:db8:1:2::1]:1", "[2001:db8:1:3::1]:1", false),
        ("[::]:1", "0.0.0.0:1", false),
    ])
    func `a peer is an IPv4 address or an IPv6 network of 64 bits`(
        first: String, second: String, isSame: Bool
    ) throws {
        let (first, second) = (SocketAddress(first), SocketAddress(second))
        #expect(try (PeerNetwork(#require(first)) == PeerNetwork(#require(second))) == isSame)
    }

    @Test func `a peer on a Unix socket is not counted`() {
        #expect(PeerNetwork(.unix(path: "")) == nil)
    }
}
