import Base
import Monitoring

/// Runs as the tests of this target show them.
enum ExampleRuns {
    private static let started = WallClockInstant(rfc3339: "2026-01-31T12:00:00.25Z")!

    /// One step, as it should be.
    static var success: ProbeResult {
        let probe = Probe.byHand(url: "https://user:secret@shop.example/", timeout: .seconds(10))
        return ProbeResult(
            probe: probe, started: started, duration: .microseconds(100_300),
            steps: [
                StepResult(
                    step: probe.steps[0], outcome: .success, status: 200,
                    duration: .milliseconds(100),
                    phases: phases(10_000, 20_000, 30_000, 100, 39_000, 900),
                    address: "192.0.2.7", httpVersion: "HTTP/2",
                    certificate: certificate(problem: nil),
                    evidence: Evidence(
                        headers: [
                            .init("content-type", "text/html"), .init("set-cookie", "REDACTED"),
                        ], bodyByteCount: 1_256, bodyStart: "<!doctype html>"),
                    findings: [finding("status 2xx", "200")])
            ])
    }

    /// Two steps in maintenance, the second of which was redirected and then turned away by a server
    /// that means harm.
    static var failure: ProbeResult {
        let steps = [("create", "POST", 201), ("read", "GET", 200)].map { name, method, status in
            Step(
                name: name,
                request: HTTPRequest(method: method, url: "https://shop.example/\(name)"),
                expectedStatus: StatusSet(codes: [status]))
        }
        let probe = Probe(
            name: "checkout", interval: .seconds(60), timeout: .seconds(10), steps: steps)
        let denied = Failure(stage: .expect, reason: .status, detail: "got 401, want 200")
        return ProbeResult(
            probe: probe, started: started, duration: .milliseconds(2_000),
            steps: [
                StepResult(
                    step: steps[0], outcome: .success, status: 201, duration: .milliseconds(500),
                    phases: phases(0, 100_000, 0, 0, 400_000, 0), address: "2001:db8::7",
                    httpVersion: "HTTP/1.1", findings: [finding("status 201", "201")]),
                StepResult(
                    step: steps[1], outcome: .failure(denied), status: 401,
                    duration: .milliseconds(1_500), phases: phases(0, 0, 0, 0, 1_000_000, 0),
                    address: "2001:db8::7", httpVersion: "HTTP/1.1",
                    hops: [
                        HopResult(
                            url: "https://shop.example/read", status: 302, address: "2001:db8::7",
                            phases: phases(0, 100_000, 100_000, 0, 300_000, 0))
                    ],
                    certificate: certificate(problem: "certificate has expired"),
                    evidence: Evidence(
                        headers: [.init("x-color", "\u{1b}[2Jred\u{7}")], bodyByteCount: 41,
                        bodyStart: "go away\r\n\r\n\u{202e}sdrawkcab\tand on\n"),
                    findings: [finding("status 200", "401", denied)]),
            ], isInMaintenance: true)
    }

    /// Nobody was there.
    static var noAnswer: ProbeResult {
        let probe = Probe.byHand(url: "http://shop.example/", timeout: .seconds(10))
        let failure = Failure(stage: .connect, reason: .refused, detail: "nobody listens")
        return ProbeResult(
            probe: probe, started: started, duration: .milliseconds(2),
            steps: [
                StepResult(
                    step: probe.steps[0], outcome: .failure(failure), status: nil,
                    duration: .milliseconds(1), phases: PhaseTimings())
            ])
    }

    /// One of three addresses is down.
    static var addresses: ProbeResult {
        let probe = Probe.byHand(url: "http://shop.example/", timeout: .seconds(10))
        let failure = Failure(stage: .connect, reason: .refused, detail: "nobody listens")
        func result(_ milliseconds: Int, _ outcome: Outcome, _ status: Int?) -> StepResult {
            StepResult(
                step: probe.steps[0], outcome: outcome, status: status,
                duration: .milliseconds(milliseconds),
                phases: phases(500, outcome == .success ? 300 : 0, 0, 0, 0, 0))
        }
        return ProbeResult(
            probe: probe, started: started, duration: .milliseconds(40),
            steps: [
                StepResult(worstOf: [
                    ("192.0.2.7", result(40, .success, 200)),
                    ("192.0.2.8", result(1, .failure(failure), nil)),
                    ("2001:db8::7", result(20, .success, 200)),
                ])
            ], traceID: "4bf92f3577b34da6a3ce929d0e0e4736")
    }

    private static func finding(
        _ expectation: String, _ found: String, _ failure: Failure? = nil
    ) -> Examination.Finding {
        Examination.Finding(
            expectation: expectation, found: found, isWarning: false, failure: failure)
    }

    private static func phases(_ microseconds: Int...) -> PhaseTimings {
        var phases = PhaseTimings()
        let durations = microseconds.map { Duration.microseconds($0) }
        phases.resolve = durations[0]
        phases.connect = durations[1]
        phases.tls = durations[2]
        phases.send = durations[3]
        phases.wait = durations[4]
        phases.receive = durations[5]
        return phases
    }

    private static func certificate(problem: String?) -> CertificateFacts {
        let end = problem == nil ? "2026-04-11T00:00:00Z" : "2026-01-30T12:00:00Z"
        return CertificateFacts(
            subject: "CN=shop.example", issuer: "CN=R3, O=Example Trust",
            names: ["shop.example", "www.shop.example"],
            notBefore: WallClockInstant(rfc3339: "2026-01-01T00:00:00Z")!,
            notAfter: WallClockInstant(rfc3339: "2026-04-11T00:00:00Z")!,
            earliestExpiry: WallClockInstant(rfc3339: end)!, fingerprint: "ab12cd34",
            tlsVersion: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", verificationProblem: problem)
    }
}
