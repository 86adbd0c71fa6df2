import Base
import Monitoring
import Probing
import TestSupport
import Testing

/// What probes say of the way to their targets: certificates, and where they must not go.
@Suite struct TargetTests {
    private func run(
        _ request: HTTPRequest, _ expectations: [Expectation] = [.status([200])]
    ) throws -> StepResult {
        let probe = Probe(
            name: "target", interval: .seconds(60), timeout: patience,
            steps: [Step(request: request, expectations: expectations)])
        let result = try SingleRun.result(of: probe, userAgent: "Sonde/test")
        return try #require(result.steps.first)
    }

    @Test func `what is expected of a certificate is held to the one that was shown`() throws {
        let authority = try CertificateAuthority("Example CA")
        let server = try TLSServer(try authority.issue("shop", for: .server, days: -1...10))
        var request = HTTPRequest(method: "GET", url: "https://localhost:\(server.port)/")
        request.tls.trustedFile = authority.identity.certificate
        let issuer = TextTest.equals(Template(literal: "CN=Example CA"))
        let step = try run(
            request,
            [
                .status([200]), .certificate(.issuer(issuer)),
                .certificate(.validFor(.seconds(86_400))),
                .certificate(.validFor(.seconds(30 * 86_400))),
            ])
        let certificate = try #require(step.certificate)
        #expect(certificate.subject == "CN=shop")
        #expect(certificate.verificationProblem == nil)
        #expect(
            step.failures == [
                Failure(
                    stage: .expect, reason: .certificate,
                    detail: "got one that expires \(certificate.earliestExpiry.rfc3339), "
                        + "want certificate valid for 30d")
            ])
    }

    @Test func `a certificate that is not trusted is told all the same`() throws {
        let authority = try CertificateAuthority()
        let server = try TLSServer(try authority.issue("shop", for: .server))
        let step = try run(HTTPRequest(method: "GET", url: "https://localhost:\(server.port)/"))
        #expect(step.failures.map(\.reason) == [.certificateUntrusted])
        #expect(step.certificate?.subject == "CN=shop")
        #expect(step.certificate?.verificationProblem != nil)
    }

    @Test
    func `when a certificate ends is a metric, trusted or not, and stays while nobody answers`()
        throws
    {
        let authority = try CertificateAuthority()
        let intermediate = try authority.intermediate("Intermediate CA")
        let server = try TLSServer(
            try intermediate.issue("shop", for: .server),
            ["-cert_chain", intermediate.identity.certificate])
        let probe = Probe(
            name: "shop", interval: .milliseconds(20), timeout: patience,
            steps: [
                Step(
                    request: HTTPRequest(
                        method: "GET", url: "https://localhost:\(server.port)/"),
                    expectedStatus: [200])
            ])
        let bench = try ProberBench([probe])
        defer { bench.stop() }
        let series =
            "synthetic_certificate_expiry_timestamp_seconds{probe=\"shop\",step=\"request\"}"
        try eventually("a certificate") { bench.value(series) != nil }
        // The intermediate's, which ends first: a day from now.
        let end = try #require(bench.value(series))
        let rest = end - WallClockInstant.now().secondsSinceEpoch
        #expect((86_400 - 600...86_400).contains(rest))
        #expect(bench.failureCount("shop", "tls", "certificate_untrusted") > 0)
        server.stop()
        try eventually("nobody to answer") {
            bench.failureCount("shop", "connect", "refused") > 0
        }
        #expect(bench.value(series) == end)
        bench.update([])
        #expect(bench.value(series) == nil)
    }

    @Test func `a redirect does not lead around the policy`() throws {
        let inner = ScriptedServer([.answer { _ in "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" }]
        )
        let outer = ScriptedServer([
            .answer { [url = inner.url("/secret")] _ in
                "HTTP/1.1 302 Found\r\nLocation: \(url)\r\nContent-Length: 0\r\n\r\n"
            }
        ])
        defer { for server in [inner, outer] { server.stop() } }
        var allowed = NetworkPolicy.Rule(isAllowed: true)
        allowed.ports = [outer.port...outer.port]
        var request = HTTPRequest(method: "GET", url: outer.url("/"))
        request.redirects = .follow(countMax: 5)
        request.policy = NetworkPolicy(rules: [allowed], isAllowedOtherwise: false)
        let step = try run(request)
        #expect(step.failures.map { "\($0.stage)/\($0.reason)" } == ["policy/denied"])
        #expect(step.hops.map(\.status) == [302])
        #expect(inner.requests.isEmpty)
        request.policy = .publicOnly
        #expect(try run(request).failures.map(\.reason) == [.denied])
        #expect(outer.requests.count == 1)
    }

    @Test func `a secret file is read again when it has changed`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("token", "first")
        let server = ScriptedServer([
            .answer { _ in "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" }
        ])
        defer { server.stop() }
        var request = HTTPRequest(method: "GET", url: server.url())
        request.authentication = .bearer(Secret(Template([.file(file)])))
        let bench = try ProberBench([
            Probe(
                name: "shop", interval: .milliseconds(20), timeout: patience,
                steps: [Step(request: request, expectedStatus: [200])])
        ])
        defer { bench.stop() }
        try eventually("the first secret") {
            server.requests.contains { $0.contains("Authorization: Bearer first\r\n") }
        }
        _ = try folder.write("token", "second\n")
        try eventually("the second secret") {
            server.requests.contains { $0.contains("Authorization: Bearer second\r\n") }
        }
    }
}
