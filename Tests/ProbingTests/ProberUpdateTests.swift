import Base
import Monitoring
import TestSupport
import Testing

/// Probes that are exchanged while others run.
@Suite struct ProberUpdateTests {
    private static let ok: [ScriptedServer.Act] = [
        .readRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ]

    private func probe(_ name: String, _ url: String, _ interval: Duration) -> Probe {
        Probe(
            name: name, interval: interval, timeout: patience,
            steps: [Step(request: HTTPRequest(method: "GET", url: url), expectedStatus: [200])])
    }

    @Test func `a probe that is gone has its run given up and no series, the others go on`() throws
    {
        let server = ScriptedServer(Self.ok)
        let hanging = ScriptedServer([.readRequest, .hang])
        defer {
            server.stop()
            hanging.stop()
        }
        let kept = probe("kept", server.url("/"), .milliseconds(50))
        let gone = probe("gone", hanging.url("/"), decade)
        let bench = try ProberBench([kept, gone])
        try eventually("a run of the probe that hangs") { !hanging.requests.isEmpty }
        try eventually("runs") { bench.runCount("kept", "success") >= 2 }
        let before = bench.runCount("kept", "success")
        bench.update([kept, probe("new", server.url("/"), .milliseconds(50))])
        try eventually("runs of the new probe") { bench.runCount("new", "success") >= 1 }
        try eventually("more runs") { bench.runCount("kept", "success") > before }
        bench.stop()
        #expect(bench.total("synthetic_interval_seconds", containing: "gone") == 0)
        #expect(bench.value("synthetic_probes_in_flight") == 0)
    }

    @Test func `a probe that changed starts afresh`() throws {
        let server = ScriptedServer(Self.ok)
        defer { server.stop() }
        let bench = try ProberBench([probe("shop", server.url("/"), .milliseconds(50))])
        try eventually("runs") { bench.runCount("shop", "success") >= 2 }
        bench.update([probe("shop", server.url("/"), decade)])
        bench.stop()
        #expect(
            bench.value("synthetic_interval_seconds{probe=\"shop\"}") == decade.inSeconds)
        #expect(bench.runCount("shop", "success") <= 1)
    }
}
