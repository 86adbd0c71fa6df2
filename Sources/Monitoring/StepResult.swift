/// What one step came to.
package struct StepResult: Sendable {
    package let step: Step
    package let outcome: Outcome

    /// Everything that failed; the first is that of `outcome`.
    package let failures: [Failure]

    /// What should be otherwise, and is no failure.
    package let warnings: [Failure]

    /// Which attempt it belongs to, from 1.
    package let attempt: Int

    /// The status of the answer, if one came.
    package let status: Int?

    /// From the step's beginning to its end.
    package let duration: Duration

    /// Where that time went; with redirects, for the last request only.
    package let phases: PhaseTimings

    /// The address that was connected to, if one was.
    package let address: String?

    /// What every address of the target came to, where all of them are probed; what else is said
    /// here is of the worst of them. Empty otherwise, and if none is known.
    package let addresses: [AddressResult]

    /// The version of the answer, such as `HTTP/1.1`.
    package let httpVersion: String?

    /// The redirects that were followed, in order.
    package let hops: [HopResult]

    /// What the server showed, if it is https and came so far.
    package let certificate: CertificateFacts?

    /// The answer itself, if one came and was to be kept.
    package let evidence: Evidence?

    /// What was expected and found, with the evidence.
    package let findings: [Examination.Finding]

    /// - Parameter failures: All of them, the first of which is that of `outcome`; empty where it
    ///   is the only one.
    package init(
        step: Step, outcome: Outcome, failures: [Failure] = [], warnings: [Failure] = [],
        attempt: Int = 1, status: Int?, duration: Duration, phases: PhaseTimings,
        address: String? = nil, addresses: [AddressResult] = [], httpVersion: String? = nil,
        hops: [HopResult] = [],
        certificate: CertificateFacts? = nil, evidence: Evidence? = nil,
        findings: [Examination.Finding] = []
    ) {
        self.step = step
        self.outcome = outcome
        if case .failure(let failure) = outcome, failures.isEmpty {
            self.failures = [failure]
        } else {
            self.failures = failures
        }
        self.warnings = warnings
        self.attempt = attempt
        self.status = status
        self.duration = duration
        self.phases = phases
        self.address = address
        self.addresses = addresses
        self.httpVersion = httpVersion
        self.hops = hops
        self.certificate = certificate
        self.evidence = evidence
        self.findings = findings
    }

    /// Whether it succeeded, but not in every way.
    package var isDegraded: Bool { outcome == .success && !warnings.isEmpty }
}
