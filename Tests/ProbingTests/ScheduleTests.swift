import Base
import Monitoring
import Probing
import TestSupport
import Testing

/// Runs that are not made, and runs that are marked, with their metrics.
@Suite struct ScheduleTests {
    private static let ok: [ScriptedServer.Act] = [
        .readRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ]

    private func window(_ from: String, _ to: String) -> TimeWindow {
        .once(from: WallClockInstant(rfc3339: from)!, to: WallClockInstant(rfc3339: to)!)
    }

    private var now: TimeWindow { window("1970-01-01T00:00:00Z", "2262-01-01T00:00:00Z") }
    private var longAgo: TimeWindow { window("1970-01-01T00:00:00Z", "1971-01-01T00:00:00Z") }

    @Test func `outside of its active hours a probe makes no runs, and they are counted`() throws {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        let bench = try ProberBench([
            exampleProbe(
                "asleep", url: server.url(), interval: .milliseconds(20),
                timing: ProbeTiming(active: [longAgo])),
            exampleProbe(
                "awake", url: server.url("/awake"), interval: .milliseconds(20),
                timing: ProbeTiming(active: [longAgo, now])),
        ])
        #expect(bench.value("synthetic_inactive{probe=\"asleep\"}") == 1)
        #expect(bench.value("synthetic_inactive{probe=\"awake\"}") == 0)
        try eventually("runs that are not made, and some that are") {
            bench.skippedCount("inactive", "asleep") >= 3 && bench.runCount("awake", "success") >= 3
        }
        bench.stop()
        #expect(bench.runCount("asleep", "success") + bench.runCount("asleep", "failure") == 0)
        #expect(server.requests.allSatisfy { $0.hasPrefix("POST /awake ") })
        #expect(bench.skippedCount("inactive", "awake") == 0)
        #expect(bench.value("synthetic_inactive{probe=\"asleep\"}") == 1)
    }

    @Test func `a probe in maintenance runs, and its runs are marked`() throws {
        let server = ScriptedServer([
            .readRequest, .send("HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n"),
        ])
        defer { server.stop() }
        let bench = try ProberBench([
            exampleProbe(
                "mended", url: server.url(), interval: .milliseconds(20),
                timing: ProbeTiming(maintenance: [now])),
            exampleProbe(
                "broken", url: server.url(), interval: .milliseconds(20),
                timing: ProbeTiming(maintenance: [longAgo])),
        ])
        #expect(bench.value("synthetic_maintenance{probe=\"mended\"}") == 1)
        #expect(bench.value("synthetic_maintenance{probe=\"broken\"}") == 0)
        try eventually("runs of both") {
            ["mended", "broken"].allSatisfy { bench.failureCount($0, "expect", "status") >= 2 }
        }
        bench.stop()
        #expect(bench.value("synthetic_maintenance{probe=\"mended\"}") == 1)
        let marked = bench.lines.all.filter { $0.contains(" probe.maintenance=true ") }
        #expect(marked == bench.lines.all.filter { $0.contains(" probe.name=mended ") })
    }

    @Test func `runs that are due while too many are under way are skipped and counted`() throws {
        let hanging = ScriptedServer([.hang])
        let server = ScriptedServer(Self.ok)
        defer { for server in [hanging, server] { server.stop() } }
        let timeout = Duration.milliseconds(300)
        // The two that hang are made first; the third one has its turn when they have ended.
        let bench = try ProberBench(
            [
                exampleProbe("a", url: hanging.url(), interval: decade, timeout: timeout),
                exampleProbe("b", url: hanging.url(), interval: decade, timeout: timeout),
                exampleProbe("c", url: server.url(), interval: .milliseconds(10)),
            ], runsInFlightMax: 2)
        try eventually("a run of the third") { bench.runCount("c", "success") >= 1 }
        bench.stop()
        #expect(bench.skippedCount("overload", "c") >= 1)
        #expect(["a", "b"].map { bench.runCount($0, "failure") } == [1, 1])
        #expect(["a", "b"].map { bench.skippedCount("overload", $0) } == [0, 0])
    }

    @Test func `the limit of runs leaves descriptors to the rest`() {
        #expect(
            [1, 1_024, 16_384, 1_048_576].map(ProberLimits.runsInFlightMax(descriptorCountMax:))
                == [1, 256, 4_096, 4_096])
    }
}
