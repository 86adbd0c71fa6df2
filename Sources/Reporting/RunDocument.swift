import Base
package import Monitoring

/// One run as JSON: `sonde probe --format json`.
///
/// Keys are only ever added. What does not apply is left out; times are in seconds.
package struct RunDocument: Encodable {
    private let probe: String
    /// When the run began (RFC 3339).
    private let started: String
    private let durationSeconds: Double
    /// `success` or `failure`.
    private let result: String
    private let inMaintenance: Bool
    /// The W3C trace id of all requests of the run.
    private let traceID: String?
    private let steps: [StepDocument]

    package init(_ result: ProbeResult) {
        probe = result.probe.name
        started = result.started.rfc3339
        durationSeconds = result.duration.inSeconds
        self.result = result.outcome.label
        inMaintenance = result.isInMaintenance
        traceID = result.traceID
        var begin = Duration.zero
        steps = result.steps.map { step in
            defer { begin += step.duration }
            return StepDocument(step, begin: begin)
        }
    }

    /// The document with a line end; keys are sorted.
    package var text: String {
        jsonText
    }
}

private struct StepDocument: Encodable {
    let name: String
    let method: String
    let url: String
    let result: String
    /// From the beginning of the run to that of the step.
    let beginSeconds: Double
    let durationSeconds: Double
    let status: Int?
    let httpVersion: String?
    let address: String?
    /// Where all addresses of the target are probed.
    let addresses: [AddressDocument]?
    /// The phases that took place, by their names.
    let phases: [String: Double]?
    let redirects: [RedirectDocument]?
    let expectations: [ExpectationDocument]?
    let failure: FailureDocument?
    let certificate: CertificateDocument?
    let headers: [HeaderDocument]?
    let bodyByteCount: Int?
    /// The beginning of the content, of an answer that was not as expected.
    let bodyStart: String?

    init(_ step: StepResult, begin: Duration) {
        name = step.step.name
        method = step.step.request.method
        url = step.step.request.label
        result = step.outcome.label
        beginSeconds = begin.inSeconds
        durationSeconds = step.duration.inSeconds
        status = step.status
        httpVersion = step.httpVersion
        address = step.address
        addresses = step.addresses.isEmpty ? nil : step.addresses.map(AddressDocument.init)
        phases = step.phases.seconds
        redirects = step.hops.isEmpty ? nil : step.hops.map(RedirectDocument.init)
        expectations = step.checks.isEmpty ? nil : step.checks.map(ExpectationDocument.init)
        if case .failure(let failure) = step.outcome {
            self.failure = FailureDocument(failure)
        } else {
            failure = nil
        }
        certificate = step.certificate.map(CertificateDocument.init)
        headers = step.evidence?.headers.map { HeaderDocument(name: $0.name, value: $0.value) }
        bodyByteCount = step.evidence?.bodyByteCount
        bodyStart = step.outcome == .success ? nil : step.evidence?.bodyStart
    }
}

private struct AddressDocument: Encodable {
    let address: String
    /// `ipv4` or `ipv6`.
    let family: String
    let result: String
    let status: Int?
    let durationSeconds: Double
    let phases: [String: Double]?
    let failure: FailureDocument?

    init(_ result: AddressResult) {
        address = result.address
        family = result.family.label
        self.result = result.outcome.label
        status = result.status
        durationSeconds = result.duration.inSeconds
        phases = result.phases.seconds
        failure = result.failures.first.map(FailureDocument.init)
    }
}

private struct RedirectDocument: Encodable {
    let url: String
    let status: Int
    let address: String?
    let phases: [String: Double]?

    init(_ hop: HopResult) {
        url = hop.url
        status = hop.status
        address = hop.address
        phases = hop.phases.seconds
    }
}

private struct ExpectationDocument: Encodable {
    let expectation: String
    let found: String
    let met: Bool
    /// Whether it only warns; left out where it does not.
    let warning: Bool?

    init(_ check: ExpectationCheck) {
        expectation = check.expectation
        found = check.found
        met = check.isMet
        warning = check.isWarning ? true : nil
    }
}

private struct FailureDocument: Encodable {
    let stage: String
    let reason: String
    let detail: String

    init(_ failure: Failure) {
        stage = failure.stage.rawValue
        reason = failure.reason.rawValue
        detail = failure.detail
    }
}

private struct CertificateDocument: Encodable {
    let subject: String
    let issuer: String
    let names: [String]
    let notBefore: String
    let notAfter: String
    let earliestExpiry: String
    let sha256: String
    let tlsVersion: String
    let cipher: String
    let verificationProblem: String?

    init(_ facts: CertificateFacts) {
        subject = facts.subject
        issuer = facts.issuer
        names = facts.names
        notBefore = facts.notBefore.rfc3339
        notAfter = facts.notAfter.rfc3339
        earliestExpiry = facts.earliestExpiry.rfc3339
        sha256 = facts.fingerprint
        tlsVersion = facts.tlsVersion
        cipher = facts.cipher
        verificationProblem = facts.verificationProblem
    }
}

private struct HeaderDocument: Encodable {
    let name: String
    let value: String
}

extension PhaseTimings {
    /// The phases that took place, in seconds; nil if none did.
    fileprivate var seconds: [String: Double]? {
        let phases = Phase.allCases.filter { self[$0] > .zero }
            .map { ($0.rawValue, self[$0].inSeconds) }
        return phases.isEmpty ? nil : Dictionary(uniqueKeysWithValues: phases)
    }
}
