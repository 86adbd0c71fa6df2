import Base
import Monitoring
import Probing
import TestSupport
import Testing

/// Steps whose request goes to every address of a name.
@Suite struct AddressesTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    private static let broken = "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"

    /// Servers on one port of several addresses, and a name server that knows these and others.
    private final class Farm {
        let names: NameServer
        let port: UInt16
        let servers: [String: ScriptedServer]

        /// - Parameters:
        ///   - scripts: By the addresses to listen on.
        ///   - silent: Addresses where nobody listens.
        init(_ scripts: [String: [ScriptedServer.Act]], silent: [String] = []) throws {
            let port = try freeLoopbackPort()
            self.port = port
            servers = scripts.reduce(into: [:]) { servers, pair in
                servers[pair.key] = ScriptedServer(pair.value, at: pair.key, port: port)
            }
            names = NameServer(["shop.example": .addresses(scripts.keys.sorted() + silent)])
        }

        deinit {
            for server in servers.values { server.stop() }
            names.stop()
        }

        func request(_ path: String = "/", to host: String = "shop.example") -> HTTPRequest {
            var request = HTTPRequest(method: "GET", url: "http://\(host):\(port)\(path)")
            request.connection.addresses = .all
            request.connection.resolvers = [names.address]
            return request
        }

        /// The paths that each server was asked for.
        func paths(_ address: String) -> [String] {
            servers[address]!.requests.map { String($0.split(separator: " ")[1]) }
        }
    }

    private func probe(_ steps: [Step], timeout: Duration = patience) -> Probe {
        Probe(name: "shop", interval: .milliseconds(20), timeout: timeout, steps: steps)
    }

    private func run(_ request: HTTPRequest, timeout: Duration = patience) throws -> StepResult {
        let probe = probe([Step(request: request, expectedStatus: [200])], timeout: timeout)
        let result = try SingleRun.result(of: probe, userAgent: "Sonde/test")
        return try #require(result.steps.first)
    }

    private func told(_ failures: [Failure]) -> [String] {
        failures.map { failure in
            let detail = failure.detail.replacing(/after [0-9]+ ms/, with: "after N ms")
            return "\(failure.stage)/\(failure.reason.rawValue) \(detail)"
        }
    }

    @Test func `every address is asked once, and the name stays what is asked for`() throws {
        let farm = try Farm([
            "127.0.0.1": [.answer { _ in Self.ok }], "127.0.0.2": [.answer { _ in Self.ok }],
            "::1": [.answer { _ in Self.ok }],
        ])
        let step = try run(farm.request("/orders"))
        #expect(step.outcome == .success)
        #expect(step.addresses.map(\.address) == ["127.0.0.1", "127.0.0.2", "::1"])
        #expect(step.addresses.allSatisfy { $0.outcome == .success && $0.status == 200 })
        #expect(step.duration == step.addresses.map(\.duration).max())
        // Each counts the look-up as part of its own time.
        #expect(step.addresses.allSatisfy { $0.phases.resolve > .zero })
        #expect(step.addresses.contains { $0.address == step.address })
        for (address, server) in farm.servers {
            #expect(farm.paths(address) == ["/orders"])
            #expect(server.requests[0].contains("\r\nHost: shop.example:\(farm.port)\r\n"))
        }
        #expect(Set(farm.names.questions) == ["shop.example A", "shop.example AAAA"])
    }

    @Test func `one address that fails is the failure of the step`() throws {
        let farm = try Farm(
            ["127.0.0.1": [.answer { _ in Self.ok }], "127.0.0.2": [.answer { _ in Self.broken }]],
            silent: ["127.0.0.3"])
        let step = try run(farm.request())
        #expect(
            Set(told(step.failures)) == [
                "expect/status 127.0.0.2: got 500, want 200",
                "connect/refused 127.0.0.3: Failed to connect to shop.example port "
                    + "\(farm.port) after N ms: Connection refused",
            ])
        #expect(step.outcome == .failure(step.failures[0]))
        #expect(step.address == "127.0.0.2" || step.address == "127.0.0.3")
        #expect(
            step.addresses.map { "\($0.address) \($0.outcome.label) \($0.status ?? 0)" } == [
                "127.0.0.1 success 200", "127.0.0.2 failure 500", "127.0.0.3 failure 0",
            ])
    }

    @Test func `an address that hangs takes no time from the others`() throws {
        let farm = try Farm([
            "127.0.0.1": [.hang], "127.0.0.2": [.answer { _ in Self.ok }], "127.0.0.3": [.hang],
        ])
        var timeout = Duration.milliseconds(250)
        // A machine that is held up may need more time for the requests to get there.
        let step = try eventually("an answer of the second in time") {
            timeout *= 2
            let step = try run(farm.request(), timeout: timeout)
            #expect(step.failures.allSatisfy { $0.reason == .timeout })
            let isThere = step.failures.allSatisfy { $0.stage == .wait }
            return isThere && step.addresses.contains { $0.outcome == .success } ? step : nil
        }
        let words = "no answer within the timeout of \(DurationText.print(timeout))"
        #expect(
            Set(told(step.failures)) == [
                "wait/timeout 127.0.0.1: \(words)", "wait/timeout 127.0.0.3: \(words)",
            ])
        #expect(step.addresses.map(\.outcome.label) == ["failure", "success", "failure"])
    }

    @Test func `an address that is not allowed is told, and not connected to`() throws {
        let farm = try Farm([
            "127.0.0.1": [.answer { _ in Self.ok }], "127.0.0.2": [.answer { _ in Self.ok }],
        ])
        var denied = NetworkPolicy.Rule(isAllowed: false)
        denied.blocks = [AddressBlock("127.0.0.2/32")!]
        var request = farm.request()
        request.policy = NetworkPolicy(rules: [denied], isAllowedOtherwise: true)
        #expect(
            told(try run(request).failures) == [
                "policy/denied 127.0.0.2: the network policy does not allow 127.0.0.2"
            ])
        #expect(farm.paths("127.0.0.2") == [])
        #expect(farm.paths("127.0.0.1") == ["/"])
    }

    @Test func `a family can be left out, and an address is its own only one`() throws {
        let farm = try Farm([
            "127.0.0.1": [.answer { _ in Self.ok }], "::1": [.answer { _ in Self.ok }],
        ])
        var request = farm.request()
        request.connection.family = .ipv6
        #expect(try run(request).addresses.map(\.address) == ["::1"])
        request = farm.request(to: "localhost")
        #expect(try run(request).addresses.map(\.address) == ["127.0.0.1", "::1"])
        for (host, address) in [("127.0.0.1", "127.0.0.1"), ("[::1]", "::1")] {
            let step = try run(farm.request(to: host))
            #expect(step.outcome == .success)
            #expect(step.addresses.map(\.address) == [address])
        }
    }

    @Test func `without an address there is one failure, and nobody is asked`() throws {
        let farm = try Farm(["127.0.0.1": [.answer { _ in Self.ok }]])
        let gone = try run(farm.request(to: "gone.example"))
        #expect(
            told(gone.failures) == [
                "resolve/name_not_found cannot resolve gone.example: there is no such name"
            ])
        #expect(gone.addresses == [])
        let names = NameServer(["shop.example": .silence])
        defer { names.stop() }
        var request = farm.request()
        request.connection.resolvers = [names.address]
        let silent = try eventually("a question in time") {
            let step = try run(request, timeout: .milliseconds(300))
            return step.failures.first?.stage == .internal ? nil : step
        }
        #expect(
            told(silent.failures) == ["resolve/timeout no answer within the timeout of 300ms"])
        #expect(silent.duration >= .milliseconds(300))
        #expect(try run(farm.request(to: "")).failures.map(\.stage) == [.internal])
        #expect(farm.paths("127.0.0.1") == [])
    }

    @Test func `a redirect to the same name stays at the address`() throws {
        let redirect: @Sendable (String) -> String = { request in
            request.hasPrefix("GET /there ")
                ? Self.ok : "HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n"
        }
        let farm = try Farm(["127.0.0.1": [.answer(redirect)], "127.0.0.2": [.answer(redirect)]])
        var request = farm.request()
        request.redirects = .follow(countMax: 1)
        let step = try run(request)
        #expect(step.outcome == .success)
        #expect(step.hops.map(\.address) == [step.address])
        for address in farm.servers.keys { #expect(farm.paths(address) == ["/", "/there"]) }
    }

    @Test func `later steps go on with what the first good address gave`() throws {
        func login(_ token: String) -> [ScriptedServer.Act] {
            [
                .answer { _ in
                    "HTTP/1.1 200 OK\r\nSet-Cookie: sid=\(token)\r\nX-Id: \(token)\r\n"
                        + "Content-Length: 0\r\n\r\n"
                }
            ]
        }
        let farm = try Farm([
            "127.0.0.1": [.answer { _ in Self.broken }], "127.0.0.2": login("b"),
            "127.0.0.3": login("c"),
        ])
        let target = ScriptedServer([.answer { _ in Self.ok }])
        defer { target.stop() }
        let first = Step(
            name: "login", request: farm.request(), expectations: [.status([200])],
            extractions: [Extraction("id", .header("X-Id"))])
        let second = Step(
            name: "use",
            request: HTTPRequest(
                method: "GET", url: try Template("http://127.0.0.1:\(target.port)/{{id}}")),
            expectations: [.status([200])], isAlways: true)
        let result = try SingleRun.result(
            of: probe([first, second]), userAgent: "Sonde/test")
        #expect(result.steps.map(\.outcome.label) == ["failure", "success"])
        #expect(target.requests.map { $0.hasPrefix("GET /b HTTP/1.1\r\n") } == [true])
    }

    @Test func `metrics tell how many addresses of each kind came to what`() throws {
        let farm = try Farm(
            ["127.0.0.1": [.answer { _ in Self.ok }], "::1": [.answer { _ in Self.ok }]],
            silent: ["127.0.0.2"])
        let probe = probe([Step(request: farm.request(), expectedStatus: [200])])
        let bench = try ProberBench([probe])
        defer { bench.stop() }
        func addresses(_ family: String, _ result: String) -> Double? {
            bench.value(
                "synthetic_addresses{probe=\"shop\",step=\"request\",family=\"\(family)\","
                    + "result=\"\(result)\"}")
        }
        #expect(addresses("ipv6", "failure") == 0)
        // What is set last of all that a run leaves.
        try eventually("a run") {
            bench.value("synthetic_last_run_timestamp_seconds{probe=\"shop\"}") != nil
        }
        #expect(bench.failureCount("shop", "connect", "refused") > 0)
        #expect(addresses("ipv4", "success") == 1)
        #expect(addresses("ipv4", "failure") == 1)
        #expect(addresses("ipv6", "success") == 1)
        #expect(addresses("ipv6", "failure") == 0)
        let prefix = "synthetic_address_duration_seconds_count"
        #expect(bench.total(prefix, containing: "ipv4") >= 2)
        #expect(bench.total(prefix, containing: "ipv6") >= 1)
        bench.update([])
        #expect(bench.lines.all.contains { $0.contains("127.0.0.2: Failed to connect") })
        #expect(bench.total("synthetic_address", containing: "shop") == 0)
    }

    @Test func `a run that is given up leaves no request behind`() throws {
        let farm = try Farm(["127.0.0.1": [.hang], "127.0.0.2": [.readRequest, .hang]])
        let probe = probe([Step(request: farm.request(), expectedStatus: [200])])
        let bench = try ProberBench([probe])
        defer { bench.stop() }
        try eventually("a request") { !farm.paths("127.0.0.2").isEmpty }
        bench.update([])
        #expect(bench.value("synthetic_probes_in_flight") == 0)
        #expect(bench.runCount("shop", "failure") == 0)
    }
}
