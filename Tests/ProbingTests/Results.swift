import Base
import Metrics
import Monitoring
import TestSupport

/// An interval at whose turn, of which there is one in ten years, no test runs: a probe runs once.
let decade: Duration = .seconds(3_652 * 86_400)

/// A probe of one step, as the tests use it.
func exampleProbe(
    _ name: String = "shop", url: String = "http://user:secret@shop.example/orders",
    interval: Duration = .seconds(5), timeout: Duration = patience, method: String = "POST",
    expecting status: StatusSet = [200], timing: ProbeTiming = ProbeTiming()
) -> Probe {
    Probe(
        name: name, interval: interval, timeout: timeout, timing: timing,
        steps: [Step(request: HTTPRequest(method: method, url: url), expectedStatus: status)])
}

/// A run of 250 ms that ended at Unix time 1,700,000,001 and came to `outcome`.
func exampleResult(
    _ probe: Probe, _ outcome: Outcome, status: Int? = nil, step: Duration = .milliseconds(200)
) -> ProbeResult {
    ProbeResult(
        probe: probe, started: WallClockInstant(nanoseconds: 1_700_000_000_750_000_000),
        duration: .milliseconds(250),
        steps: [
            StepResult(
                step: probe.steps[0], outcome: outcome, status: status, duration: step,
                phases: PhaseTimings())
        ])
}

extension Outcome {
    static let wrongStatus = Outcome.failure(
        Failure(stage: .expect, reason: .status, detail: "got 401, want 200"))
}

/// What a scrape gives, in text format 0.0.4.
func text(of registry: MetricRegistry) -> String {
    var writer = ByteWriter()
    registry.write(.text, into: &writer)
    return String(writer)
}

/// Requests without the line `traceparent`, which differs each time and has to be there.
func withoutTrace(_ requests: [String]) -> [String] {
    requests.map { request in
        let line = /traceparent: 00-[0-9a-f]{32}-[0-9a-f]{16}-01\r\n/
        return request.firstMatch(of: line) == nil
            ? "a request without traceparent" : request.replacing(line, with: "")
    }
}

/// Testing has a type of this name too.
typealias Expectation = Monitoring.Expectation
