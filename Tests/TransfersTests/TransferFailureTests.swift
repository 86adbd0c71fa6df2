import Base
import Glibc
import Reactor
import TestSupport
import Testing
import Transfers

/// Servers that misbehave in one way each, and what is made of them.
@Suite struct TransferFailureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var scheme = "http"
        var host = "127.0.0.1"
        let script: [ScriptedServer.Act]
        let stage: TransferFailure.Stage
        let reason: TransferFailure.Reason
        /// Nil where the words are OpenSSL's.
        let detail: String?

        init(
            _ description: String, scheme: String = "http", host: String = "127.0.0.1",
            _ script: [ScriptedServer.Act], _ stage: TransferFailure.Stage,
            _ reason: TransferFailure.Reason, _ detail: String?
        ) {
            testDescription = description
            self.scheme = scheme
            self.host = host
            self.script = script
            self.stage = stage
            self.reason = reason
            self.detail = detail
        }
    }

    private static let head = "HTTP/1.1 200 OK\r\n"

    private static let brokenConnections = [
        Case(
            "a reset after the request", [.readRequest, .reset], .wait, .reset,
            "Recv failure: Connection reset by peer"),
        Case(
            "the end before any answer", [.readRequest], .wait, .closed, "Empty reply from server"),
        Case(
            "the end within the status line", [.readRequest, .send("HTTP/1.1 20")], .wait, .closed,
            "Empty reply from server"),
        Case(
            "the end within the header section", [.readRequest, .send(head + "A: b\r\n")], .receive,
            .closed, "the answer ended within its header section"),
        Case(
            "the end within the header section after an interim answer",
            [.readRequest, .send("HTTP/1.1 103 Early Hints\r\n\r\n" + head)], .receive, .closed,
            "the answer ended within its header section"),
        Case(
            "the end within the content",
            [.readRequest, .send(head + "Content-Length: 20\r\n\r\nok")], .receive, .closed,
            "transfer closed with 18 bytes remaining to read"),
        Case(
            "the end within a chunk",
            [.readRequest, .send(head + "Transfer-Encoding: chunked\r\n\r\n5\r\nok")], .receive,
            .closed, "transfer closed with outstanding read data remaining"),
    ]

    private static let brokenRules = [
        Case(
            "another protocol", [.readRequest, .send("SSH-2.0-OpenSSH_9.2\r\n")], .receive,
            .protocol, "Received HTTP/0.9 when not allowed"),
        Case(
            "a status that is no number", [.readRequest, .send("HTTP/1.1 abc\r\n\r\n")], .receive,
            .protocol, "Unsupported HTTP version in response"),
        Case(
            "an unknown version", [.readRequest, .send("HTTP/9.1 200 OK\r\n\r\n")], .receive,
            .protocol, "Unsupported HTTP version (9.1) in response"),
        Case(
            "a header line without a colon", [.readRequest, .send(head + "what\r\n\r\n")],
            .receive, .protocol, "Header without colon"),
        Case(
            "a length that is no number",
            [.readRequest, .send(head + "Content-Length: abc\r\n\r\n")], .receive, .protocol,
            "Invalid Content-Length: value"),
        Case(
            "a length below nothing",
            [.readRequest, .send(head + "Content-Length: -5\r\n\r\nhello")], .receive, .protocol,
            "Invalid Content-Length: value"),
        Case(
            "a length with a sign",
            [.readRequest, .send(head + "Content-Length: +5\r\n\r\nhello")], .receive, .protocol,
            "the answer has a length that is none, +5"),
        Case(
            "a length beyond all numbers",
            [
                .readRequest,
                .send(head + "Content-Length: 99999999999999999999\r\n\r\nhello"),
            ], .receive, .protocol, "the answer has a length that is none, 99999999999999999999"),
        Case(
            "two lengths, the last of which is right",
            [
                .readRequest,
                .send(head + "Content-Length: 3\r\nContent-Length: 5\r\n\r\nhello"),
            ],
            .receive, .protocol, "the answer has two lengths, 3 and 5"),
        Case(
            "two lengths, the last of which is too long",
            [
                .readRequest,
                .send(head + "Content-Length: 5\r\ncontent-length: 7\r\n\r\nhello"),
            ],
            .receive, .protocol, "the answer has two lengths, 5 and 7"),
        Case(
            "a list of lengths",
            [.readRequest, .send(head + "Content-Length: 5, 4\r\n\r\nhello")], .receive,
            .protocol, "the answer has two lengths, 5 and 4"),
        Case(
            "a chunk without a length",
            [.readRequest, .send(head + "Transfer-Encoding: chunked\r\n\r\nzzz\r\n")], .receive,
            .protocol, "Illegal or missing hexadecimal sequence in chunked-encoding"),
    ]

    private static let tooMuch = [
        Case(
            "endless content",
            [
                .readRequest, .send(head + "\r\n"),
                .sendForever(String(repeating: "a", count: 9_999)),
            ],
            .receive, .tooLarge, "the answer has more than 1048576 bytes of content"),
        Case(
            "an endless header line",
            [
                .readRequest, .send(head + "A: "),
                .sendForever(String(repeating: "a", count: 9_999)),
            ], .receive, .tooLarge, "the answer has a header line of more than 100 KiB"),
        Case(
            "endless header lines behind the content",
            [
                .readRequest, .send(head + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n"),
                .sendForever(String(repeating: "HTTP/1.1: b\r\n", count: 1_000)),
            ], .receive, .tooLarge,
            "the answer has more than 307200 bytes of header lines behind its content"),
        Case(
            "endless header lines",
            [
                .readRequest, .send(head),
                .sendForever(String(repeating: "A: b\r\n", count: 1_000)),
            ], .receive, .tooLarge, "Too large response headers: 307205 > 307200"),
    ]

    private static let brokenHandshakes = [
        Case(
            "no TLS", scheme: "https",
            [.readAnything, .send("HTTP/1.1 400 Bad Request\r\n\r\n")], .tls, .handshake, nil),
        Case(
            "no TLS behind the second address of a name", scheme: "https", host: "localhost",
            [.readAnything, .send("HTTP/1.1 400 Bad Request\r\n\r\n")], .tls, .handshake, nil),
        Case("the end within the handshake", scheme: "https", [.readAnything], .tls, .closed, nil),
        Case(
            "a reset within the handshake", scheme: "https", [.readAnything, .reset], .tls, .reset,
            "Recv failure: Connection reset by peer"),
    ]

    private static let slowness = [
        Case("silence", [.hang], .wait, .timeout, nil),
        Case(
            "a handshake that is not answered", scheme: "https", [.hang], .tls, .timeout, nil),
        Case(
            "a handshake that trickles", scheme: "https",
            [
                // A record of 16 KiB, of which the first bytes come.
                .readAnything, .sendBytes([0x16, 3, 3, 0x3f, 0xff]),
                .trickle("\u{2}", every: .milliseconds(20)),
            ], .tls, .timeout, nil),
        Case(
            "a head that trickles",
            [.readRequest, .send(head + "A: "), .trickle("a", every: .milliseconds(20))], .receive,
            .timeout, nil),
        Case(
            "silence within the content",
            [.readRequest, .send(head + "Content-Length: 20\r\n\r\nok"), .hang], .receive,
            .timeout, nil),
        Case(
            "content that trickles",
            [.readRequest, .send(head + "\r\n"), .trickle("a", every: .milliseconds(20))],
            .receive, .timeout, nil),
    ]

    @Test(arguments: brokenConnections + brokenRules + tooMuch + brokenHandshakes)
    func `a misbehaving server is told by stage and reason`(_ example: Case) throws {
        let server = ScriptedServer(example.script)
        defer { server.stop() }
        var request = TransferRequest(
            method: "POST", url: server.url(scheme: example.scheme, host: example.host),
            timeout: patience)
        request.body = Array("hello".utf8)
        let begun = MonotonicInstant.now()
        let result = try TransferBench().result(of: request)
        let took = MonotonicInstant.now() - begun
        let failure = try #require(result.failure)
        #expect(failure.stage == example.stage)
        #expect(failure.reason == example.reason)
        if let detail = example.detail { #expect(failure.detail == detail) }
        #expect(result.timings.total <= took)
    }

    @Test(arguments: slowness)
    func `a server that takes too long is told by the stage in which it does`(
        _ example: Case
    ) throws {
        let server = ScriptedServer(example.script)
        defer { server.stop() }
        var request = TransferRequest(
            method: "POST", url: server.url(scheme: example.scheme), timeout: patience)
        request.body = Array("hello".utf8)
        try checkTimeout(of: request, in: example.stage)
    }

    /// Checks that the time of a request runs out in `stage`, if the machine lets it come that far:
    /// if not, it is given twice the time.
    private func checkTimeout(of request: TransferRequest, in stage: TransferFailure.Stage) throws {
        let stages: [TransferFailure.Stage] = [.resolve, .connect, .tls, .send, .wait, .receive]
        var request = request
        request.timeout = .milliseconds(250)
        try eventually("a timeout in the stage \(stage)") {
            request.timeout *= 2
            let begun = MonotonicInstant.now()
            let result = try TransferBench().result(of: request)
            let took = MonotonicInstant.now() - begun
            let failure = try #require(result.failure)
            #expect(failure.reason == .timeout)
            #expect(failure.detail == "no end within \(DurationText.print(request.timeout))")
            #expect((request.timeout...took).contains(result.timings.total))
            #expect((result.timings.firstByte > .zero) == (failure.stage == .receive))
            let reached = stages.firstIndex(of: failure.stage)
            #expect(try #require(reached) <= #require(stages.firstIndex(of: stage)))
            return failure.stage == stage
        }
    }

    @Test func `a reset before the request is one wherever it is noticed`() throws {
        let server = ScriptedServer([.reset])
        defer { server.stop() }
        let request = TransferRequest(method: "GET", url: server.url(), timeout: patience)
        let failure = try #require(try TransferBench().result(of: request).failure)
        #expect([.connect, .send, .wait].contains(failure.stage))
        #expect(failure.reason == .reset)
    }

    @Test func `a server that does not read stops a large request while it is sent`() throws {
        let gate = Handover<Bool>()
        let server = ScriptedServer([.after { _ = gate.take() }])
        defer {
            gate.put(true)
            server.stop()
        }
        var request = TransferRequest(method: "POST", url: server.url(), timeout: patience)
        request.body = [UInt8](repeating: 0, count: 32 << 20)
        try checkTimeout(of: request, in: .send)
    }

    @Test func `a large request that was sent is waited for`() throws {
        let server = ScriptedServer([.hang])
        defer { server.stop() }
        var request = TransferRequest(method: "POST", url: server.url(), timeout: patience)
        request.body = [UInt8](repeating: 0, count: 1 << 20)
        try checkTimeout(of: request, in: .wait)
    }

    @Test func `an address where nobody listens is refused, under any name`() throws {
        let port = try freeLoopbackPort()
        for host in ["127.0.0.1", "localhost"] {
            let failure = try #require(try failure(of: "http://\(host):\(port)/"))
            #expect(failure.stage == .connect)
            #expect(failure.reason == .refused)
            #expect(failure.detail.hasPrefix("Failed to connect to \(host) port \(port) after "))
            #expect(failure.detail.hasSuffix(" ms: Connection refused"))
        }
    }

    @Test func `a listener that does not accept runs into the deadline`() throws {
        let listener = FullListener()
        #expect(
            try failure(of: "http://127.0.0.1:\(listener.port)/", within: .milliseconds(500))
                == TransferFailure(.connect, .timeout, "no end within 500ms"))
    }

    @Test func `a program without descriptors does not blame the target`() async {
        await #expect(processExitsWith: .success) {
            let server = ScriptedServer([
                .readRequest, .send("HTTP/1.1 204 No Content\r\n\r\n"),
            ])
            let bench = try TransferBench()
            let request = TransferRequest(method: "GET", url: server.url(), timeout: patience)
            guard try bench.result(of: request).response?.status == 204 else { fatalError() }
            var limit = rlimit(rlim_cur: 0, rlim_max: 0)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            let failure = try bench.result(of: request).failure
            guard failure?.stage == .internal, failure?.reason == .resources,
                failure?.detail.hasSuffix(": Too many open files") == true
            else { fatalError("\(String(describing: failure))") }
        }
    }

    @Test func `a name that does not exist is not found`() throws {
        #expect(
            try failure(of: "http://user:secret@shop.invalid/")
                == TransferFailure(
                    .resolve, .nameNotFound,
                    "cannot resolve shop.invalid: there is no such name"))
    }

    @Test(arguments: [
        ("ftp://127.0.0.1/", "Protocol \"ftp\" not supported or disabled in libcurl"),
        ("file:///etc/passwd", "Protocol \"file\" not supported or disabled in libcurl"),
        ("http://a b/", "URL using bad/illegal format or missing URL"),
        ("", "URL using bad/illegal format or missing URL"),
        ("http://127.0.0.1/\r\nA: b", "the request cannot be sent as it is"),
    ])
    func `a URL that is not for HTTP is a failure of our own`(url: String, detail: String) throws {
        #expect(try failure(of: url) == TransferFailure(.internal, .other, detail))
    }

    @Test(arguments: ["A", "A\r\nB", "A\nB", "A\0B"])
    func `a header field that would be more than one is not sent`(value: String) throws {
        let server = ScriptedServer([.readRequest, .send("HTTP/1.1 204 No Content\r\n\r\n")])
        defer { server.stop() }
        var request = TransferRequest(method: "GET", url: server.url(), timeout: patience)
        request.headers = [("X", value)]
        let result = try TransferBench().result(of: request)
        #expect((result.failure == nil) == (value == "A"))
        #expect(server.requests.count == (value == "A" ? 1 : 0))
    }

    private func failure(
        of url: String, within timeout: Duration = patience
    ) throws -> TransferFailure? {
        try TransferBench().result(of: TransferRequest(method: "GET", url: url, timeout: timeout))
            .failure
    }
}
