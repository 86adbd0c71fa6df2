package import Base

/// A complete answer, as expectations and extractions look at it.
package struct Answer: Sendable {
    package var status: Int

    /// Such as `1.1` or `2`.
    package var httpVersion: String

    /// The header fields in the order in which they came.
    package var headers: [ReceivedField] { readHeaders() }
    private let readHeaders: @Sendable () -> [ReceivedField]

    /// Decompressed.
    package var body: [UInt8]
    package var phases: PhaseTimings

    /// From the beginning of the step, redirects included.
    package var duration: Duration

    /// Nil without TLS.
    package var certificate: CertificateFacts?

    /// Where a redirect leads, see `Expectation.redirect`; nil if there was none.
    package var redirectTarget: String?

    /// When it was complete.
    package var received: WallClockInstant

    /// - Parameter headers: Evaluated whenever an expectation or extraction looks at them; most look at
    ///   none.
    package init(
        status: Int, httpVersion: String = "1.1",
        headers: @autoclosure @escaping @Sendable () -> [ReceivedField] = [],
        body: [UInt8] = [], phases: PhaseTimings = PhaseTimings(), duration: Duration = .zero,
        certificate: CertificateFacts? = nil, redirectTarget: String? = nil,
        received: WallClockInstant = .now()
    ) {
        self.status = status
        self.httpVersion = httpVersion
        readHeaders = headers
        self.body = body
        self.phases = phases
        self.duration = duration
        self.certificate = certificate
        self.redirectTarget = redirectTarget
        self.received = received
    }

    /// The values of the fields with a name, whatever its case.
    package func values(of name: String) -> [String] {
        headers.filter { $0.name.isEqual(ignoringASCIICase: name) }.map(\.value)
    }
}
