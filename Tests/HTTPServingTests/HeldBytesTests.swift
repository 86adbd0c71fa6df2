import Base
import HTTPServing
import HTTPWire
import TestSupport
import Testing

/// How many requests a connection serves, and how much memory clients can make the server hold.
@Suite struct HeldBytesTests {
    private let large = "GET /large HTTP/1.1\r\nHost: x\r\n\r\n"

    /// The size of `/large` with its head, about.
    private let largeByteCount = 4 << 20

    private func count(_ server: TestServer, _ limit: String) -> Int? {
        server.metrics("sonde_http_limit_reached_total{limit=\"\(limit)\"}").first?
            .split(separator: " ").last.flatMap { Int($0) }
    }

    @Test func `the last answer that a connection may have says so, and arrives`() throws {
        let server = try TestServer(limits: { $0.requestCountMax = 3 })
        let connection = try RawConnection(port: server.port)
        connection.send(String(repeating: "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n", count: 5_000))
        let bytes = try #require(connection.receiveAll())
        let text = String(decoding: bytes, as: UTF8.self).replacing(/Date: .+?\r\n/, with: "")
        let answer = """
            HTTP/1.1 200 OK\r
            Content-Type: text/plain; charset=utf-8\r
            Content-Length: 6\r

            """
        let open = answer + "\r\nhello\n"
        #expect(text == open + open + answer + "Connection: close\r\n\r\nhello\n")
        #expect(count(server, "connection_requests") == 1)
    }

    @Test func `a client that does not read what it has gets no further answers made`() throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        // More than kernels buffer on both sides.
        connection.send(String(repeating: large, count: 16))
        try eventually("the server to hold back") { count(server, "waiting_bytes") == 1 }
        let made = server.metrics("sonde_http_responses_total{code=\"200\"}")
        #expect(made != ["sonde_http_responses_total{code=\"200\"} 16"])
        let bytes = connection.receive { $0.count > 16 * largeByteCount }
        #expect(bytes.count > 16 * largeByteCount)
        try eventually("all answers to be made") {
            server.metrics("sonde_http_responses_total{code=\"200\"}")
                == ["sonde_http_responses_total{code=\"200\"} 16"]
        }
    }

    @Test func `clients that do not read cannot make a loop hold more than it may`() throws {
        // Twice as large as what kernels keep of an answer that nobody reads.
        let byteCount = 8 << 20
        let server = try TestServer(
            limits: { $0.heldByteCountMax = byteCount },
            routes: { _ in
                [
                    Route(.get, "/huge", "a huge answer") { exchange in
                        exchange.respond(
                            Response(status: .ok, body: Array(repeating: 0x78, count: byteCount)))
                    }
                ]
            })
        let clients = try (0..<8).map { _ in try RawConnection(port: server.port) }
        for client in clients { client.send("GET /huge HTTP/1.1\r\nHost: x\r\n\r\n") }
        try eventually("room to be made") { try #require(count(server, "held_bytes")) > 0 }
        #expect(try server.client.get("/huge").body.count == byteCount)
        for client in clients { client.close() }
    }

    @Test func `clients that do not finish their requests cannot either`() throws {
        let server = try TestServer(limits: { $0.heldByteCountMax = 4 << 20 })
        let clients = try (0..<10).map { _ in try RawConnection(port: server.port) }
        let head = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"
        // One of them is reset while it sends, at the latest the last one.
        for client in clients {
            client.send(head)
            client.send([UInt8](repeating: 0x78, count: 999_999))
        }
        try eventually("room to be made") { try #require(count(server, "held_bytes")) > 0 }
        #expect(try server.client.post("/echo", "hello").text == "hello")
        let whole = try RawConnection(port: server.port)
        whole.send(head)
        whole.send([UInt8](repeating: 0x78, count: 1_000_000))
        let answer = whole.receive { $0.count > 1_000_000 }
        #expect(answer.count > 1_000_000)
    }

    @Test func `many clients that hold little make room for one that holds much`() throws {
        let server = try TestServer(limits: { $0.heldByteCountMax = 300_000 })
        let clients = try (0..<200).map { _ in try RawConnection(port: server.port) }
        let start = "GET / HTTP/1.1\r\nX: " + String(repeating: "x", count: 1_400)
        for client in clients { client.send(start) }
        let reader = try RawConnection(port: server.port, hasSmallBuffers: true)
        reader.send(large)
        try eventually("room to be made") { try #require(count(server, "held_bytes")) > 0 }
        #expect(try server.client.get("/hello").text == "hello\n")
        // It has the most, and yet it stays.
        #expect(reader.receive { $0.count > 100_000 }.count > 100_000)
        for client in clients { client.close() }
    }

    @Test func `what is given back counts no more`() throws {
        let server = try TestServer(limits: { $0.heldByteCountMax = 2 << 20 })
        let body = String(repeating: "x", count: 900_000)
        for _ in 0..<10 { #expect(try server.client.post("/echo", body).body.count == 900_000) }
        #expect(count(server, "held_bytes") == 0)
    }
}
