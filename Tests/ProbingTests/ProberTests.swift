import Base
import Logging
import Metrics
import Monitoring
import Probing
import Reactor
import TestSupport
import Testing

@Suite struct ProberTests {
    private static let ok: [ScriptedServer.Act] = [
        .readRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ]

    @Test func `a probe sends what it says, and its runs are told in metrics and log`() throws {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        let standard = Probe.reservations(serviceURL: server.url(""), interval: .seconds(5))
        let probe = Probe(
            name: standard.name, interval: .milliseconds(50), timeout: patience,
            steps: standard.steps)
        let bench = try ProberBench([probe])
        try eventually("two runs") { bench.runCount("reservations", "success") >= 2 }
        bench.stop()
        #expect(
            withoutTrace(server.requests).first
                == "POST /reservations HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"
                + "User-Agent: Sonde/test\r\nAccept: */*\r\nContent-Type: application/json\r\n"
                + "Content-Length: 25\r\n\r\n{\"username\": \"synthetic\"}")
        #expect(bench.runCount("reservations", "failure") == 0)
        #expect(bench.lines.all.allSatisfy { $0.hasPrefix("debug probe ran: ") })
        #expect(bench.value("synthetic_consecutive_failures{probe=\"reservations\"}") == 0)
        #expect(bench.value("synthetic_interval_seconds{probe=\"reservations\"}") == 0.05)
        let last = bench.value("synthetic_last_run_timestamp_seconds{probe=\"reservations\"}")
        let now = WallClockInstant.now().secondsSinceEpoch
        #expect(try abs(now - #require(last)) < patience.inSeconds)
    }

    @Test func `a status that is not expected is a failure with what came and what was wanted`()
        throws
    {
        let server = ScriptedServer([
            .readRequest, .send("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"),
        ])
        defer { server.stop() }
        let probe = exampleProbe(
            url: server.url("/"), interval: decade, expecting: [204, 200])
        let bench = try ProberBench([probe])
        try eventually("a run") { bench.runCount("shop", "failure") == 1 }
        bench.stop()
        #expect(bench.failureCount("shop", "expect", "status") == 1)
        #expect(bench.lines.all.count == 2)
        #expect(bench.lines.all.last?.hasPrefix("warning target went down: ") == true)
        #expect(
            bench.lines.all.allSatisfy { $0.contains("failure.detail=got 401, want 200 or 204 ") })
    }

    @Test func `a target that hangs fails at its deadline while the others go on`() throws {
        let hanging = ScriptedServer([.hang])
        let server = ScriptedServer(Self.ok)
        defer {
            hanging.stop()
            server.stop()
        }
        let timeout = Duration.milliseconds(400)
        let bench = try ProberBench([
            exampleProbe(
                "stuck", url: hanging.url(), interval: .milliseconds(500), timeout: timeout),
            exampleProbe("well", url: server.url(), interval: .milliseconds(50)),
        ])
        try eventually("the first to fail twice, and the second to run ten times") {
            bench.failureCount("stuck", "wait", "timeout") >= 2
                && bench.runCount("well", "success") >= 10
        }
        bench.stop()
        #expect(bench.runCount("well", "failure") == 0)
        let stuck = bench.lines.all.filter { $0.contains(" probe.name=stuck ") }
        #expect(stuck.count { $0.hasPrefix("warning target went down: ") } == 1)
        #expect(
            stuck.contains { $0.contains("failure.detail=no answer within the timeout of 400ms ") })
        for line in stuck {
            let duration = try #require(line.firstMatch(of: /probe\.duration_seconds=([0-9.]+)/))
            #expect(try #require(Double(duration.1)) >= timeout.inSeconds, "\(line)")
        }
    }

    @Test func `a run that is due while the last one still runs is skipped and counted`() throws {
        let server = ScriptedServer([.hang])
        defer { server.stop() }
        let bench = try ProberBench([
            exampleProbe(url: server.url(), interval: .milliseconds(20), timeout: patience)
        ])
        try eventually("skipped runs") { bench.skippedCount("running") >= 3 }
        #expect(bench.value("synthetic_probes_in_flight") == 1)
        #expect(bench.value("synthetic_schedule_lateness_seconds_count") == 1)
        bench.stop()
    }

    @Test func `runs that a blocked loop missed are skipped and counted, and the newest is made`()
        throws
    {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        let bench = try ProberBench([exampleProbe(url: server.url(), interval: .milliseconds(100))])
        try eventually("a run") { bench.runCount("shop", "success") >= 1 }
        bench.onLoop {
            let end = MonotonicInstant.now() + .milliseconds(450)
            while MonotonicInstant.now() < end {}
        }
        try eventually("skipped runs") { bench.skippedCount("late") >= 3 }
        let count = bench.runCount("shop", "success")
        try eventually("a run after them") { bench.runCount("shop", "success") > count }
        bench.stop()
        let late = bench.value("synthetic_schedule_lateness_seconds_bucket{le=\"+Inf\"}")
        // The stop may have given up one that had begun.
        #expect(try #require(late) >= Double(bench.runCount("shop", "success")))
        #expect(bench.runCount("shop", "failure") == 0)
    }

    @Test func `a run that is given up by a stop counts neither way`() throws {
        let server = ScriptedServer([.readRequest, .hang])
        defer { server.stop() }
        let bench = try ProberBench([
            exampleProbe(url: server.url(), interval: decade, timeout: .seconds(3_600))
        ])
        try eventually("the request") { server.requests.count == 1 }
        #expect(bench.value("synthetic_probes_in_flight") == 1)
        bench.stop()
        #expect(bench.value("synthetic_probes_in_flight") == 0)
        #expect(bench.runCount("shop", "success") + bench.runCount("shop", "failure") == 0)
        #expect(bench.value("synthetic_last_run_timestamp_seconds{probe=\"shop\"}") == nil)
        #expect(bench.lines.all.isEmpty)
    }

    @Test func `steps run one after the other until one fails`() throws {
        let server = ScriptedServer(Self.ok)
        let missing = ScriptedServer([
            .readRequest, .send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
        ])
        let never = ScriptedServer(Self.ok)
        defer { for server in [server, missing, never] { server.stop() } }
        let steps = [("create", server), ("read", missing), ("cancel", never)].map {
            Step(
                name: $0, request: HTTPRequest(method: "GET", url: $1.url()), expectedStatus: [200])
        }
        let bench = try ProberBench([
            Probe(name: "shop", interval: decade, timeout: patience, steps: steps)
        ])
        try eventually("the second step to fail") {
            bench.failureCount("shop", "expect", "status", step: "read") == 1
        }
        bench.stop()
        #expect(
            ["create", "read", "cancel"].map { bench.runCount("shop", "success", step: $0) }
                == [1, 0, 0])
        #expect([server, missing, never].map(\.requests.count) == [1, 1, 0])
        #expect(bench.value("synthetic_consecutive_failures{probe=\"shop\"}") == 1)
    }

    @Test func `the timeout is that of all steps together`() throws {
        let server = ScriptedServer(Self.ok)
        let hanging = ScriptedServer([.hang])
        defer { for server in [server, hanging] { server.stop() } }
        let steps = [("create", server), ("read", hanging)].map {
            Step(
                name: $0, request: HTTPRequest(method: "GET", url: $1.url()), expectedStatus: [200])
        }
        // Again and again, for a machine that is held up may not get to the second step.
        let probe = Probe(
            name: "shop", interval: .milliseconds(600), timeout: .milliseconds(500), steps: steps)
        let begun = MonotonicInstant.now()
        let bench = try ProberBench([probe])
        try eventually("the second step to fail") {
            bench.failureCount("shop", "wait", "timeout", step: "read") >= 1
        }
        #expect(MonotonicInstant.now() - begun >= probe.timeout)
        bench.stop()
        // What the first step took is not there for the second.
        let second = bench.total(
            "synthetic_request_duration_sum{probe=\"shop\",step=\"read\"", containing: "failure")
        #expect(second > 0)
        #expect(bench.runCount("shop", "success", step: "create") >= 1)
    }
}
