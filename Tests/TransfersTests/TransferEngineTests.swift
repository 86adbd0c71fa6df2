import Base
import Foundation
import Reactor
import Synchronization
import TestSupport
import Testing
import Transfers

@Suite struct TransferEngineTests {
    private static let ok: [ScriptedServer.Act] = [
        .readRequest,
        .send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nA:  b c \t\r\na: \r\n\r\nok"),
    ]

    @Test func `a request goes out whole, and the answer comes back whole`() throws {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        var request = TransferRequest(
            method: "POST", url: server.url("/orders?x=1"), timeout: patience)
        request.headers = [("Content-Type", "application/json"), ("X-Empty", "")]
        request.body = Array("{}".utf8)
        request.userAgent = "Test/1"
        let result = try TransferBench().result(of: request)
        let response = try #require(result.response)
        #expect(response.status == 200)
        #expect(response.headers.map { "\($0): \($1)" } == ["Content-Length: 2", "A: b c", "a: "])
        #expect(response.values(of: "a") == ["b c", ""])
        #expect(String(decoding: response.body, as: UTF8.self) == "ok")
        #expect(result.address == "127.0.0.1")
        #expect(
            server.requests == [
                "POST /orders?x=1 HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"
                    + "User-Agent: Test/1\r\nAccept: */*\r\nContent-Type: application/json\r\n"
                    + "X-Empty:\r\nContent-Length: 2\r\n\r\n{}"
            ])
    }

    @Test(arguments: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY", "get"])
    func `a method without content is sent as it is`(method: String) throws {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        let request = TransferRequest(method: method, url: server.url(), timeout: patience)
        let response = try #require(try TransferBench().result(of: request).response)
        #expect(response.body.isEmpty == (method == "HEAD"))
        let length = ["POST", "PUT", "PATCH"].contains(method) ? "Content-Length: 0\r\n" : ""
        #expect(
            server.requests == [
                "\(method) / HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nUser-Agent: Sonde\r\n"
                    + "Accept: */*\r\n\(length)\r\n"
            ])
    }

    @Test func `the phases end one after the other`() throws {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        let request = TransferRequest(method: "GET", url: server.url(), timeout: patience)
        let begun = MonotonicInstant.now()
        let timings = try TransferBench().result(of: request).timings
        let ends = [
            .zero, timings.resolved, timings.connected, timings.requestBegun, timings.firstByte,
            timings.total, MonotonicInstant.now() - begun,
        ]
        #expect(ends == ends.sorted())
        #expect(timings.resolved > .zero)
        #expect(timings.handshakeDone == .zero)
    }

    @Test func `every transfer makes a connection of its own, many after the other and at once`()
        throws
    {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        let bench = try TransferBench()
        let request = TransferRequest(method: "GET", url: server.url(), timeout: patience)
        for _ in 0..<5 {
            let results = (0..<40).map { _ in bench.begin(request) }
            for result in results {
                #expect(try #require(result.take(within: patience)).response?.status == 200)
            }
        }
        #expect(server.requests.count == 200)
        #expect(try bench.activeCount == 0)
    }

    @Test func `what hangs does not hold up the others`() throws {
        let hanging = ScriptedServer([.hang])
        let server = ScriptedServer(Self.ok)
        defer {
            hanging.stop()
            server.stop()
        }
        let bench = try TransferBench()
        let stuck = (0..<10).map { _ in
            bench.begin(TransferRequest(method: "GET", url: hanging.url(), timeout: patience))
        }
        for _ in 0..<20 {
            let request = TransferRequest(method: "GET", url: server.url(), timeout: patience)
            #expect(try bench.result(of: request).response?.status == 200)
        }
        #expect(try bench.activeCount == 10)
        #expect(stuck.allSatisfy { $0.take(within: .zero) == nil })
    }

    @Test func `a cancelled transfer ends at once, and its completion is not called`() throws {
        let server = ScriptedServer([.hang])
        defer { server.stop() }
        let bench = try TransferBench()
        let wasCalled = Mutex(false)
        let counts = Handover<[Int]>()
        let request = TransferRequest(method: "GET", url: server.url(), timeout: .milliseconds(50))
        bench.onLoop { engine in
            let transfer = engine.start(request) { _ in wasCalled.withLock { $0 = true } }
            let before = engine.activeCount
            transfer?.cancel()
            transfer?.cancel()
            counts.put([before, engine.activeCount])
        }
        #expect(try #require(counts.take(within: patience)) == [1, 0])
        // One that begins later and lasts longer: the first one's deadline has passed then.
        var longer = request
        longer.timeout = .milliseconds(100)
        #expect(try bench.result(of: longer).failure?.reason == .timeout)
        #expect(!wasCalled.withLock { $0 })
    }

    @Test func `a completion may begin the next transfer`() throws {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        let request = TransferRequest(method: "GET", url: server.url(), timeout: patience)
        let bench = try TransferBench()
        let last = Handover<TransferResult>()
        bench.onLoop { engine in
            engine.start(request) { [unowned engine] _ in
                engine.start(request) { last.put($0) }
            }
        }
        #expect(try #require(last.take(within: patience)).response?.status == 200)
    }

    @Test func `an answer that came in time counts, however late the loop reads it`() throws {
        let hanging = ScriptedServer([.hang])
        defer { hanging.stop() }
        let bench = try TransferBench()
        // The timers of these wait all the while.
        let others = (0..<5).map { _ in
            bench.begin(TransferRequest(method: "GET", url: hanging.url(), timeout: patience))
        }
        // The loop must have been held up before the time was over.
        let response = try eventually("a loop that is held up in time") {
            try answerToLateLoop(bench)
        }
        #expect(response.status == 204)
        #expect(others.allSatisfy { $0.take(within: .zero) == nil })
    }

    /// The answer to a request that comes in time while `bench` does nothing until after that time;
    /// nil if the time was over before.
    private func answerToLateLoop(_ bench: TransferBench) throws -> TransferResponse? {
        let request = Handover<Bool>()
        let gate = Handover<Bool>()
        let sent = Handover<Bool>()
        let server = ScriptedServer([
            .readRequest, .after { request.put(true) }, .after { _ = gate.take() },
            .send("HTTP/1.1 204 No Content\r\n\r\n"), .after { sent.put(true) }, .hang,
        ])
        defer {
            gate.put(true)
            server.stop()
        }
        let timeout = Duration.seconds(1)
        let first = MonotonicInstant.now() + timeout
        let result = bench.begin(
            TransferRequest(method: "GET", url: server.url(), timeout: timeout))
        guard request.take(within: timeout * 2) == true else { return nil }
        let last = MonotonicInstant.now() + timeout
        let isInTime = Handover<Bool>()
        bench.onLoop { _ in
            guard MonotonicInstant.now() < first else { return isInTime.put(false) }
            gate.put(true)
            _ = sent.take()
            while MonotonicInstant.now() < last {}
            isInTime.put(true)
        }
        guard isInTime.take(within: patience) == true else { return nil }
        let end = try #require(result.take(within: patience))
        let response: TransferResponse = try #require(end.response)
        return response
    }

    @Test func `what an answer waits for a busy loop is not the target's time`() throws {
        let request = Handover<MonotonicInstant>()
        let gate = Handover<Bool>()
        let sent = Handover<MonotonicInstant>()
        let server = ScriptedServer([
            .readRequest, .after { request.put(.now()) }, .after { _ = gate.take() },
            .send("HTTP/1.1 204 No Content\r\n\r\n"), .after { sent.put(.now()) }, .hang,
        ])
        defer { server.stop() }
        let bench = try TransferBench()
        let begun = MonotonicInstant.now()
        let result = bench.begin(
            TransferRequest(method: "GET", url: server.url(), timeout: patience))
        let requested = try #require(request.take(within: patience))
        let busyTime = Duration.milliseconds(300)
        let moments = Handover<(opened: MonotonicInstant, sent: MonotonicInstant)>()
        bench.onLoop { _ in
            let opened = MonotonicInstant.now()
            gate.put(true)
            let end = sent.take()
            moments.put((opened, end))
            while MonotonicInstant.now() < end + busyTime {}
        }
        let (opened, end) = try #require(moments.take(within: patience))
        let timings = try #require(result.take(within: patience)).timings
        for moment in [timings.firstByte, timings.total] {
            #expect(moment >= opened - requested)
            #expect(moment < end - begun + busyTime / 2)
        }
    }

    @Test func `a redirect is an answer like any other`() throws {
        let server = ScriptedServer([
            .readRequest,
            .send("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"),
        ])
        defer { server.stop() }
        let request = TransferRequest(method: "GET", url: server.url(), timeout: patience)
        #expect(try TransferBench().result(of: request).response?.status == 302)
        #expect(server.requests.count == 1)
    }

    @Test func `the answer's content may have just as many bytes as are taken`() throws {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        var request = TransferRequest(method: "GET", url: server.url(), timeout: patience)
        request.bodyByteCountMax = 2
        #expect(try TransferBench().result(of: request).response?.body.count == 2)
        request.bodyByteCountMax = 1
        #expect(
            try TransferBench().result(of: request).failure
                == TransferFailure(
                    .receive, .tooLarge, "the answer has more than 1 bytes of content"))
    }

    @Test func `a proxy named in the environment is not used`() async {
        await #expect(processExitsWith: .success) {
            setenv("http_proxy", "http://127.0.0.1:1", 1)
            setenv("all_proxy", "http://127.0.0.1:1", 1)
            let server = ScriptedServer(Self.ok)
            let request = TransferRequest(method: "GET", url: server.url(), timeout: patience)
            let result = try TransferBench().result(of: request)
            guard result.response?.status == 200 else { fatalError("\(result.outcome)") }
        }
    }

    @Test func `an engine that goes takes its transfers with it`() throws {
        let server = ScriptedServer([.readRequest, .hang])
        do {
            let bench = try TransferBench()
            _ = bench.begin(TransferRequest(method: "GET", url: server.url(), timeout: patience))
            try eventually("the request") { server.requests.count == 1 }
        }
        server.stop()
    }
}
