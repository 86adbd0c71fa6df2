import Base
import TestSupport
import Testing
import Transfers

/// Transfers one after the other, which use the same handle of libcurl.
@Suite struct HandleReuseTests {
    private static let ok: [ScriptedServer.Act] = [
        .readRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
    ]

    /// Requests that each say something of their own.
    private static func requests(to server: ScriptedServer) -> [TransferRequest] {
        func request(
            _ method: String = "GET", _ url: String? = nil,
            _ change: (inout TransferRequest) -> Void = { _ in }
        ) -> TransferRequest {
            var request = TransferRequest(
                method: method, url: url ?? server.url(), timeout: patience)
            change(&request)
            return request
        }
        let credentials = "http://user:secret@127.0.0.1:\(server.port)/"
        return [
            request(), request("HEAD"), request("DELETE"), request("GET", credentials),
            request("POST") { $0.body = Array("content".utf8) },
            request { $0.headers = [("X-Test", "1")] },
            request { $0.userAgent = "Other/1" },
            request { $0.route.proxy = "http://127.0.0.1:\(server.port)" },
            request { $0.route.httpVersion = .http1 },
            request { $0.route.allows = { _ in true } },
            request { $0.tls.serverName = "other.example" },
            request("GET", "http://shop.example/") { $0.route.addresses = ["127.0.0.1"] },
        ]
    }

    @Test func `what one request says is not said by the next`() throws {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        let requests = Self.requests(to: server)
        let bench = try TransferBench()
        for first in requests {
            for second in requests {
                let alone = try sent(second, by: TransferBench(), to: server)
                _ = try bench.result(of: first)
                #expect(try sent(second, by: bench, to: server) == alone)
            }
        }
    }

    /// What the server is sent of a request.
    private func sent(
        _ request: TransferRequest, by bench: TransferBench, to server: ScriptedServer
    ) throws -> [String] {
        let count = server.requests.count
        _ = try bench.result(of: request)
        return Array(server.requests.dropFirst(count))
    }

    @Test func `a transfer that is refused before it begins tells nothing of the one before`()
        throws
    {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        let bench = try TransferBench()
        var request = TransferRequest(method: "GET", url: server.url(), timeout: patience)
        #expect(try bench.result(of: request).address == "127.0.0.1")
        request.headers = [("X-Test", "a\nb")]
        let refused = try bench.result(of: request)
        #expect(refused.failure?.stage == .internal)
        #expect(refused.address == nil)
        let timings = refused.timings
        #expect(
            [timings.resolved, timings.connected, timings.requestBegun, timings.firstByte]
                == Array(repeating: .zero, count: 4))
    }

    @Test func `a policy holds for each transfer by itself`() throws {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        let bench = try TransferBench()
        let free = TransferRequest(method: "GET", url: server.url(), timeout: patience)
        var bound = free
        bound.route.allows = { _ in false }
        for _ in 0..<3 {
            #expect(try bench.result(of: free).response?.status == 200)
            #expect(try bench.result(of: bound).failure?.reason == .denied)
        }
        #expect(server.requests.count == 3)
    }
}
