import Base
import Matching
import Monitoring
import Probing
import Synchronization
import TestSupport
import Testing

/// Runs of several steps, against servers on loopback.
@Suite struct JourneyTests {
    private func run(
        _ steps: [Step], timeout: Duration = patience, attempts: Int = 1
    ) throws -> ProbeResult {
        let probe = Probe(
            name: "journey", interval: .seconds(3_600), timeout: timeout, attempts: attempts,
            steps: steps)
        return try SingleRun.result(of: probe, userAgent: "Sonde/test")
    }

    /// The same, if the first step could begin in time: when the machine is held up, nothing may be
    /// left of a short one.
    private func runInTime(_ steps: [Step], timeout: Duration = patience) throws -> ProbeResult {
        try eventually("a first step that begins in time") {
            let result = try run(steps, timeout: timeout)
            return result.steps.first?.failures.first?.stage == .internal ? nil : result
        }
    }

    private static func answer(
        _ status: Int, _ headers: String = "", _ body: String = ""
    ) -> String {
        "HTTP/1.1 \(status) X\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private func step(
        _ name: String, _ method: String, _ url: String, body: RequestBody = .none,
        headers: [HTTPRequest.Field] = [], _ expectations: [Expectation] = [.status(.successful)],
        extract: [Extraction] = [], isAlways: Bool = false, timeout: Duration? = nil,
        redirects: RedirectPolicy = .refuse
    ) throws -> Step {
        var request = HTTPRequest(
            method: method, url: try Template(url), headers: headers, body: body)
        request.redirects = redirects
        return Step(
            name: name, request: request, expectations: expectations, extractions: extract,
            isAlways: isAlways, timeout: timeout)
    }

    @Test func `a login is remembered, and what it gave is used`() throws {
        let server = ScriptedServer([
            .answer { request in
                switch request.prefix(while: { !$0.isNewline }) {
                case "POST /login HTTP/1.1":
                    return Self.answer(
                        200, "Set-Cookie: sid=abc; Path=/\r\n",
                        #"{"token": "t0k\"en", "user": {"id": 7}}"#)
                case "GET /users/7?note=t0k%22en HTTP/1.1":
                    return Self.answer(200, "", #"{"id": 7}"#)
                default: return Self.answer(404)
                }
            }
        ])
        defer { server.stop() }
        let result = try run([
            step(
                "login", "POST", server.url("/login"),
                body: .form([.init("user", "a b"), .init("password", "p&q")]),
                extract: [
                    Extraction("token", .json(try JSONPath("$.token"))),
                    Extraction("id", .json(try JSONPath("$.user.id"))),
                ]),
            step(
                "read", "POST",
                server.url("/users/{{id}}?note={{token}}"),
                body: .json(try Template(#"{"token": "{{token}}"}"#)),
                headers: [.init("Authorization", try Template("Bearer {{token}}"))],
                [.status([404])]),
            step(
                "check", "GET", server.url("/users/{{id}}?note={{token}}"),
                [.json(try JSONPath("$.id"), .text(.equals(try Template("{{id}}"))))]),
        ])
        #expect(result.outcome == .success)
        let host = "Host: 127.0.0.1:\(server.port)\r\nUser-Agent: Sonde/test\r\nAccept: */*\r\n"
        #expect(
            withoutTrace(server.requests) == [
                "POST /login HTTP/1.1\r\n\(host)Content-Type: application/x-www-form-urlencoded\r\n"
                    + "Content-Length: 23\r\n\r\nuser=a+b&password=p%26q",
                "POST /users/7?note=t0k%22en HTTP/1.1\r\n\(host)"
                    + "Authorization: Bearer t0k\"en\r\nContent-Type: application/json\r\n"
                    + "Cookie: sid=abc\r\nContent-Length: 20\r\n\r\n{\"token\": \"t0k\\\"en\"}",
                "GET /users/7?note=t0k%22en HTTP/1.1\r\n\(host)Cookie: sid=abc\r\n\r\n",
            ])
        // One trace for the whole run.
        let traceID = try #require(result.traceID)
        #expect(server.requests.allSatisfy { $0.contains("traceparent: 00-\(traceID)-") })
        // Nothing that was shown holds the token.
        let shown = "\(result.steps.map(\.evidence)) \(result.steps.map(\.findings))"
        #expect(!shown.contains("t0k"))
    }

    @Test func `clean-up runs after a failure, other steps do not`() throws {
        let server = ScriptedServer([
            .answer { request in
                request.hasPrefix("POST")
                    ? Self.answer(201, "", #"{"id": 5}"#) : Self.answer(500)
            }
        ])
        defer { server.stop() }
        let id = Extraction("id", .json(try JSONPath("$.id")))
        let result = try run([
            step("create", "POST", server.url("/things"), extract: [id]),
            step("read", "GET", server.url("/things/{{id}}")),
            step("never", "GET", server.url("/never")),
            step("cancel", "DELETE", server.url("/things/{{id}}"), isAlways: true),
            step("other", "DELETE", server.url("/things/{{other}}"), isAlways: true),
        ])
        #expect(
            server.requests.map { $0.prefix { !$0.isNewline } } == [
                "POST /things HTTP/1.1", "GET /things/5 HTTP/1.1", "DELETE /things/5 HTTP/1.1",
            ])
        #expect(result.steps.map(\.step.name) == ["create", "read", "cancel"])
        #expect(result.failedStep?.step.name == "read")
        #expect(
            result.outcome
                == .failure(Failure(stage: .expect, reason: .status, detail: "got 500, want 2xx")))
    }

    @Test func `what an unexpected answer made is cleaned up, and failing to is no failure`() throws
    {
        let server = ScriptedServer([.answer { _ in Self.answer(202, "", #"{"id": 5}"#) }])
        defer { server.stop() }
        let id = Extraction("id", .json(try JSONPath("$.id")))
        let failed = try run([
            step("create", "POST", server.url("/"), [.status([201])], extract: [id]),
            step("cancel", "DELETE", server.url("/{{id}}"), isAlways: true),
        ])
        #expect(failed.steps.map(\.outcome.label) == ["failure", "success"])
        let fine = try run([
            step("create", "POST", server.url("/"), extract: [id]),
            step("cancel", "DELETE", server.url("/{{id}}"), [.status([204])], isAlways: true),
        ])
        #expect(fine.steps.map(\.outcome.label) == ["success", "failure"])
        #expect(fine.outcome == .success)
    }

    @Test func `clean-up has time of its own after a timeout`() throws {
        let hanging = ScriptedServer([.hang])
        let server = ScriptedServer([.answer { _ in Self.answer(200) }])
        defer { for server in [hanging, server] { server.stop() } }
        let result = try runInTime(
            [
                step("hang", "GET", hanging.url()),
                step("cancel", "GET", server.url(), isAlways: true, timeout: patience),
            ], timeout: patience + .milliseconds(200))
        #expect(result.steps.map(\.outcome.label) == ["failure", "success"])
        guard case .failure(let failure) = result.steps[0].outcome else { return }
        #expect(failure.reason == .timeout)
        #expect(
            failure.detail
                == "no answer within the timeout of \(DurationText.print(patience))200ms, less "
                + "\(DurationText.print(patience)) to clean up")
    }

    @Test func `a step has a timeout of its own`() throws {
        let hanging = ScriptedServer([.hang])
        defer { hanging.stop() }
        let result = try runInTime([
            step("hang", "GET", hanging.url(), timeout: .milliseconds(100))
        ])
        guard case .failure(let failure) = result.outcome else { return }
        #expect(failure.detail == "no answer within the step's timeout of 100ms")
        #expect(result.duration < patience)
    }

    @Test func `a failed run is made again, from the first step, and every attempt is told`() throws
    {
        let count = Mutex(0)
        let server = ScriptedServer([
            .answer { request in
                if request.hasPrefix("GET /a ") { return Self.answer(200, "Set-Cookie: a=1\r\n") }
                let number = count.withLock { value in
                    value += 1
                    return value
                }
                return Self.answer(number < 3 ? 503 : 200)
            }
        ])
        defer { server.stop() }
        let steps = try [step("a", "GET", server.url("/a")), step("b", "GET", server.url("/b"))]
        let result = try run(steps, attempts: 5)
        #expect(result.outcome == .success)
        #expect(result.attemptCount == 3)
        #expect(
            result.steps.map { "\($0.attempt) \($0.step.name) \($0.outcome.label)" } == [
                "1 a success", "1 b failure", "2 a success", "2 b failure", "3 a success",
                "3 b success",
            ])
        // Cookies are those of one attempt.
        #expect(
            server.requests.map { $0.contains("Cookie: a=1\r\n") }
                == [false, true, false, true, false, true])
        count.withLock { $0 = -10 }
        let failed = try run(steps, attempts: 2)
        #expect(failed.outcome != .success)
        #expect(failed.steps.count == 4)
    }

    @Test func `a value that is not there is a failure of the step that gives it`() throws {
        let server = ScriptedServer([.answer { _ in Self.answer(200, "", "{}") }])
        defer { server.stop() }
        let result = try run([
            step(
                "a", "GET", server.url(), extract: [Extraction("id", .json(try JSONPath("$.id")))]),
            step("b", "GET", server.url("/{{id}}")),
        ])
        #expect(server.requests.count == 1)
        #expect(
            result.outcome
                == .failure(
                    Failure(
                        stage: .extract, reason: .json,
                        detail: "cannot take id from $.id: nothing is there")))
    }

    @Test func `warnings degrade and do not fail`() throws {
        let server = ScriptedServer([.answer { _ in Self.answer(200) }])
        defer { server.stop() }
        let request = HTTPRequest(method: "GET", url: server.url())
        let result = try run([
            Step(
                request: request, expectations: [.status([200])],
                warnings: [.size(1 ... .max), .httpVersion(["2"]), .status([200])])
        ])
        #expect(result.outcome == .success)
        #expect(result.isDegraded)
        #expect(
            result.steps[0].warnings.map(\.detail) == [
                "got 0 B, want size >= 1 B", "got 1.1, want HTTP version 2",
            ])
    }

    @Test func `files hold bodies and secrets, and one that is missing is told`() throws {
        let folder = try TemporaryFolder()
        let body = try folder.write("body.json", "[1]")
        let token = try folder.write("token", "s3cret\n")
        let server = ScriptedServer([.answer { _ in Self.answer(500, "", "you sent s3cret") }])
        defer { server.stop() }
        var request = HTTPRequest(
            method: "PUT", url: server.url(),
            headers: [.init("X-Key", Template([.file(token)]))], body: .file(body))
        request.authentication = .basic(
            user: Template(literal: "me"), password: Secret(Template([.file(token)])))
        let result = try run([Step(request: request, expectedStatus: [200])])
        let sent = try #require(server.requests.first)
        #expect(sent.contains("X-Key: s3cret\r\n"))
        #expect(sent.contains("Authorization: Basic bWU6czNjcmV0\r\n"))
        #expect(sent.hasSuffix("\r\n\r\n[1]"))
        #expect(result.steps[0].evidence?.bodyStart == "you sent REDACTED")
        request.body = .file(body + "x")
        let missing = try run([Step(request: request, expectedStatus: [200])])
        #expect(
            missing.outcome
                == .failure(
                    Failure(
                        stage: .internal, reason: .file,
                        detail: "cannot read \(body)x: no such file")))
    }

    @Test func `a form of several parts, and a query`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("f", "bytes")
        let server = ScriptedServer([.answer { _ in Self.answer(200) }])
        defer { server.stop() }
        var request = HTTPRequest(
            method: "POST", url: server.url("/x?a=1#end"),
            body: .multipart([
                .init(name: "a\"b", content: .text(Template(literal: "text"))),
                .init(
                    name: "f", content: .file(file), fileName: "f.bin",
                    contentType: "application/octet-stream"),
            ]))
        request.query = [.init("q r", "s&t")]
        #expect(try run([Step(request: request, expectedStatus: [200])]).outcome == .success)
        let sent = try #require(server.requests.first)
        #expect(sent.hasPrefix("POST /x?a=1&q%20r=s%26t HTTP/1.1\r\n"))
        let boundary = try #require(
            sent.firstMatch(of: /multipart\/form-data; boundary=([0-9a-f]{32})\r\n/)?.1)
        let headEnd = try #require(sent.firstRange(of: "\r\n\r\n"))
        #expect(
            String(sent[headEnd.upperBound...])
                == "--\(boundary)\r\nContent-Disposition: form-data; name=\"a%22b\"\r\n\r\ntext\r\n"
                + "--\(boundary)\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f.bin\""
                + "\r\nContent-Type: application/octet-stream\r\n\r\nbytes\r\n--\(boundary)--\r\n")
    }
}
