/// What a transfer came to.
package struct TransferResult: Sendable {
    package enum Outcome: Sendable {
        /// A complete answer came, whatever its status.
        case success(TransferResponse)
        case failure(TransferFailure)
    }

    package let outcome: Outcome
    package let timings: TransferTimings

    /// The address that was connected to; nil if none was.
    package let address: String?

    /// What the target showed in the TLS handshake, if this transfer made one and it came so far.
    package let certificate: TransferCertificate?
}

/// A complete answer.
package struct TransferResponse: Sendable {
    package let status: Int

    let header: HeaderSection
    package let body: [UInt8]

    /// Where `Location` leads, as an absolute URL; nil without one.
    package let redirectURL: String?

    /// As the status line has it, such as `HTTP/1.1`.
    package var version: String { header.version }

    /// The header fields in the order in which they came; read from their bytes each time.
    package var headers: [(name: String, value: String)] { header.fields }

    /// The values of the fields with a name, whatever its case.
    package func values(of name: String) -> [String] {
        header.values(of: name)
    }
}

/// When each phase of a transfer ended, counted from its start, as libcurl measured it; zero for
/// one that was not reached.
package struct TransferTimings: Hashable, Sendable {
    package var resolved: Duration = .zero
    package var connected: Duration = .zero
    package var handshakeDone: Duration = .zero

    /// When the request was about to be sent. libcurl before 8.10 does not tell when the last byte
    /// of it was sent.
    package var requestBegun: Duration = .zero
    package var firstByte: Duration = .zero
    package var total: Duration = .zero
}

/// Why no complete answer came.
package struct TransferFailure: Hashable, Sendable {
    /// How far the transfer had come.
    package enum Stage: Hashable, Sendable {
        case resolve, connect, tls, send, wait, receive
        /// It must not go where it would lead.
        case policy
        /// It did not begin, for a reason of our own.
        case `internal`
    }

    package enum Reason: Hashable, Sendable {
        case timeout, refused, unreachable, reset, closed
        case nameNotFound
        /// The name servers gave no answer that can be used.
        case resolver
        case certificateExpired, certificateUntrusted, certificateName, handshake
        case redirects, tooLarge, `protocol`, encoding
        case denied
        /// A file with certificates or a key cannot be used.
        case file
        case resources, other
    }

    package let stage: Stage
    package let reason: Reason

    /// For people, in one line, without credentials.
    package let detail: String

    package init(_ stage: Stage, _ reason: Reason, _ detail: String) {
        self.stage = stage
        self.reason = reason
        self.detail = detail
    }
}
