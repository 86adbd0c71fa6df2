/// How the target is reached.
package struct ConnectionSettings: Hashable, Sendable {
    package enum HTTPVersion: String, CaseIterable, Sendable {
        /// What the target offers in the TLS handshake; HTTP/1.1 without TLS.
        case any
        case http1 = "1.1"
        case http2 = "2"
    }

    /// Which addresses of a name are tried.
    package enum Family: String, CaseIterable, Sendable {
        /// Both, as the system prefers them.
        case any
        case ipv4
        case ipv6
    }

    /// Which addresses of a name are probed.
    package enum Addresses: String, CaseIterable, Sendable {
        /// The first that can be connected to, as a user's program would.
        case any
        /// Each by itself and all at once; the worst result counts. It goes with neither a proxy nor
        /// connections that are used again.
        case all
    }

    package var httpVersion = HTTPVersion.any
    package var family = Family.any
    package var addresses = Addresses.any

    /// An address of this machine, or the name of an interface, that connections go out by.
    package var source: String?

    /// Name servers to ask instead of the system's, as `HOST:PORT`.
    package var resolvers: [String] = []

    /// The URL of a proxy: `http`, `https`, `socks5` or `socks5h`.
    package var proxy: Secret?

    /// Whether a connection of an earlier run may be used again; else each run connects anew, as a
    /// new user would.
    package var isReused = false

    package init() {}
}

/// How the target's TLS is checked, and what is shown to it.
package struct TargetTLS: Hashable, Sendable {
    package enum Version: String, CaseIterable, Sendable {
        case tls10 = "1.0"
        case tls11 = "1.1"
        case tls12 = "1.2"
        case tls13 = "1.3"
    }

    /// The file of certificates that are trusted instead of the system's, PEM.
    package var trustedFile: String?

    /// The file of the certificate that is shown, PEM, and of its key.
    package var certificateFile: String?
    package var keyFile: String?

    /// The name that is asked for and checked instead of the URL's host.
    package var serverName: String?
    package var minimumVersion = Version.tls12

    /// Whether an untrusted, expired or foreign certificate is a failure.
    package var isVerified = true

    package init() {}
}
