package import Base

/// How a transfer reaches its target.
package struct TransferRoute: Sendable {
    package enum HTTPVersion: Sendable {
        /// HTTP/2 if the target agrees to it in the TLS handshake, else HTTP/1.1.
        case any
        case http1
        /// HTTP/2; without TLS from the first byte on (RFC 9113 section 3.3).
        case http2
    }

    package enum Family: Sendable {
        case any, ipv4, ipv6
    }

    /// Where a connection is about to lead.
    package struct Target: Hashable, Sendable {
        /// `http` or `https`.
        package let scheme: String

        /// The URL's host in lower case, without brackets.
        package let host: String
        package let port: UInt16
        package let address: IPAddress
    }

    package var httpVersion = HTTPVersion.any
    package var family = Family.any

    /// The name servers to ask, as `192.0.2.1:53` or `[2001:db8::1]:53`, the port being optional. They
    /// are asked as they are, without the machine's hosts file and search domains; empty: the
    /// system's, after its hosts file.
    package var resolvers: [String] = []

    /// The addresses to connect to instead of looking the name up; empty: those of the name.
    package var addresses: [String] = []

    /// How long it took to learn `addresses`: the transfer counts it as its own look-up.
    package var lookUpTime: Duration = .zero

    /// An address of this machine, or the name of an interface, to go out by.
    package var source: String?

    /// The URL of a proxy, perhaps with credentials; nil: none.
    package var proxy: String?

    /// Whether a connection that another transfer left may be used, and this one's be left.
    package var isReused = false

    /// Whether a connection may be made; nil: any. It is asked with the address of the socket that is
    /// about to be connected, or of a connection that is about to be used again, so that it cannot
    /// be deceived by a name. Behind a proxy the address is the proxy's.
    package var allows: (@Sendable (Target) -> Bool)?

    package init() {}
}

/// How the target's certificate is checked, and what is shown to it. Files are in PEM form, and read
/// for each connection.
package struct TransferTLS: Hashable, Sendable {
    package enum Version: Sendable {
        case tls10, tls11, tls12, tls13
    }

    /// Certificates that are trusted, instead of the system's.
    package var trustedFile: String?

    /// The certificate that is shown, and its key.
    package var certificateFile: String?
    package var keyFile: String?

    /// The name that the target is asked for and its certificate must be for, instead of the URL's
    /// host.
    package var serverName: String?
    package var minimumVersion = Version.tls12

    /// Whether a certificate that is not right ends the transfer.
    package var isVerified = true

    package init() {}
}
