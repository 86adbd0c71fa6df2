import Base
import Reactor
import Synchronization
import TestSupport
import Testing
import Transfers

@Suite struct ResolverTests {
    private let bench: TransferBench

    init() throws {
        bench = try TransferBench()
    }

    private static let ok: [ScriptedServer.Act] = [
        .readRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ]

    private func answer(
        _ name: String, _ family: TransferRoute.Family = .any, servers: [String] = []
    ) throws -> NameAnswer {
        let answer = Handover<NameAnswer>()
        bench.onLoop { engine in
            engine.resolve(name, family, servers: servers) { answer.put($0) }
        }
        return try #require(answer.take(within: patience))
    }

    private func result(
        _ url: String, timeout: Duration = patience,
        _ change: (inout TransferRoute) -> Void = { _ in }
    ) throws -> TransferResult {
        var request = TransferRequest(method: "GET", url: url, timeout: timeout)
        change(&request.route)
        return try bench.result(of: request)
    }

    // MARK: Answers

    @Test func `both kinds of addresses are asked for, or the one that is wanted`() throws {
        let names = NameServer([
            "shop.example": .addresses(["192.0.2.1", "192.0.2.2", "2001:db8::1"])
        ])
        defer { names.stop() }
        let servers = [names.address]
        #expect(
            try answer("shop.example", .ipv4, servers: servers)
                == .addresses(["192.0.2.1", "192.0.2.2"]))
        #expect(
            try answer("Shop.Example", .ipv6, servers: servers) == .addresses(["2001:db8::1"]))
        guard case .addresses(let both) = try answer("shop.example", servers: servers) else {
            Issue.record("no addresses")
            return
        }
        #expect(Set(both) == ["192.0.2.1", "192.0.2.2", "2001:db8::1"])
        #expect(
            Set(names.questions) == ["shop.example A", "shop.example AAAA"])
    }

    @Test func `why a name has no address is told apart`() throws {
        let names = NameServer([
            "bare.example": .addresses([]), "only4.example": .addresses(["192.0.2.1"]),
            "broken.example": .code(2), "refused.example": .code(5), "odd.example": .garbage,
        ])
        defer { names.stop() }
        func reason(_ name: String, _ family: TransferRoute.Family = .any) throws -> String {
            guard case .failure(let failure) = try answer(name, family, servers: [names.address])
            else { return "addresses" }
            return "\(failure.reason): \(failure.detail)"
        }
        #expect(
            try reason("gone.example")
                == "notFound: cannot resolve gone.example: there is no such name")
        #expect(
            try reason("bare.example")
                == "notFound: cannot resolve bare.example: it has no such address")
        #expect(
            try reason("only4.example", .ipv6)
                == "notFound: cannot resolve only4.example: it has no such address")
        for name in ["broken.example", "refused.example", "odd.example"] {
            // One whose answers are held up for seven seconds is silent.
            let reason = try eventually("an answer that is not held up") {
                let reason = try reason(name)
                return reason.hasPrefix("timeout: ") ? nil : reason
            }
            let expected = "resolver: cannot resolve \(name): no name server gave an answer ("
            #expect(reason.hasPrefix(expected), "\(reason)")
        }
        #expect(
            try reason("shop.invalid")
                == "notFound: cannot resolve shop.invalid: there is no such name")
        #expect(names.questions.allSatisfy { !$0.contains("invalid") })
    }

    @Test func `where nobody listens, no name server gave an answer`() throws {
        let servers = ["127.0.0.1:\(try freeLoopbackPort())"]
        guard case .failure(let failure) = try answer("shop.example", .ipv4, servers: servers)
        else {
            Issue.record("an answer of nobody")
            return
        }
        #expect(failure.reason == .resolver, "\(failure.detail)")
    }

    @Test func `name servers that are none are told`() throws {
        guard case .failure(let failure) = try answer("shop.example", servers: ["nonsense"]) else {
            Issue.record("an answer of nonsense")
            return
        }
        #expect(failure.reason == .unusableServers)
        #expect(failure.detail.hasPrefix("cannot use the name servers nonsense: "))
    }

    @Test func `a question that got lost is asked again`() throws {
        let names = NameServer(["shop.example": .late(["192.0.2.1"])])
        defer { names.stop() }
        #expect(
            try answer("shop.example", .ipv4, servers: [names.address])
                == .addresses(["192.0.2.1"]))
        // Twice, or more often where the second answer takes its time.
        #expect(names.questions.count >= 2)
        #expect(Set(names.questions) == ["shop.example A"])
    }

    @Test func `an answer that came in time counts, however late the loop reads it`() throws {
        let names = NameServer([
            "shop.example": .addresses(["192.0.2.1"]), "other.example": .addresses(["192.0.2.2"]),
        ])
        defer { names.stop() }
        var request = TransferRequest(
            method: "GET", url: "http://shop.example/", timeout: .milliseconds(1_200))
        request.route.resolvers = [names.address]
        request.route.family = .ipv4
        let addresses = Handover<RequestAddresses>()
        let asked = Handover<MonotonicInstant>()
        let gate = Handover<Bool>()
        bench.onLoop { [request] engine in
            engine.addresses(of: request) { addresses.put($0) }
            asked.put(.now())
            _ = gate.take()
        }
        let end = asked.take() + request.timeout
        // The server answers one question after the other.
        let other = try ResolverTests().answer("other.example", .ipv4, servers: [names.address])
        #expect(other == .addresses(["192.0.2.2"]))
        try eventually("the end of the time") { MonotonicInstant.now() > end }
        gate.put(true)
        guard case .known(let found) = try #require(addresses.take(within: patience)) else {
            Issue.record("the answer that was there did not count")
            return
        }
        #expect(found == ["192.0.2.1"])
        // Nor was it asked for again.
        #expect(names.questions.count { $0 == "shop.example A" } == 1)
    }

    @Test func `an address is its own answer, and localhost is the machine itself`() throws {
        #expect(try answer("192.0.2.7") == .addresses(["192.0.2.7"]))
        #expect(try answer("2001:db8::7") == .addresses(["2001:db8::7"]))
        #expect(try answer("localhost", .ipv4) == .addresses(["127.0.0.1"]))
        #expect(try answer("a.localhost", .ipv6) == .addresses(["::1"]))
        // Nobody is asked.
        #expect(
            try answer("localhost", .any, servers: ["127.0.0.1:1"])
                == .addresses(["::1", "127.0.0.1"]))
    }

    // MARK: Transfers

    @Test func `a transfer goes where the name server says`() throws {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        let names = NameServer(["shop.example": .addresses(["127.0.0.1"])])
        defer { names.stop() }
        for host in ["shop.example", "SHOP.example", "shop.example."] {
            let questionCount = names.questions.count
            let result = try result("http://\(host):\(server.port)/") {
                $0.resolvers = [names.address]
            }
            #expect(result.response?.status == 200, "\(host)")
            #expect(result.address == "127.0.0.1")
            #expect(result.timings.resolved > .zero)
            #expect(result.timings.resolved < result.timings.connected)
            #expect(result.timings.connected < result.timings.total)
            // No answer is kept.
            #expect(names.questions.dropFirst(questionCount).contains("shop.example A"))
        }
        #expect(
            server.requests.first?.contains("\r\nHost: shop.example:\(server.port)\r\n") == true)
    }

    @Test func `two name servers with different answers do not mix`() throws {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        let good = NameServer(["shop.example": .addresses(["127.0.0.1"])])
        defer { good.stop() }
        let bad = NameServer(["shop.example": .addresses(["127.9.9.9"])])
        defer { bad.stop() }
        for names in [good, bad, good] {
            var request = TransferRequest(
                method: "GET", url: "http://shop.example:\(server.port)/", timeout: patience)
            request.route.resolvers = [names.address]
            let result = try bench.result(of: request)
            if names === good {
                #expect(result.response?.status == 200)
            } else {
                #expect(result.failure?.stage == .connect)
                #expect(result.failure?.reason == .refused)
            }
        }
    }

    @Test func `an address that does not answer is passed over`() throws {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        let result = try result("http://shop.example:\(server.port)/") {
            $0.addresses = ["127.9.9.9", "127.0.0.1"]
        }
        #expect(result.response?.status == 200)
        #expect(result.address == "127.0.0.1")
    }

    @Test func `each failure of a look-up has its stage and reason`() throws {
        let names = NameServer([
            "broken.example": .code(2), "silent.example": .silence,
            "forged.example": .wrongNumber(["127.0.0.1"]),
            "other.example": .wrongName(["127.0.0.1"]),
            "odd.example": .garbage,
            "loop.example": .alias("pool.example"), "pool.example": .alias("loop.example"),
            "self.example": .alias("self.example"), "long.example": .truncated,
        ])
        defer { names.stop() }
        func failure(_ name: String, within timeout: Duration = patience) throws -> String {
            let result = try result("http://\(name)/", timeout: timeout) {
                $0.resolvers = [names.address]
                $0.family = .ipv4
            }
            #expect(result.timings.resolved == .zero)
            return result.failure.map { "\($0.stage) \($0.reason)" } ?? "success"
        }
        #expect(try failure("gone.example") == "resolve nameNotFound")
        for name in ["broken.example", "odd.example"] {
            #expect(try failure(name) == "resolve resolver", "\(name)")
        }
        for name in ["loop.example", "self.example"] {
            #expect(try failure(name) == "resolve nameNotFound", "\(name)")
        }
        // Over TCP nobody answers.
        #expect(try failure("long.example") == "resolve resolver")
        // Who lies is not believed: the answer is waited for, in vain.
        for name in ["silent.example", "forged.example", "other.example"] {
            #expect(
                try failure(name, within: .milliseconds(300)) == "resolve timeout", "\(name)")
        }
        let nobody = try result("http://shop.example/") { $0.resolvers = ["nonsense"] }
        #expect(nobody.failure?.stage == .internal)
    }

    @Test func `a name that leads where it must not is denied before a connection`() throws {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        let names = NameServer([
            "lure.example": .addresses(["169.254.169.254"]),
            "mapped.example": .addresses(["::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe"]),
            "both.example": .addresses(["169.254.169.254", "127.0.0.1"]),
        ])
        defer { names.stop() }
        let metadata = IPAddress("169.254.169.254")
        func result(_ name: String) throws -> TransferResult {
            try self.result("http://\(name):\(server.port)/") {
                $0.resolvers = [names.address]
                $0.allows = { $0.address != metadata }
            }
        }
        for name in ["lure.example", "mapped.example"] {
            #expect(
                try result(name).failure
                    == TransferFailure(
                        .policy, .denied, "the network policy does not allow 169.254.169.254"))
        }
        // What is allowed of several is used.
        #expect(try result("both.example").address == "127.0.0.1")
    }

    @Test func `a proxy's name is looked up, and the target's is not`() throws {
        let proxy = ScriptedServer(Self.ok)
        defer { proxy.stop() }
        let names = NameServer(["proxy.example": .addresses(["127.0.0.1"])])
        defer { names.stop() }
        let result = try result("http://shop.example/") {
            $0.proxy = "http://proxy.example:\(proxy.port)"
            $0.resolvers = [names.address]
        }
        #expect(result.response?.status == 200)
        #expect(Set(names.questions) == ["proxy.example A", "proxy.example AAAA"])
    }

    @Test func `many names leave nothing behind, and are looked up side by side`() throws {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        let hosts = (0..<200).map { "shop\($0).example" }
        let names = NameServer(
            Dictionary(uniqueKeysWithValues: hosts.map { ($0, .addresses(["127.0.0.1"])) }))
        defer { names.stop() }
        let results = hosts.map { host in
            var request = TransferRequest(
                method: "GET", url: "http://\(host):\(server.port)/", timeout: patience)
            request.route.resolvers = [names.address]
            request.route.family = .ipv4
            return bench.begin(request)
        }
        for result in results {
            #expect(try #require(result.take(within: patience)).response?.status == 200)
        }
        #expect(try bench.activeCount == 0)
    }

    @Test func `a transfer that is given up while its name is looked up is over`() throws {
        let names = NameServer(["silent.example": .silence])
        defer { names.stop() }
        let isCalled = Mutex(false)
        var request = TransferRequest(
            method: "GET", url: "http://silent.example/", timeout: patience)
        request.route.resolvers = [names.address]
        bench.onLoop { [request] engine in
            engine.start(request) { _ in isCalled.withLock { $0 = true } }?.cancel()
        }
        #expect(try bench.activeCount == 0)
        #expect(isCalled.withLock { $0 } == false)
    }

    @Test func `a transfer that is given up before it begins leaves nothing to the next`() throws {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        var named = TransferRequest(
            method: "GET", url: "http://shop.example:\(server.port)/", timeout: patience)
        named.route.addresses = ["127.0.0.1"]
        let plain = TransferRequest(method: "GET", url: server.url(), timeout: patience)
        for _ in 0..<20 {
            let result = Handover<TransferResult>()
            bench.onLoop { [named] engine in
                for _ in 0..<20 { engine.start(named) { _ in }?.cancel() }
                // To an address, on the handle that the others had.
                engine.start(plain) { result.put($0) }
            }
            #expect(try #require(result.take(within: patience)).response?.status == 200)
        }
        #expect(server.requests.count == 20)
    }
}
