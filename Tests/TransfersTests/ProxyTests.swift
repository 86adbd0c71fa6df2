import Base
import TestSupport
import Testing
import Transfers

@Suite struct ProxyTests {
    private func result(
        _ url: String, by proxy: ScriptedServer, user: String = "", timeout: Duration = patience,
        _ change: (inout TransferRequest) -> Void = { _ in }
    ) throws -> TransferResult {
        var request = TransferRequest(method: "GET", url: url, timeout: timeout)
        request.route.proxy = "http://\(user)127.0.0.1:\(proxy.port)"
        change(&request)
        return try TransferBench().result(of: request)
    }

    @Test func `a proxy is asked in the target's place`() throws {
        let proxy = ScriptedServer([
            .readRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        ])
        defer { proxy.stop() }
        let result = try result("http://shop.example/x", by: proxy, user: "me:secret@")
        #expect(result.response?.status == 200)
        let request = try #require(proxy.requests.first)
        #expect(request.hasPrefix("GET http://shop.example/x HTTP/1.1\r\n"))
        #expect(request.contains("\r\nProxy-Authorization: Basic bWU6c2VjcmV0\r\n"))
    }

    @Test func `what a proxy says of its tunnel is no part of the target's answer`() throws {
        let authority = try CertificateAuthority()
        let target = try TLSServer(authority.issue("shop", for: .server))
        defer { target.stop() }
        let proxy = ScriptedServer([
            .readRequest, .send("HTTP/1.1 200 Connection established\r\nX-Proxy: 1\r\n\r\n"),
            .tunnel(to: target.port),
        ])
        defer { proxy.stop() }
        let result = try result(target.url(), by: proxy) {
            $0.tls.trustedFile = authority.identity.certificate
        }
        let response = try #require(result.response)
        #expect(response.status == 200)
        #expect(response.values(of: "X-Proxy") == [])
        #expect(result.certificate?.subject == "CN=shop")
        let request = try #require(proxy.requests.first)
        #expect(request.hasPrefix("CONNECT localhost:\(target.port) HTTP/1.1\r\n"))
        let timings = result.timings
        let moments = [
            timings.connected, timings.handshakeDone, timings.requestBegun, timings.firstByte,
            timings.total,
        ]
        #expect(moments == moments.sorted())
    }

    /// What a proxy does that makes no tunnel, and what is said of it.
    struct Refusal: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let acts: [ScriptedServer.Act]
        let reason: TransferFailure.Reason
        let detail: String
        var timeout = patience
    }

    static let refusals = [
        Refusal(
            testDescription: "does not allow it",
            acts: [.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")],
            reason: .refused, detail: "CONNECT tunnel failed, response 403"),
        Refusal(
            testDescription: "wants to know who asks",
            acts: [
                .send(
                    "HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm=x\r\n"
                        + "Content-Length: 0\r\n\r\n")
            ],
            reason: .refused, detail: "CONNECT tunnel failed, response 407"),
        Refusal(
            testDescription: "closes", acts: [], reason: .closed, detail: "Proxy CONNECT aborted"),
        Refusal(
            testDescription: "says nothing", acts: [.hang], reason: .timeout,
            detail: "no end within 2s", timeout: .seconds(2)),
    ]

    @Test(arguments: refusals)
    func `a proxy that makes no tunnel is no connection`(_ refusal: Refusal) throws {
        let proxy = ScriptedServer([.readRequest] + refusal.acts)
        defer { proxy.stop() }
        let failure = try #require(
            try result("https://shop.example/", by: proxy, timeout: refusal.timeout).failure)
        #expect(failure.stage == .connect)
        #expect(failure.reason == refusal.reason)
        #expect(failure.detail == refusal.detail)
    }

    @Test func `a kept connection on which nothing comes is waited on`() throws {
        let server = ScriptedServer([
            .readRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), .readRequest,
            .hang,
        ])
        defer { server.stop() }
        let bench = try TransferBench()
        var request = TransferRequest(method: "GET", url: server.url(), timeout: patience)
        request.route.isReused = true
        #expect(try bench.result(of: request).response?.status == 200)
        request.timeout = .seconds(2)
        let failure = try #require(try bench.result(of: request).failure)
        #expect(failure.stage == .wait)
        #expect(failure.reason == .timeout)
    }
}
