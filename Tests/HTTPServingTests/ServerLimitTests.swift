import Base
import HTTPServing
import TestSupport
import Testing

@Suite struct ServerLimitTests {
    /// A server one of whose limits of time is so short that a test need not wait long. The others
    /// are not, for the test may be slow itself.
    private func hastyServer(
        _ limit: WritableKeyPath<ServerLimits, Duration>
    ) throws -> TestServer {
        try TestServer(limits: { limits in
            limits[keyPath: limit] = .milliseconds(50)
            limits.sweepInterval = .milliseconds(5)
        })
    }

    private func count(_ server: TestServer, _ limit: String) -> String? {
        server.metrics("sonde_http_limit_reached_total{limit=\"\(limit)\"}").first?
            .split(separator: " ").last.map(String.init)
    }

    @Test func `an idle connection is closed`() throws {
        let server = try hastyServer(\.idleTimeout)
        #expect(try RawConnection(port: server.port).receiveAll() == [])
    }

    @Test(arguments: [
        ("GET / HT", "head_time", "the head took too long\n"),
        (
            "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx", "body_time",
            "the body took too long\n"
        ),
    ])
    func `a request that does not get ahead is answered 408`(
        start: String, limit: String, reason: String
    ) throws {
        let server = try hastyServer(limit == "head_time" ? \.headTimeout : \.bodyTimeout)
        let connection = try RawConnection(port: server.port)
        connection.send(start)
        let answer = try HTTPClient.parse(try #require(connection.receiveAll()))
        #expect(answer.status == 408)
        #expect(answer.text == reason)
        #expect(count(server, limit) == "1")
    }

    @Test func `a client that sends a byte now and then wins no time`() throws {
        let server = try hastyServer(\.headTimeout)
        let connection = try RawConnection(port: server.port)
        try eventually("the client to be refused") {
            connection.send("x")
            return count(server, "head_time") == "1"
        }
    }

    @Test func `a handler that does not answer has its connection broken`() throws {
        let server = try hastyServer(\.answerTimeout)
        let connection = try RawConnection(port: server.port)
        connection.send("GET /never HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(connection.receiveAll() == nil)
        #expect(count(server, "answer_time") == "1")
    }

    @Test func `a client that does not read is cut off`() throws {
        let server = try hastyServer(\.sendTimeout)
        let connection = try RawConnection(port: server.port)
        for _ in 0..<4 { connection.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n") }
        try eventually("the client to be cut off") { count(server, "send_time") == "1" }
        try eventually("its connection to end") {
            server.metrics("sonde_http_connections ") == ["sonde_http_connections 0"]
        }
    }

    @Test func `a loop that was held up does not take its own delay for its clients'`() throws {
        let server = try hastyServer(\.idleTimeout)
        let remote = server.server.remotes[0]
        let (client, hold) = try eventually("a client to be there while the loop is held up") {
            let client = try RawConnection(port: server.port)
            client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = client.receive { $0.suffix(6) == Array("hello\n".utf8) }
            let hold = LoopHold(remote)
            // Where this took long, the client was idle for too long before.
            return client.receiveAvailable().isOpen ? (client, hold) : nil
        }
        client.send("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        let end = MonotonicInstant.now() + .milliseconds(100)
        try eventually("the time to pass in which the client must ask") { .now() > end }
        hold.release()
        let answer = try HTTPClient.parse(try #require(client.receiveAll()))
        #expect(answer.text == "hello\n")
    }

    @Test(arguments: [
        (1_048_576, 4, 16_384), (20_000, 2, 9_968), (1_024, 4, 240), (100, 1, 50), (3, 4, 1),
        (.max, 1, 16_384),
    ])
    func `connections leave descriptors to the rest of the program`(
        descriptorCountMax: Int, loopCount: Int, expected: Int
    ) {
        var limits = ServerLimits()
        limits.leaveDescriptors(of: descriptorCountMax, loopCount: loopCount)
        #expect(limits.connectionCountMax == expected)
    }

    @Test func `one connection too many is closed at once`() throws {
        let server = try TestServer(limits: { limits in
            limits.connectionCountMax = 2
            limits.peerConnectionCountMax = 100
        })
        let kept = try (0..<2).map { _ in try RawConnection(port: server.port) }
        try eventually("two connections to be open") {
            server.metrics("sonde_http_connections ") == ["sonde_http_connections 2"]
        }
        #expect(try RawConnection(port: server.port).receiveAll()?.isEmpty ?? true)
        #expect(count(server, "connections") == "1")
        for connection in kept {
            connection.send("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(connection.receiveAll() != nil)
        }
    }
}
