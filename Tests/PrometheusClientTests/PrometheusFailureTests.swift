import Base
import Monitoring
import PrometheusClient
import Reactor
import Synchronization
import TestSupport
import Testing
import Transfers

/// Servers that misbehave in one way each, and what is said of them.
@Suite struct PrometheusFailureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let answer: String
        let kind: PrometheusProblem.Kind
        let detail: String

        init(
            _ description: String, _ answer: String, _ kind: PrometheusProblem.Kind,
            _ detail: String
        ) {
            testDescription = description
            self.answer = answer
            self.kind = kind
            self.detail = detail
        }
    }

    private static let refusals = [
        Case(
            "an expression that is none",
            Answers.error("400 Bad Request", "bad_data", "1:3: parse error: unexpected end"),
            .refused, "bad_data: 1:3: parse error: unexpected end"),
        Case(
            "an expression that cannot be evaluated",
            Answers.error(
                "422 Unprocessable Entity", "execution", "found duplicate series"), .refused,
            "execution: found duplicate series"),
        Case(
            "no credentials", Answers.answer("401 Unauthorized", "no", type: "text/plain"),
            .refused, "it answers 401: it wants other credentials"),
        Case(
            "a redirect",
            Answers.answer("302 Found", "", "Location: http://u:p@other/login\r\n"), .refused,
            "it answers 302, a redirect to http://REDACTED@other/login"),
        Case(
            "a page instead of the API",
            Answers.answer("200 OK", "<html>\n<body>", type: "text/html"), .notPrometheus,
            "what answers is not its HTTP API: text/html beginning with '<html>'"),
        Case(
            "another path",
            Answers.answer("404 Not Found", "404 page not found\n", type: "text/plain"),
            .notPrometheus,
            "it answers 404, not its HTTP API: text/plain beginning with '404 page not found'"),
        Case(
            "JSON that is cut off", Answers.answer("200 OK", "{\"status\":\"succ"),
            .notPrometheus, "the answer cannot be read: a string does not end at byte 15"),
        Case(
            "other JSON", Answers.answer("200 OK", "{\"ok\":true}"), .notPrometheus,
            "the answer cannot be read: there is no status at byte 11"),
        Case(
            "an expression that takes too long",
            Answers.error("503 Service Unavailable", "timeout", "query timed out"), .tooMuch,
            "timeout: query timed out"),
    ]

    private static let passing = [
        Case(
            "a server that starts",
            Answers.answer("503 Service Unavailable", "Service Unavailable", type: "text/plain"),
            .unavailable,
            "it answers 503: text/plain beginning with 'Service Unavailable'"),
        Case(
            "a store that is away",
            Answers.error("500 Internal Server Error", "internal", "remote read: no answer"),
            .unavailable, "it answers 500: internal: remote read: no answer"),
        Case(
            "a server with too much to do", Answers.answer("429 Too Many Requests", ""),
            .unavailable, "it answers 429: no content"),
        Case("a connection that ends", "", .unavailable, "Empty reply from server"),
        Case(
            "content that ends early",
            "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{}", .unavailable,
            "transfer closed with 18 bytes remaining to read"),
    ]

    @Test(arguments: refusals)
    func `what cannot pass is told at once`(example: Case) throws {
        let server = ScriptedServer([.readRequest, .send(example.answer)])
        defer { server.stop() }
        #expect(
            try PrometheusReader(server.url("")).problem()
                == PrometheusProblem(
                    example.kind,
                    "cannot query Prometheus at \(server.url("")): \(example.detail)"))
        #expect(server.requests.count == 1)
    }

    @Test(arguments: passing)
    func `what may pass is tried again, and told in the end`(example: Case) throws {
        let server = ScriptedServer([.readRequest, .send(example.answer)])
        defer { server.stop() }
        let reader = PrometheusReader(server.url("")) { $1.attemptCountMax = 3 }
        #expect(
            try reader.problem()
                == PrometheusProblem(
                    example.kind,
                    "cannot query Prometheus at \(server.url("")): \(example.detail); gave up "
                        + "after 3 attempts"))
        #expect(server.requests.count == 3)
    }

    @Test func `what passes is not told`() throws {
        let server = server { number, request in
            number < 3
                ? Answers.answer("503 Service Unavailable", "", "Retry-After: 0\r\n")
                : Answers.success("scalar", "[1,\"2\"]")
        }
        defer { server.stop() }
        let answer = try PrometheusReader(server.url()).query("2")
        #expect(answer.result == .scalar(MetricSample(milliseconds: 1_000, value: 2)))
        #expect(server.requests.count == 4)
    }

    @Test func `a server that is away is told with its address`() throws {
        let port = try freeLoopbackPort()
        let problem = try PrometheusReader("http://user:pass@127.0.0.1:\(port)").problem()
        #expect(problem?.kind == .unavailable)
        let text = try #require(problem?.description)
        let start =
            "cannot query Prometheus at http://REDACTED@127.0.0.1:\(port): Failed to connect to "
            + "127.0.0.1 port \(port) after "
        #expect(text.hasPrefix(start), "\(text)")
        #expect(text.hasSuffix("; gave up after 4 attempts"), "\(text)")
    }

    @Test func `no attempt follows past the deadline`() throws {
        let server = ScriptedServer([.readRequest])
        defer { server.stop() }
        let reader = PrometheusReader(server.url("")) {
            $1.firstPause = .seconds(3_600)
            $1.pauseMax = .seconds(3_600)
        }
        #expect(
            try reader.problem()?.description
                == "cannot query Prometheus at \(server.url("")): Empty reply from server")
    }

    @Test func `a server that does not answer is given up`() throws {
        let server = ScriptedServer([.readRequest, .hang])
        defer { server.stop() }
        let reader = PrometheusReader(server.url("")) {
            $0.timeout = .milliseconds(1)
            $1.graceTime = .milliseconds(50)
            $1.attemptCountMax = 1
        }
        #expect(
            try reader.problem()
                == PrometheusProblem(
                    .unavailable,
                    "cannot query Prometheus at \(server.url("")): no end within 51ms"))
    }

    @Test func `more bytes than are taken are told`() throws {
        let server = ScriptedServer([
            .readRequest, .send("HTTP/1.1 200 OK\r\n\r\n"),
            .sendForever(String(repeating: "{\"status\": ", count: 1_000)),
        ])
        defer { server.stop() }
        let reader = PrometheusReader(server.url("")) { $1.responseByteCountMax = 100_000 }
        #expect(
            try reader.problem()
                == PrometheusProblem(
                    .tooMuch,
                    "cannot query Prometheus at \(server.url("")): the answer has more than "
                        + "100000 bytes of content"))
    }

    @Test func `more series over the pieces of a range than are taken are told`() throws {
        let server = server { number, _ in
            Answers.success("matrix", "[{\"metric\":{\"i\":\"\(number)\"},\"values\":[[1,\"1\"]]}]")
        }
        defer { server.stop() }
        let reader = PrometheusReader(server.url("")) {
            $1.pointCountMax = 1
            $1.seriesCountMax = 2
        }
        let problem = #expect(throws: PrometheusProblem.self) {
            try reader.queryRange("up", over: QueryRange(start: 0, end: 9_000, step: 1_000))
        }
        #expect(
            problem?.description
                == "cannot query Prometheus at \(server.url("")): the answer has more than 2 series"
        )
        #expect(server.requests.count == 3)
    }

    @Test func `a query that is given up has no completion, in a pause or on its way`() throws {
        let refusing = server { _, _ in Answers.answer("503 Service Unavailable", "") }
        defer { refusing.stop() }
        let hanging = ScriptedServer([.readRequest, .hang])
        defer { hanging.stop() }
        let loop = try EventLoop()
        let engine = try TransferEngine(loop: loop)
        var completions = 0
        func begin(_ server: ScriptedServer) -> PrometheusQuery {
            var limits = PrometheusLimits()
            limits.firstPause = .milliseconds(200)
            limits.pauseMax = limits.firstPause
            limits.attemptCountMax = .max
            let client = PrometheusClient(
                PrometheusServer(url: server.url("")), limits: limits, engine: engine, loop: loop
            ) { $0 }
            return client.query("up") { _ in completions += 1 }
        }
        /// Goes on once a request has come, and so many are on their way.
        func follow(
            _ server: ScriptedServer, activeCount: Int, _ next: @escaping () -> Void
        ) {
            guard server.requests.isEmpty || engine.activeCount != activeCount else {
                return next()
            }
            loop.schedule(after: .milliseconds(1)) {
                follow(server, activeCount: activeCount, next)
            }
        }
        var requestCount = 0
        let first = begin(refusing)
        follow(refusing, activeCount: 0) {
            requestCount = refusing.requests.count
            first.cancel()
            let second = begin(hanging)
            follow(hanging, activeCount: 1) {
                second.cancel()
                // Later than the end of the pause.
                loop.schedule(after: .milliseconds(300)) { loop.remote.stop() }
            }
        }
        loop.run()
        #expect(completions == 0)
        #expect(engine.activeCount == 0)
        #expect(refusing.requests.count == requestCount)
        #expect(hanging.requests.count == 1)
    }

    @Test func `what the server was shown to be let in is not told, should it say it`() throws {
        let echo = ScriptedServer([
            .answer { request in
                let sent = request.split(separator: "\r\n")
                    .filter { $0.hasPrefix("Authorization") || $0.hasPrefix("X-") }
                return Answers.answer(
                    "404 Not Found", "\u{1b}[2J" + sent.joined(separator: ";"),
                    type: "text/plain")
            }
        ])
        defer { echo.stop() }
        func told(
            _ url: String, _ change: @escaping (inout PrometheusServer) -> Void
        ) throws -> String? {
            try PrometheusReader(url) { server, _ in change(&server) }.problem()?.description
                .split(separator: "beginning with ").last.map(String.init)
        }
        #expect(
            try told(echo.url("")) {
                $0.headers = [
                    HTTPRequest.Field("X-Token", Template(literal: "t0ken")),
                    HTTPRequest.Field("X-A", Template([.file("f")])),
                    HTTPRequest.Field("X-B", Template(literal: "team")),
                ]
            } == #"'\u{1b}[2JX-Token: REDACTED;X-A: REDACTED;X-B: team'"#)
        #expect(
            try told(echo.url("")) {
                $0.authentication = .bearer(Secret(Template(literal: "t0ken")))
            }
                == #"'\u{1b}[2JAuthorization: Bearer REDACTED'"#)
        #expect(
            try told(echo.url("")) {
                $0.authentication = .basic(
                    user: Template(literal: "user"), password: Secret(Template(literal: "pass")))
            } == #"'\u{1b}[2JAuthorization: Basic REDACTED'"#)
        #expect(
            try told(echo.url("").replacing("http://", with: "http://user:pass@")) { _ in }
                == #"'\u{1b}[2JAuthorization: Basic REDACTED'"#)
    }
}
