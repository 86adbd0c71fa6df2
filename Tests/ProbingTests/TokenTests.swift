import Base
import Monitoring
import Probing
import Synchronization
import TestSupport
import Testing

/// Requests that show a token of a client's credentials (RFC 6749 section 4.4).
@Suite struct TokenTests {
    private static func answer(_ status: Int, _ body: String) -> String {
        "HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static func token(_ text: String) -> String {
        answer(200, #"{"access_token": "\#(text)", "token_type": "bearer", "expires_in": 3600}"#)
    }

    private func probe(_ api: ScriptedServer, _ tokens: ScriptedServer, runs: Int = 1) -> Probe {
        var request = HTTPRequest(method: "GET", url: api.url("/orders"))
        request.authentication = .clientCredentials(
            .init(
                tokenURL: tokens.url("/token"), clientID: "me:1",
                clientSecret: Secret(Template(literal: "s3cret/+")), scopes: ["a", "b"],
                parameters: [.init("audience", "https://api.example")]))
        let steps = (0..<runs).map { number in
            Step(name: "step\(number)", request: request, expectations: [.status([200])])
        }
        return Probe(name: "api", interval: .seconds(60), timeout: patience, steps: steps)
    }

    @Test func `a token is fetched once and shown with each request`() throws {
        let tokens = ScriptedServer([.answer { _ in Self.token("t0k3n") }])
        let api = ScriptedServer([.answer { _ in Self.answer(200, "") }])
        defer {
            tokens.stop()
            api.stop()
        }
        let result = try SingleRun.result(of: probe(api, tokens, runs: 3), userAgent: "Sonde/test")
        #expect(result.outcome == .success)
        #expect(tokens.requests.count == 1)
        let request = try #require(tokens.requests.first)
        #expect(request.hasPrefix("POST /token HTTP/1.1\r\n"))
        // "me%3A1:s3cret%2F%2B"
        #expect(request.contains("\r\nAuthorization: Basic bWUlM0ExOnMzY3JldCUyRiUyQg==\r\n"))
        #expect(
            request.hasSuffix(
                "\r\n\r\ngrant_type=client_credentials&scope=a+b&audience=https%3A%2F%2Fapi.example"
            )
        )
        #expect(api.requests.count == 3)
        #expect(api.requests.allSatisfy { $0.contains("\r\nAuthorization: Bearer t0k3n\r\n") })
    }

    /// Answers with a number that grows by one each time.
    private func numbered(_ answer: @escaping @Sendable (Int, String) -> String) -> ScriptedServer {
        let count = Mutex(0)
        return ScriptedServer([
            .answer { request in
                let number = count.withLock { count in
                    count += 1
                    return count
                }
                return answer(number, request)
            }
        ])
    }

    @Test func `a kept token that is no longer taken is fetched anew`() throws {
        let tokens = numbered { number, _ in Self.token("token\(number)") }
        let api = numbered { number, request in
            let isOld = number > 1 && request.contains("Bearer token1\r\n")
            return Self.answer(isOld ? 401 : 200, "")
        }
        defer {
            tokens.stop()
            api.stop()
        }
        let result = try SingleRun.result(of: probe(api, tokens, runs: 3), userAgent: "Sonde/test")
        #expect(result.outcome == .success)
        #expect(tokens.requests.count == 2)
        let shown = api.requests.map { $0.contains("Bearer token1") ? 1 : 2 }
        #expect(shown == [1, 1, 2, 2])
    }

    @Test func `a new token that is refused is the answer`() throws {
        let tokens = numbered { number, _ in Self.token("token\(number)") }
        let api = numbered { _, _ in Self.answer(401, "") }
        defer {
            tokens.stop()
            api.stop()
        }
        let result = try SingleRun.result(of: probe(api, tokens), userAgent: "Sonde/test")
        #expect(result.steps.first?.failures.first?.reason == .status)
        #expect(api.requests.count == 1)
        #expect(tokens.requests.count == 1)
    }

    @Test(arguments: [
        (Self.answer(401, #"{"error": "invalid_client"}"#), "got 401, want 200 (invalid_client)"),
        (Self.answer(500, "oops"), "got 500, want 200"),
        (Self.answer(200, "{}"), "the answer has no access_token"),
        (Self.answer(200, "no JSON"), "the answer has no access_token"),
        (
            Self.answer(200, #"{"access_token": "x", "token_type": "mac"}"#),
            "the token is not of the type Bearer"
        ),
        (
            Self.answer(200, #"{"access_token": "x\r\ny", "token_type": "Bearer"}"#),
            "the token holds what no header field may hold"
        ),
    ])
    func `an answer without a token is a failure`(_ answer: String, _ problem: String) throws {
        let tokens = ScriptedServer([.answer { _ in answer }])
        let api = ScriptedServer([.answer { _ in Self.answer(200, "") }])
        defer {
            tokens.stop()
            api.stop()
        }
        let result = try SingleRun.result(of: probe(api, tokens), userAgent: "Sonde/test")
        let failure = try #require(result.steps.first?.failures.first)
        #expect(failure.stage == .send)
        #expect(failure.reason == .token)
        #expect(failure.detail == "no token from \(tokens.url("/token")): \(problem)")
        #expect(api.requests.isEmpty)
    }

    @Test func `a server of tokens that is down is told as such`() throws {
        // A port that no other test gets when the server is gone.
        let tokens = ScriptedServer([], port: try freeLoopbackPort())
        let api = ScriptedServer([.answer { _ in Self.answer(200, "") }])
        defer { api.stop() }
        let probe = probe(api, tokens)
        tokens.stop()
        let result = try SingleRun.result(of: probe, userAgent: "Sonde/test")
        let failure = try #require(result.steps.first?.failures.first)
        #expect(failure.stage == .connect)
        #expect(failure.reason == .refused)
        #expect(failure.detail.hasPrefix("no token from "))
    }
}
