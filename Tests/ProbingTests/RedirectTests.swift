import Base
import Monitoring
import Probing
import TestSupport
import Testing

/// Redirects that a step follows.
@Suite struct RedirectTests {
    private static func redirect(_ status: Int, _ target: String, _ headers: String = "") -> String
    {
        "HTTP/1.1 \(status) X\r\nLocation: \(target)\r\n\(headers)Content-Length: 0\r\n\r\n"
    }

    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    private func run(
        _ request: HTTPRequest, _ redirects: RedirectPolicy,
        _ expectations: [Expectation] = [.status([200])]
    ) throws -> StepResult {
        var request = request
        request.redirects = redirects
        let probe = Probe(
            name: "redirects", interval: .seconds(60), timeout: patience,
            steps: [Step(request: request, expectations: expectations)])
        let result = try SingleRun.result(of: probe, userAgent: "Sonde/test")
        return try #require(result.steps.first)
    }

    @Test func `redirects are followed, each as a request of its own`() throws {
        let server = ScriptedServer([
            .answer { request in
                if request.hasPrefix("GET /a ") {
                    return Self.redirect(302, "b?token=x", "Set-Cookie: c=1; Path=/\r\n")
                }
                return request.hasPrefix("GET /b?token=x ") ? Self.redirect(301, "/c") : Self.ok
            }
        ])
        defer { server.stop() }
        let step = try run(
            HTTPRequest(method: "GET", url: server.url("/a")), .follow(countMax: 2),
            [.status([200]), .redirect(.equals(Template(literal: server.url("/c"))))])
        #expect(step.outcome == .success)
        #expect(
            step.hops.map { "\($0.status) \($0.url) \($0.address ?? "")" } == [
                "302 \(server.url("/a")) 127.0.0.1", "301 \(server.url("/b"))?... 127.0.0.1",
            ])
        #expect(step.hops.allSatisfy { $0.phases.total > .zero })
        #expect(
            server.requests.map { $0.contains("Cookie: c=1\r\n") } == [false, true, true])
    }

    @Test func `without following the redirect is the answer`() throws {
        let server = ScriptedServer([.answer { _ in Self.redirect(302, "/there") }])
        defer { server.stop() }
        let step = try run(
            HTTPRequest(method: "GET", url: server.url("/a")), .refuse,
            [.status([302]), .redirect(.equals(Template(literal: server.url("/there"))))])
        #expect(step.outcome == .success)
        #expect(step.hops.isEmpty)
        #expect(server.requests.count == 1)
    }

    @Test(arguments: ["file:///etc/passwd", "gopher://127.0.0.1:1/_GET", "ftp://h/"])
    func `a redirect that leads out of HTTP is the target's failure`(target: String) throws {
        let server = ScriptedServer([.answer { _ in Self.redirect(302, target) }])
        defer { server.stop() }
        let step = try run(HTTPRequest(method: "GET", url: server.url()), .follow(countMax: 5))
        #expect(
            step.failures == [
                Failure(
                    stage: .receive, reason: .redirects,
                    detail: "redirects to \(target), which is neither http nor https")
            ])
        #expect(step.status == 302)
    }

    @Test func `one redirect too many is a failure`() throws {
        let server = ScriptedServer([.answer { _ in Self.redirect(307, "/loop?secret=1") }])
        defer { server.stop() }
        let step = try run(
            HTTPRequest(method: "GET", url: server.url("/loop")), .follow(countMax: 3))
        #expect(
            step.outcome
                == .failure(
                    Failure(
                        stage: .receive, reason: .redirects,
                        detail: "more than 3 redirects, the last to \(server.url("/loop"))?...")))
        #expect(step.hops.count == 4)
        #expect(server.requests.count == 4)
    }

    @Test(arguments: [
        (301, "POST", "GET", false), (302, "POST", "GET", false), (303, "PUT", "GET", false),
        (307, "POST", "POST", true), (308, "PUT", "PUT", true), (302, "PUT", "PUT", true),
    ])
    func `the method changes as browsers change it`(
        _ status: Int, _ method: String, _ next: String, _ hasBody: Bool
    ) throws {
        let server = ScriptedServer([
            .answer { $0.contains(" /a ") ? Self.redirect(status, "/b") : Self.ok }
        ])
        defer { server.stop() }
        let request = HTTPRequest(
            method: method, url: server.url("/a"), body: .json(Template(literal: "{}")))
        #expect(try run(request, .follow(countMax: 1)).outcome == .success)
        let last = try #require(server.requests.last)
        #expect(last.hasPrefix("\(next) /b HTTP/1.1\r\n"))
        #expect(last.hasSuffix("{}") == hasBody)
        #expect(last.contains("Content-Type: application/json\r\n") == hasBody)
    }

    @Test func `what lets somebody in does not go to another origin`() throws {
        let other = ScriptedServer([.answer { _ in Self.ok }])
        let server = ScriptedServer([
            .answer { [url = other.url("/there")] request in
                request.hasPrefix("GET /a ") ? Self.redirect(302, "/b") : Self.redirect(302, url)
            }
        ])
        defer { for server in [other, server] { server.stop() } }
        let request = HTTPRequest(
            method: "GET", url: server.url("/a"),
            headers: [
                .init("Authorization", "Bearer x"), .init("Cookie", "a=1"), .init("X-A", "b"),
            ])
        #expect(try run(request, .follow(countMax: 2)).outcome == .success)
        #expect(server.requests.allSatisfy { $0.contains("Authorization: Bearer x\r\n") })
        let last = try #require(other.requests.first)
        #expect(!last.contains("Bearer") && !last.contains("Cookie"))
        #expect(last.contains("X-A: b\r\n"))
    }
}
