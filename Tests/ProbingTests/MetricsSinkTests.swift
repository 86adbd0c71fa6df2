import Base
import Metrics
import Monitoring
import Probing
import Testing

@Suite struct MetricsSinkTests {
    @Test func `every series that rules count is there at 0 before the first run`() {
        let registry = MetricRegistry()
        _ = MetricsSink(registry: registry, probes: [exampleProbe()])
        #expect(
            text(of: registry)
                == Self.consecutiveFailures(0) + Self.info + Self.durationHead
                + Self.durations("failure", counts: [0, 0, 0, 0, 0], sum: "0")
                + Self.durations("success", counts: [0, 0, 0, 0, 0], sum: "0"))
    }

    @Test func `a success and a failure count where they belong`() {
        let registry = MetricRegistry()
        let probe = exampleProbe()
        let sink = MetricsSink(registry: registry, probes: [probe])
        var state = ProbeState()
        for (outcome, step) in [(Outcome.success, 20), (.wrongStatus, 500), (.wrongStatus, 3_000)] {
            let transition = state.record(outcome)
            let result = exampleResult(probe, outcome, step: .milliseconds(step))
            sink.record(result, state, transition)
        }
        #expect(
            text(of: registry)
                == Self.consecutiveFailures(2)
                    + """
                    # HELP synthetic_last_run_timestamp_seconds When the last run ended.
                    # TYPE synthetic_last_run_timestamp_seconds gauge
                    synthetic_last_run_timestamp_seconds{probe="shop"} 1700000001

                    """
                + Self.twoWrongStatuses + Self.info + Self.durationHead
                + Self.durations("failure", counts: [0, 0, 1, 1, 2], sum: "3.5")
                + Self.durations("success", counts: [0, 1, 1, 1, 1], sum: "0.02"))
    }

    @Test func `bounds join the fixed ones of whole requests, in order and each once`() {
        let registry = MetricRegistry()
        _ = MetricsSink(
            registry: registry, probes: [exampleProbe()], addedBounds: [3, 0.5, 0.25])
        let bounds = text(of: registry).matches(of: /_request_duration_bucket{.*le="([^"]*)"} 0/)
            .map { String($0.1) }
        let expected = ["0.01", "0.1", "0.25", "0.5", "2", "3", "+Inf"]
        #expect(bounds == expected + expected)
    }

    private static func consecutiveFailures(_ count: Int) -> String {
        """
        # HELP synthetic_consecutive_failures Runs that failed since the last one that succeeded.
        # TYPE synthetic_consecutive_failures gauge
        synthetic_consecutive_failures{probe="shop"} \(count)

        """
    }

    private static let twoWrongStatuses = """
        # HELP synthetic_probe_failures_total Failed steps, and where and why they failed.
        # TYPE synthetic_probe_failures_total counter
        synthetic_probe_failures_total{probe="shop",step="request",stage="expect",reason="status"} 2

        """

    /// The probe is in the inventory, though it was given no labels.
    private static let info = """
        # HELP synthetic_probe_info 1 for each label that the configuration gives a probe; without \
        any, 1 for it.
        # TYPE synthetic_probe_info gauge
        synthetic_probe_info{probe="shop",label="",value=""} 1

        """

    private static let durationHead = """
        # HELP synthetic_request_duration Time that one request of a probe took, in seconds.
        # TYPE synthetic_request_duration histogram

        """

    private static func durations(_ result: String, counts: [Int], sum: String) -> String {
        let labels =
            #"probe="shop",step="request",method="POST",url="http://REDACTED@shop.example/orders","#
            + "result=\"\(result)\""
        let name = "synthetic_request_duration"
        let buckets = zip(["0.01", "0.1", "0.5", "2", "+Inf"], counts).map { bound, count in
            "\(name)_bucket{\(labels),le=\"\(bound)\"} \(count)\n"
        }
        return buckets.joined() + "\(name)_sum{\(labels)} \(sum)\n"
            + "\(name)_count{\(labels)} \(counts.last!)\n"
    }
}
