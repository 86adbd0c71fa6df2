import Base
import Metrics
import Monitoring
import Probing
import Testing

/// What journeys leave in the metrics.
@Suite struct JourneyMetricsTests {
    private static let request = HTTPRequest(method: "GET", url: "http://shop.example/")

    private static let probe = Probe(
        name: "shop", interval: .seconds(60), timeout: .seconds(10), attempts: 2,
        labels: ["team": "web"],
        steps: [
            Step(
                name: "read", request: request, expectations: [.status([200])],
                warnings: [.size(1...9)]),
            Step(name: "cancel", request: request, expectations: [], isAlways: true),
        ])

    private let registry = MetricRegistry()

    /// The series of families other than those of `MetricsSinkTests`, without those at 0.
    private func lines(_ prefixes: String...) -> [String] {
        text(of: registry).split(separator: "\n").map(String.init).filter { line in
            prefixes.contains { line.hasPrefix($0) } && !line.hasSuffix(" 0")
        }
    }

    private func step(
        _ index: Int, _ outcome: Outcome, attempt: Int = 1, warnings: [Failure] = [],
        phases: PhaseTimings = PhaseTimings(), hops: [HopResult] = []
    ) -> StepResult {
        StepResult(
            step: Self.probe.steps[index], outcome: outcome, warnings: warnings, attempt: attempt,
            status: 200, duration: .milliseconds(20), phases: phases, hops: hops)
    }

    private func record(_ sink: MetricsSink, _ steps: [StepResult]) {
        let result = ProbeResult(
            probe: Self.probe, started: WallClockInstant(nanoseconds: 0),
            duration: .milliseconds(50), steps: steps, traceID: "0af7651916cd43dd8448eb211c80319c")
        var state = ProbeState()
        let transition = state.record(result.outcome)
        sink.record(result, state, transition)
    }

    @Test func `attempts, clean-up and what is degraded are told`() {
        let sink = MetricsSink(registry: registry, probes: [Self.probe])
        let refused = Outcome.failure(
            Failure(stage: .connect, reason: .refused, detail: "nobody listens"))
        let warning = Failure(stage: .expect, reason: .size, detail: "got 0 B")
        record(
            sink,
            [
                step(0, .wrongStatus), step(1, refused),
                step(0, .success, attempt: 2, warnings: [warning, warning]),
                step(1, .success, attempt: 2),
            ])
        #expect(
            lines(
                "synthetic_probe_failures", "synthetic_cleanup", "synthetic_degraded",
                "synthetic_retries", "synthetic_probe_info", "synthetic_consecutive",
                "synthetic_request_duration_count")
                == [
                    #"synthetic_cleanup_failures_total{probe="shop",step="cancel",stage="connect",reason="refused"} 1"#,
                    #"synthetic_degraded_total{probe="shop",step="read",reason="size"} 1"#,
                    #"synthetic_probe_failures_total{probe="shop",step="read",stage="expect",reason="status"} 1"#,
                    #"synthetic_probe_info{probe="shop",label="team",value="web"} 1"#,
                    #"synthetic_request_duration_count{probe="shop",step="cancel",method="GET",url="http://shop.example/",result="failure"} 1"#,
                    #"synthetic_request_duration_count{probe="shop",step="cancel",method="GET",url="http://shop.example/",result="success"} 1"#,
                    #"synthetic_request_duration_count{probe="shop",step="read",method="GET",url="http://shop.example/",result="failure"} 1"#,
                    #"synthetic_request_duration_count{probe="shop",step="read",method="GET",url="http://shop.example/",result="success"} 1"#,
                    #"synthetic_retries_total{probe="shop"} 1"#,
                ])
    }

    @Test func `series that rules count are there at 0 from the start`() {
        _ = MetricsSink(registry: registry, probes: [Self.probe])
        let zeros = text(of: registry).split(separator: "\n").filter { $0.hasSuffix(" 0") }
        for series in [
            #"synthetic_degraded_total{probe="shop",step="read",reason="size"} 0"#,
            #"synthetic_retries_total{probe="shop"} 0"#,
        ] {
            #expect(zeros.contains(Substring(series)), "\(series)")
        }
        // Those of where and why a step failed come with the first failure.
        #expect(lines("synthetic_probe_failures", "synthetic_cleanup_failures") == [])
    }

    @Test func `each phase of each request is observed, redirects as well`() {
        let sink = MetricsSink(registry: registry, probes: [Self.probe])
        var phases = PhaseTimings()
        phases.connect = .milliseconds(1)
        phases.wait = .milliseconds(200)
        let hop = HopResult(url: "", status: 302, address: nil, phases: phases)
        record(sink, [step(0, .success, phases: phases, hops: [hop])])
        #expect(
            lines("synthetic_phase_duration_seconds_count", "synthetic_phase_duration_seconds_sum")
                == [
                    #"synthetic_phase_duration_seconds_sum{probe="shop",step="read",phase="connect"} 0.002"#,
                    #"synthetic_phase_duration_seconds_count{probe="shop",step="read",phase="connect"} 2"#,
                    #"synthetic_phase_duration_seconds_sum{probe="shop",step="read",phase="wait"} 0.4"#,
                    #"synthetic_phase_duration_seconds_count{probe="shop",step="read",phase="wait"} 2"#,
                ])
    }

    @Test func `the trace of a run is the example of its duration`() {
        let sink = MetricsSink(registry: registry, probes: [Self.probe])
        record(sink, [step(0, .wrongStatus)])
        var writer = ByteWriter()
        registry.write(.openMetrics, into: &writer)
        let examples = String(writer).split(separator: "\n")
            .filter { $0.contains("# {trace_id=\"0af7651916cd43dd8448eb211c80319c\"} 0.02 ") }
        #expect(examples.count == 1)
        #expect(examples[0].contains(#"result="failure",le="0.1"} 1 # "#))
    }

    @Test func `a probe that is gone leaves no series behind`() {
        let sink = MetricsSink(registry: registry, probes: [])
        sink.add(Self.probe)
        var phases = PhaseTimings()
        phases.wait = .milliseconds(1)
        let odd = Failure(stage: .internal, reason: .resources, detail: "")
        record(
            sink,
            [
                step(0, .failure(odd), warnings: [odd], phases: phases),
                step(1, .failure(odd), attempt: 2, phases: phases),
            ])
        sink.remove(Self.probe)
        #expect(!text(of: registry).contains("shop"))
        // A result that comes late makes none.
        record(sink, [step(0, .success)])
        #expect(!text(of: registry).contains("shop"))
    }
}
