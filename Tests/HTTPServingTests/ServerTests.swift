import Base
import Foundation
import HTTPServing
import HTTPWire
import Reactor
import Synchronization
import TestSupport
import Testing

@Suite struct ServerTests {
    /// The answers that one connection gets, each checked for its end.
    private func answers(_ connection: RawConnection, count: Int) throws -> [HTTPClient.Answer] {
        var answers: [HTTPClient.Answer] = []
        var rest: [UInt8] = []
        while answers.count < count {
            rest += connection.receive { bytes in Self.answerLength(rest + bytes) != nil }
            let length = try #require(Self.answerLength(rest))
            answers.append(try HTTPClient.parse(Array(rest[..<length])))
            rest = Array(rest[length...])
        }
        return answers
    }

    /// Where the first answer in `bytes` ends, if it does.
    private static func answerLength(_ bytes: [UInt8]) -> Int? {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)),
            let answer = try? HTTPClient.parse(Array(bytes[..<end.upperBound]))
        else { return nil }
        let length = end.upperBound + (answer.headers["content-length"].flatMap(Int.init) ?? 0)
        return length <= bytes.count ? length : nil
    }

    @Test func `an answer has status, date, type, length and content`() throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        connection.send("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        let text = String(decoding: try #require(connection.receiveAll()), as: UTF8.self)
        let date = try #require(text.firstMatch(of: /Date: (.+)\r\n/)).1
        #expect(
            text == """
                HTTP/1.1 200 OK\r
                Date: \(date)\r
                Content-Type: text/plain; charset=utf-8\r
                Content-Length: 6\r
                Connection: close\r
                \r
                hello\n
                """)
    }

    @Test func `a connection serves one request after the other`() throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        for number in 0..<100 {
            let body = "request \(number)"
            connection.send(
                "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            )
            #expect(try answers(connection, count: 1).map(\.text) == [body])
        }
        #expect(server.metrics("sonde_http_accepted_total") == ["sonde_http_accepted_total 1"])
    }

    @Test func `requests sent ahead are answered in order, also behind one that waits`() throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        var requests = ""
        var expected: [String] = []
        for number in 0..<300 {
            if number % 100 == 50 {
                requests += "GET /later HTTP/1.1\r\nHost: x\r\n\r\n"
                expected.append("later\n")
            } else {
                requests += "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n"
                requests += String(number + 100)
                expected.append(String(number + 100))
            }
        }
        connection.send(requests)
        #expect(try answers(connection, count: 300).map(\.text) == expected)
    }

    @Test func `a request that comes byte by byte is served`() throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        let request =
            "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        for byte in request.utf8 { connection.send([byte]) }
        #expect(try answers(connection, count: 1).map(\.text) == ["abc"])
    }

    @Test func `a client that waits is told to go on`() throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        connection.send(
            "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        let interim = connection.receive { $0.count >= 25 }
        #expect(String(decoding: interim, as: UTF8.self) == "HTTP/1.1 100 Continue\r\n\r\n")
        connection.send("ok")
        #expect(try answers(connection, count: 1).map(\.text) == ["ok"])
    }

    @Test(arguments: [
        (
            "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n", 404,
            "nothing is served at this path; see /\n"
        ),
        (
            "POST /hello HTTP/1.1\r\nHost: x\r\n\r\n", 405,
            "this path answers GET, HEAD, OPTIONS only\n"
        ),
        ("GET /hello HTTP/1.1\r\n\r\n", 400, "the Host field is missing\n"),
        ("GET /hello HTTP/3.0\r\nHost: x\r\n\r\n", 505, "only HTTP/1.1 and HTTP/1.0 are served\n"),
        (
            "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n", 413,
            "the body has more than 1048576 bytes\n"
        ),
        (
            "GET /\(String(repeating: "x", count: 9_000)) HTTP/1.1\r\nHost: x\r\n\r\n", 414,
            "the target has more than 8192 bytes\n"
        ),
        (
            "GET / HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "x", count: 20_000))\r\n\r\n", 431,
            "the head has more than 16384 bytes\n"
        ),
        ("\u{16}\u{3}\u{1}", 400, "a control byte outside the content\n"),
    ])
    func `what cannot be served is answered with a reason`(
        request: String, status: Int, reason: String
    ) throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        connection.send(request)
        let answer = try #require(try answers(connection, count: 1).first)
        #expect(answer.status == status)
        #expect(answer.text == reason)
    }

    @Test func `after a refusal the connection ends, and the client can read why`() throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        connection.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n")
        // Far more than the server reads before it has answered.
        connection.send([UInt8](repeating: 0x78, count: 3_000_000))
        connection.finishSending()
        let answer = try HTTPClient.parse(try #require(connection.receiveAll()))
        #expect(answer.status == 413)
        #expect(answer.headers["connection"] == "close")
        #expect(
            server.metrics("sonde_http_limit_reached_total{limit=\"body_bytes\"}")
                == ["sonde_http_limit_reached_total{limit=\"body_bytes\"} 1"])
    }

    @Test func `the methods of a path are told in Allow`() throws {
        let server = try TestServer()
        let answer = try server.client.request("OPTIONS", "/hello")
        #expect(answer.status == 204)
        #expect(answer.headers["allow"] == "GET, HEAD, OPTIONS")
        #expect(try server.client.request("DELETE", "/echo").headers["allow"] == "OPTIONS, POST")
        #expect(try server.client.request("OPTIONS", "*").status == 204)
    }

    @Test func `HEAD is answered like GET, without content`() throws {
        let server = try TestServer()
        let answer = try server.client.request("HEAD", "/hello")
        #expect(answer.status == 200)
        #expect(answer.headers["content-length"] == "6")
        #expect(answer.body == [])
    }

    @Test func `an answer larger than the kernel takes at once arrives whole`() throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        connection.send(
            "GET /large HTTP/1.1\r\nHost: x\r\n\r\nGET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
        let both = try answers(connection, count: 2)
        #expect(both[0].text == String(repeating: "0123456789abcdef", count: 1 << 18))
        #expect(both[1].text == "hello\n")
    }

    @Test func `HTTP 1.0 closes unless asked to stay`() throws {
        let server = try TestServer()
        let closing = try RawConnection(port: server.port)
        closing.send("GET /hello HTTP/1.0\r\n\r\n")
        #expect(try HTTPClient.parse(try #require(closing.receiveAll())).text == "hello\n")
        let staying = try RawConnection(port: server.port)
        staying.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(try answers(staying, count: 1)[0].headers["connection"] == "keep-alive")
        staying.send("GET /hello HTTP/1.0\r\n\r\n")
        #expect(try answers(staying, count: 1)[0].text == "hello\n")
    }

    @Test func `a handler can break the connection`() throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        connection.send("GET /reset HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(connection.receiveAll() == nil)
    }

    @Test func `a client that has finished sending still gets its answer`() throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        connection.send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n")
        connection.finishSending()
        #expect(try HTTPClient.parse(try #require(connection.receiveAll())).text == "later\n")
    }

    @Test func `a client that sends all it has at once and finishes is answered in full`() throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        // Each larger than one read, and with its end behind it already when the loop looks.
        let bodies = (0..<5).map { String(repeating: "\($0)", count: ServerLimits.readByteCount) }
        for body in bodies {
            connection.send(
                "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n")
            connection.send(body)
        }
        connection.finishSending()
        let answers = String(decoding: try #require(connection.receiveAll()), as: UTF8.self)
        #expect(answers.split(separator: "\r\n\r\n").dropFirst().count == bodies.count)
        for body in bodies { #expect(answers.contains("\r\n\r\n" + body)) }
    }

    @Test func `a request that comes while an answer is sent is read afterwards`() throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        connection.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        // The answer does not fit the kernel's buffers: it is still being sent when these come.
        _ = connection.receive { $0.count > 1 << 16 }
        connection.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
        connection.send("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        let rest = String(decoding: try #require(connection.receiveAll()), as: UTF8.self)
        #expect(rest.components(separatedBy: "\r\n\r\nhello\n").count == 3)
    }

    @Test func `a client that goes away costs nothing any more`() throws {
        let server = try TestServer()
        for path in ["/never", "/later"] {
            let connection = try RawConnection(port: server.port)
            connection.send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
            connection.close()
        }
        try eventually("all connections to end") {
            server.metrics("sonde_http_connections ") == ["sonde_http_connections 0"]
        }
    }

    @Test func `measured routes are observed under their own name alone`() throws {
        let server = try TestServer()
        #expect(
            server.metrics("http_request_duration_count") == [
                "http_request_duration_count{method=\"POST\",url=\"/echo\",code=\"200\"} 0"
            ])
        _ = try server.client.request("POST", "/echo?x=1", headers: ["Host": "evil.example"])
        _ = try server.client.request("POST", "http://evil.example/echo#", body: "x")
        _ = try server.client.request("POST", "/%65cho")
        _ = try server.client.request("BREW", "/echo")
        _ = try server.client.request("POST", "/echo/")
        #expect(
            server.metrics("http_request_duration_count") == [
                "http_request_duration_count{method=\"POST\",url=\"/echo\",code=\"200\"} 2"
            ])
    }

    @Test func `several loops share a port`() throws {
        let server = try TestServer(loopCount: 3)
        #expect(server.server.remotes.count == 3)
        for _ in 0..<30 { #expect(try server.client.get("/hello").text == "hello\n") }
    }

    @Test func `a stop finishes what is under way and ends idle connections`() throws {
        let held = Mutex<LoopBound<Exchange>?>(nil)
        // A port that nobody is given by chance once it is free again.
        let address = try #require(SocketAddress("127.0.0.1:\(freeLoopbackPort())"))
        let server = try TestServer(
            addresses: [address], limits: { $0.drainTimeout = patience },
            routes: { loop in
                [
                    Route(.get, "/held", "answers when the test says so") { exchange in
                        let bound = LoopBound(exchange, on: loop.remote)
                        held.withLock { $0 = bound }
                    }
                ]
            })
        let idle = try RawConnection(port: server.port)
        idle.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
        _ = try answers(idle, count: 1)
        let busy = try RawConnection(port: server.port)
        busy.send("GET /held HTTP/1.1\r\nHost: x\r\n\r\n")
        let exchange = try eventually("the request to be there") { held.withLock { $0 } }

        let stopper = Thread { server.stop() }
        stopper.start()
        // The end of the idle connection tells that the stop has begun.
        #expect(idle.receiveAll() == [])
        idle.close()
        server.server.remotes[0].submit { exchange.get().respond(.text(.ok, "at last\n")) }
        let answer = try HTTPClient.parse(try #require(busy.receiveAll()))
        busy.close()
        #expect(answer.text == "at last\n")
        #expect(answer.headers["connection"] == "close")
        try eventually("the stop to be through") { stopper.isFinished }
        // A child that another test is just starting has a copy of the socket until it runs.
        try eventually("connections to be refused") {
            (try? RawConnection(port: server.port)) == nil  // Refused is what is waited for.
        }
    }

    @Test func `a client that takes gzip gets it, and the content is the same`() throws {
        let server = try TestServer()
        let folder = try TemporaryFolder()
        let plain = try server.client.get("/large")
        #expect(plain.headers["content-encoding"] == nil)
        #expect(plain.headers["vary"] == "Accept-Encoding")
        let headers = ["Accept-Encoding": "br, gzip;q=0.5"]
        let answer = try server.client.get("/large", headers: headers)
        #expect(answer.headers["content-encoding"] == "gzip")
        #expect(answer.headers["vary"] == "Accept-Encoding")
        #expect(answer.body.count < plain.body.count / 10)
        // Another program's word for it.
        let file = folder.url.appendingPathComponent("large.gz")
        try Data(answer.body).write(to: file)
        let gzip = try ChildProcess("/bin/gzip", ["-dc", file.path])
        #expect(try gzip.waitForExit() == 0)
        #expect(gzip.standardOutput == plain.text)
    }

    @Test(arguments: ["gzip;q=0", "identity", "*;q=0", "br", ""])
    func `a client that does not take gzip does not get it`(accepted: String) throws {
        let server = try TestServer()
        let answer = try server.client.get("/large", headers: ["Accept-Encoding": accepted])
        #expect(answer.headers["content-encoding"] == nil)
        #expect(
            try server.client.get("/hello", headers: ["Accept-Encoding": "gzip"]).text == "hello\n")
    }
}
