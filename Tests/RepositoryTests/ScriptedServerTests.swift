import Foundation
import TestSupport
import Testing

/// The servers that misbehave on purpose, and the client that sees it.
@Suite struct ScriptedServerTests {
    @Test func `a script is played on each connection, and what came is kept`() throws {
        let server = ScriptedServer([
            .readRequest, .send("HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok"),
        ])
        defer { server.stop() }
        let client = HTTPClient(port: server.port)
        for body in ["one", "two"] {
            let answer = try client.post("/orders?x=1", body)
            #expect(answer.status == 201)
            #expect(answer.headers == ["content-length": "2"])
            #expect(answer.text == "ok")
        }
        #expect(
            server.requests
                == ["one", "two"].map {
                    "POST /orders?x=1 HTTP/1.1\r\nConnection: close\r\nContent-Length: 3\r\n"
                        + "Host: 127.0.0.1:\(server.port)\r\n\r\n\($0)"
                })
    }

    @Test func `a reset is a reset, and a close is an end`() throws {
        for (script, expected) in [
            ([ScriptedServer.Act.readAnything, .reset], nil), ([.readAnything], [UInt8]()),
        ] {
            let server = ScriptedServer(script)
            defer { server.stop() }
            let connection = try RawConnection(port: server.port)
            connection.send("hello")
            #expect(connection.receiveAll() == expected)
        }
    }

    @Test func `a server that hangs keeps the connection until it stops`() throws {
        let server = ScriptedServer([.hang])
        let connection = try RawConnection(port: server.port, timeout: .milliseconds(20))
        connection.send("hello")
        #expect(connection.receive() == nil)
        let patient = try RawConnection(port: server.port)
        server.stop()
        #expect(patient.receiveAll()?.isEmpty ?? true)
    }

    @Test func `bytes trickle and flow until the peer is gone`() throws {
        for act in [ScriptedServer.Act.trickle("x", every: .milliseconds(1)), .sendForever("x")] {
            let server = ScriptedServer([act])
            defer { server.stop() }
            let connection = try RawConnection(port: server.port)
            let bytes = connection.receive { $0.count >= 5 }
            #expect(bytes.prefix(5) == Array("xxxxx".utf8)[...])
        }
    }

    @Test func `a full listener neither accepts nor refuses`() throws {
        let listener = FullListener()
        #expect(throws: (any Error).self) {
            _ = try RawConnection(port: listener.port, timeout: .milliseconds(50))
        }
    }

    @Test func `a free port is refused`() throws {
        let port = try freeLoopbackPort()
        let failure = #expect(throws: (any Error).self) { _ = try RawConnection(port: port) }
        #expect(failure.map { "\($0)" } == "cannot connect to port \(port): Connection refused")
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\n\r\nall of it", 200, "all of it"),
        ("HTTP/1.1 404 Not Found\r\nX: 1\r\n\r\n", 404, ""),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n"
                + "0\r\n\r\n", 200, "abc0123456789"
        ),
    ])
    func `an answer is parsed`(bytes: String, status: Int, body: String) throws {
        let answer = try HTTPClient.parse(Array(bytes.utf8))
        #expect(answer.status == status)
        #expect(answer.text == body)
    }

    @Test(arguments: [
        ("SSH-2.0\r\n", "no head in SSH-2.0\r\n"), ("nonsense\r\n\r\n", "no status in nonsense"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab", "the chunks do not end"),
    ])
    func `what is no answer is an error`(bytes: String, reason: String) {
        let failure = #expect(throws: HTTPClient.Malformed.self) {
            _ = try HTTPClient.parse(Array(bytes.utf8))
        }
        #expect(failure?.description == reason)
    }
}
