import Foundation
import HTTPServing
import HTTPWire
import TestSupport
import Testing

@Suite final class AuthenticationTests {
    /// "secret", at the least cost.
    private static let hash = PasswordHash(
        "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW")!

    private let checker: PasswordChecker
    private let server: TestServer

    init() throws {
        checker = try PasswordChecker()
        var security = ServerSecurity()
        security.authentication = Authentication(
            users: ["alice": Self.hash], openPaths: ["/hello"], checker: checker)
        server = try TestServer(token: "operators' token", security: security)
    }

    deinit {
        server.stop()
        checker.stop()
    }

    private func basic(_ pair: String) -> String {
        "Basic " + Data(pair.utf8).base64EncodedString()
    }

    private func status(
        _ path: String, _ authorization: String?, method: String = "GET"
    ) throws -> Int {
        let headers = authorization.map { ["Authorization": $0] } ?? [:]
        return try server.client.request(method, path, headers: headers).status
    }

    @Test(arguments: [
        "alice:secret", "alice:secret\0more", "alice:Secret", "alice:", "alice", "bob:secret",
        ":secret", "alice:secret ",
    ])
    func `only a user with the right password is served`(_ pair: String) throws {
        let expected = pair == "alice:secret" ? 200 : 401
        for _ in 0..<2 { #expect(try status("/large", basic(pair)) == expected) }
    }

    @Test(arguments: [
        nil, "", "Basic", "Basic ", "Basic !!!!", "Basic YWxpY2U6c2VjcmV0=", "Bearer secret",
        "Digest YWxpY2U6c2VjcmV0", "YWxpY2U6c2VjcmV0", "Basic YWxpY2U6c2VjcmV0 x",
    ])
    func `what is not readable is no password`(_ field: String?) throws {
        #expect(try status("/large", field) == 401)
    }

    @Test func `the scheme's letters may be of either case`() throws {
        #expect(try status("/large", "bASIC YWxpY2U6c2VjcmV0") == 200)
    }

    @Test func `a client without a password is told what is wanted`() throws {
        let answer = try server.client.get("/large")
        #expect(answer.status == 401)
        #expect(answer.headers["www-authenticate"] == #"Basic realm="sonde", charset="UTF-8""#)
        #expect(answer.text == "a user name and its password are needed\n")
    }

    @Test func `every path is covered, also one that is not there`() throws {
        #expect(try status("/nothing", nil) == 401)
        #expect(try status("/large", nil, method: "OPTIONS") == 401)
        #expect(try status("/large", nil, method: "DELETE") == 401)
        #expect(try status("/operators", nil) == 401)
        #expect(try status("/hello?x", nil) == 200)
        #expect(try status("/hello/", nil) == 401)
        #expect(try status("/nothing", basic("alice:secret")) == 404)
    }

    @Test func `operators' routes take a user or the token, others no token`() throws {
        #expect(try status("/operators", basic("alice:secret")) == 200)
        #expect(try status("/operators", "Bearer operators' token") == 200)
        #expect(try status("/operators", "Bearer another") == 401)
        #expect(try status("/large", "Bearer operators' token") == 401)
    }

    @Test func `a user of another address may use operators' routes`() throws {
        let answer = try server.client.get(
            "/operators",
            headers: ["Authorization": basic("alice:secret"), "X-Forwarded-For": "192.0.2.1"])
        #expect(answer.status == 200)
    }

    @Test func `a peer that tries passwords waits for itself`() throws {
        // Of a cost that keeps the checker busy while the rest is looked at.
        var security = ServerSecurity()
        let slow = try #require(
            PasswordHash("$2b$12$abcdefghijklmnopqrstuuCdr1OkRDbzh3zSFeHAGBzQAnVXs9B3W"))
        security.authentication = Authentication(
            users: ["alice": slow], openPaths: ["/hello"], checker: checker)
        server.apply(security)
        let hold = LoopHold(server.server.remotes[0])
        let connections = try (0..<10).map { number in
            let connection = try RawConnection(port: server.port)
            let field = basic("alice:\(number)")
            connection.send(
                "GET /large HTTP/1.1\r\nHost: x\r\nAuthorization: \(field)\r\n"
                    + "Connection: close\r\n\r\n")
            return connection
        }
        hold.release()
        #expect(try status("/hello", nil) == 200)
        let answers = try connections.map { connection in
            try HTTPClient.parse(try #require(connection.receiveAll())).status
        }
        #expect(Set(answers) == [401, 503])
        #expect(answers.count { $0 == 401 } >= PasswordChecker.waitingCountOfPeerMax)
        let reached = server.metrics(#"sonde_http_limit_reached_total{limit="password_checks"}"#)
        let busy = answers.count { $0 == 503 }
        #expect(
            reached == [#"sonde_http_limit_reached_total{limit="password_checks"} \#(busy)"#])
    }

    @Test(arguments: [("alice:secret", 200), ("alice:wrong", 401), ("bob:secret", 401)])
    func `one password on many connections at once is one check`(
        _ pair: String, _ expected: Int
    ) throws {
        var security = ServerSecurity()
        let slow = try #require(
            PasswordHash("$2b$12$abcdefghijklmnopqrstuuT1Iwu6o8Wx7BoOyIMHfgVJq6JO/IJhW"))
        security.authentication = Authentication(
            users: ["alice": slow], openPaths: [], checker: checker)
        server.apply(security)
        let connections = try (0..<10).map { _ in
            let connection = try RawConnection(port: server.port)
            connection.send(
                "GET /hello HTTP/1.1\r\nHost: x\r\nAuthorization: \(basic(pair))\r\n"
                    + "Connection: close\r\n\r\n")
            return connection
        }
        for connection in connections {
            let answer = try HTTPClient.parse(try #require(connection.receiveAll()))
            #expect(answer.status == expected)
        }
        let refused = #"sonde_http_limit_reached_total{limit="password_checks"}"#
        #expect(server.metrics(refused) == [refused + " 0"])
    }

    @Test func `fields that each answer is to have are in each, refusals included`() throws {
        var security = ServerSecurity()
        security.headers = ["X-Frame-Options": "deny"]
        server.apply(security)
        let connection = try RawConnection(port: server.port)
        for request in ["GET /hello HTTP/1.1\r\nHost: x\r\n\r\n", "broken\r\n\r\n"] {
            connection.send(request)
        }
        let text = String(decoding: try #require(connection.receiveAll()), as: UTF8.self)
        #expect(text.components(separatedBy: "\r\nX-Frame-Options: deny\r\n").count == 3)
    }
}
