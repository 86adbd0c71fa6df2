import Base
import Matching
import Monitoring
import Testing

@Suite struct ExpectationTests {
    private static let received = WallClockInstant(rfc3339: "2026-01-31T12:00:00Z")!

    private static var answer: Answer {
        var answer = Answer(
            status: 201, httpVersion: "2",
            headers: [
                .init("Content-Type", "application/json"), .init("Vary", "a"), .init("vary", "b"),
                .init("Set-Cookie", "id=secret"),
            ],
            body: Array(#"{"state":"confirmed","n":[1,2.50,3],"ok":true,"none":null}"#.utf8),
            duration: .milliseconds(300), redirectTarget: "https://u:p@shop.example/done",
            received: received)
        answer.phases.wait = .milliseconds(120)
        answer.certificate = CertificateFacts(
            subject: "CN=shop.example", issuer: "CN=Example CA", names: [], notBefore: received,
            notAfter: received + .seconds(30 * 86_400),
            earliestExpiry: received + .seconds(10 * 86_400), fingerprint: "",
            tlsVersion: "TLSv1.3",
            cipher: "", verificationProblem: nil)
        return answer
    }

    private static func text(_ text: String) -> Template { Template(literal: text) }

    /// Expectations, and what is said where they are not met.
    private static let cases: [(Expectation, String?)] = [
        (.status([201]), nil), (.status(.successful), nil),
        (.status([200, 204]), "status: got 201, want 200 or 204"),
        (.header(name: "content-type", .present), nil),
        (.header(name: "X-Id", .present), "header: got no such field, want header X-Id present"),
        (.header(name: "X-Id", .absent), nil),
        (.header(name: "vary", .absent), "header: got a, b, want header vary absent"),
        (.header(name: "Vary", .text(.equals(text("b")))), nil),
        (
            .header(name: "Vary", .text(.equals(text("c")))),
            "header: got a, b, want header Vary = c"
        ),
        (
            .header(name: "Vary", .text(.lacks(text("b")))),
            "header: got a, b, want header Vary lacks b"
        ),
        (.header(name: "X-Id", .text(.lacks(text("b")))), nil),
        (
            .header(name: "Set-Cookie", .text(.equals(text("x")))),
            "header: got REDACTED, want header Set-Cookie = x"
        ),
        (.header(name: "content-type", .text(.matches(try! Pattern("^application/json")))), nil),
        (.body(.contains(text("confirmed"))), nil), (.body(.contains(text(""))), nil),
        (
            .body(.contains(text("refused"))),
            #"body: got {"state":"confirmed","n":[1,2.50,3],"ok":true,"none":null}, "#
                + "want body contains refused"
        ),
        (.body(.lacks(text("error"))), nil), (.body(.matches(try! Pattern(#""ok":\s*true"#))), nil),
        (.body(.avoids(try! Pattern("panic"))), nil),
        (.json(try! JSONPath("$.state"), .equals(.string("confirmed"))), nil),
        (
            .json(try! JSONPath("$.state"), .equals(.string("open"))),
            #"json: got "confirmed", want $.state = "open""#
        ),
        (.json(try! JSONPath("$.n[1]"), .equals(.number(JSONNumber("2.5")!))), nil),
        (.json(try! JSONPath("$.n[*]"), .number(.atLeast, JSONNumber(1))), nil),
        (
            .json(try! JSONPath("$.n[*]"), .number(.greater, JSONNumber(1))),
            "json: got [1,2.50,3], want $.n[*] > 1"
        ),
        (.json(try! JSONPath("$.n"), .count(.equal, 3)), nil),
        (
            .json(try! JSONPath("$.ok"), .count(.equal, 3)),
            "json: got true, want $.ok length == 3"
        ),
        (.json(try! JSONPath("$.none"), .isOf(.null)), nil),
        (.json(try! JSONPath("$.n[0]"), .isOf(.integer)), nil),
        (
            .json(try! JSONPath("$.n[1]"), .isOf(.integer)),
            "json: got 2.50, want $.n[1] is of type integer"
        ),
        (.json(try! JSONPath("$.none"), .exists(true)), nil),
        (.json(try! JSONPath("$.x"), .exists(true)), "json: got nothing, want $.x exists"),
        (.json(try! JSONPath("$.x"), .exists(false)), nil),
        (.json(try! JSONPath("$.x"), .equals(.null)), "json: got nothing, want $.x = null"),
        (.json(try! JSONPath("$.state"), .text(.matches(try! Pattern("^conf")))), nil),
        (.json(try! JSONPath("$.n[1]"), .text(.equals(text("2.50")))), nil),
        (.latency(.total, max: .milliseconds(300)), nil), (.latency(.tls, max: .zero), nil),
        (
            .latency(.wait, max: .milliseconds(100)),
            "latency: got 120ms, want latency wait <= 100ms"
        ),
        (.certificate(.validFor(.seconds(10 * 86_400))), nil),
        (
            .certificate(.validFor(.seconds(14 * 86_400))),
            "certificate: got one that expires 2026-02-10T12:00:00.000Z, "
                + "want certificate valid for 14d"
        ),
        (.certificate(.issuer(.contains(text("Example")))), nil),
        (
            .certificate(.subject(.equals(text("CN=x")))),
            "certificate: got CN=shop.example, want certificate subject = CN=x"
        ),
        (.httpVersion(["2"]), nil),
        (.httpVersion(["1.1", "1.0"]), "version: got 2, want HTTP version 1.0 or 1.1"),
        (.size(10...100), nil), (.size(0...10), "size: got 58 B, want size <= 10 B"),
        (.size(100 ... .max), "size: got 58 B, want size >= 100 B"),
        (.redirect(.matches(try! Pattern("/done$"))), nil),
        (
            .redirect(.equals(text("x"))),
            "redirects: got https://REDACTED@shop.example/done, want redirect = x"
        ),
    ]

    @Test(arguments: cases)
    func `each expectation holds or says what it found`(
        _ expectation: Expectation, _ failure: String?
    ) {
        var examination = Examination(Self.answer, TemplateFiller { $0 })
        let failures = examination.failures([expectation])
        #expect(
            failures.map { "\($0.reason.rawValue): \($0.detail)" } == failure.map { [$0] } ?? [])
        #expect(failures.allSatisfy { $0.stage == .expect })
    }

    @Test func `all that is not met is told, in order`() throws {
        var examination = Examination(
            Answer(status: 500, body: Array("oops".utf8)), TemplateFiller { $0 })
        let path = try JSONPath("$.a")
        let expectations: [Expectation] = [
            .status([200]), .json(path, .exists(true)), .body(.contains(Self.text("oops"))),
            .certificate(.validFor(.seconds(1))), .redirect(.equals(Self.text("x"))),
        ]
        #expect(
            examination.failures(expectations).map(\.detail) == [
                "got 500, want 200", "got no JSON: no value begins so at byte 0, want $.a exists",
                "got no certificate, want certificate valid for 1s", "got none, want redirect = x",
            ])
    }

    @Test func `findings tell also what is as it should be`() {
        var examination = Examination(Answer(status: 200), TemplateFiller { $0 })
        let step = Step(
            request: HTTPRequest(method: "GET", url: "x"), expectations: [.status(.successful)],
            warnings: [.size(1 ... .max)])
        _ = examination.failures(step.expectations)
        let warning = examination.failures(step.warnings).first
        #expect(
            examination.findings(step) == [
                .init(expectation: "status 2xx", found: "200", isWarning: false, failure: nil),
                .init(
                    expectation: "size >= 1 B", found: "0 B", isWarning: true, failure: warning),
            ])
    }

    @Test func `a regular expression that takes too much is a failure with its own reason`() throws
    {
        let body = Array(repeating: UInt8(ascii: "a"), count: 1 << 20) + [UInt8(ascii: "!")]
        var examination = Examination(Answer(status: 200, body: body), TemplateFiller { $0 })
        let pattern = try Pattern("(a+)+$")
        #expect(
            examination.failures([.body(.matches(pattern)), .body(.avoids(pattern))]) == [
                Failure(
                    stage: .expect, reason: .regexLimit,
                    detail: "got match limit exceeded, want body matches (a+)+$"),
                Failure(
                    stage: .expect, reason: .regexLimit,
                    detail: "got match limit exceeded, want body does not match (a+)+$"),
            ])
    }

    @Test func `what is expected may hold variables, and secrets are not shown`() throws {
        var filler = TemplateFiller { $0 }
        filler.set("id", to: "7")
        filler.set("token", to: "hunter2")
        var examination = Examination(
            Answer(status: 200, body: Array(#"{"id":7,"t":"hunter2"}"#.utf8)), filler)
        let expectations: [Expectation] = [
            .json(try JSONPath("$.id"), .text(.equals(try Template("{{id}}")))),
            .json(try JSONPath("$.t"), .text(.equals(try Template("{{id}}")))),
            .body(.contains(try Template("{{missing}}"))),
            .body(.lacks(try Template(#""t":"{{token}}""#))),
        ]
        #expect(
            examination.failures(expectations) == [
                Failure(
                    stage: .expect, reason: .json,
                    detail: #"got "REDACTED", want $.t = 7"#),
                Failure(
                    stage: .expect, reason: .variable,
                    detail: "got variable missing has no value, want body contains {{missing}}"),
                Failure(
                    stage: .expect, reason: .body,
                    detail: #"got {"id":7,"t":"REDACTED"}, want body lacks "t":"REDACTED""#),
            ])
        #expect(expectations.map(\.variables) == [["id"], ["id"], ["missing"], ["token"]])
    }

    @Test func `long content is cut, in one line`() {
        let body = Array((String(repeating: "x\n", count: 300)).utf8)
        var examination = Examination(Answer(status: 200, body: body), TemplateFiller { $0 })
        let detail = examination.failures([.body(.contains(Self.text("y")))])[0].detail
        #expect(detail == "got \(String(repeating: "x ", count: 100)), want body contains y")
    }
}
