import Base

/// One HTTP request to be sent.
package struct TransferRequest: Sendable {
    package var method: String

    /// An http or https URL; may hold credentials.
    package var url: String
    package var headers: [(name: String, value: String)] = []
    package var body: [UInt8] = []

    /// The longest that all of it may take: name resolution, connecting, sending, receiving.
    package var timeout: Duration

    /// The value of `User-Agent`, unless `headers` has one.
    package var userAgent = "Sonde"

    /// The certificates, in PEM form, one of which must vouch for the target or be its own, whatever
    /// name it is for; nil: those that the system trusts, and the name must be right.
    package var pinnedCertificates: [UInt8]?

    package var route = TransferRoute()
    package var tls = TransferTLS()

    /// Bytes of the answer's content that are taken; one more is a failure.
    package var bodyByteCountMax = TransferLimits.bodyByteCountMax

    package init(method: String, url: String, timeout: Duration) {
        self.method = method
        self.url = url
        self.timeout = timeout
    }

    /// Whether `headers` has a field with the name, whatever its case.
    package func has(_ name: String) -> Bool {
        headers.contains { $0.name.isEqual(ignoringASCIICase: name) }
    }

    /// Whether content is sent, or that there is none is said.
    var sendsContent: Bool {
        !body.isEmpty || method == "POST" || method == "PUT" || method == "PATCH"
    }

    /// Whether it goes by HTTPS.
    var usesTLS: Bool { url.usesTLS }

    /// Whether nothing in it would end a line of the head, or a C string, too early.
    var isWellFormed: Bool {
        !method.isEmpty && !method.utf8.contains(UInt8(ascii: " "))
            && method.isOneLine && url.isOneLine && userAgent.isOneLine
            && headers.allSatisfy { $0.name.isOneLine && $0.value.isOneLine }
            && isOneLine(route.source) && isOneLine(route.proxy)
            && route.resolvers.allSatisfy(\.isOneLine) && route.addresses.allSatisfy(\.isOneLine)
            && isOneLine(tls.trustedFile) && isOneLine(tls.certificateFile)
            && isOneLine(tls.keyFile) && isOneLine(tls.serverName)
    }

    private func isOneLine(_ text: String?) -> Bool { text?.isOneLine ?? true }
}

extension String {
    /// Whether it is a URL that begins with `https:`, in whatever case.
    var usesTLS: Bool { hasPrefix(ignoringASCIICase: "https:") }

    fileprivate var isOneLine: Bool {
        let bytes = utf8.span
        for index in bytes.indices where bytes[index] <= 0x0d {
            if bytes[index] == 0x0d || bytes[index] == 0x0a || bytes[index] == 0 { return false }
        }
        return true
    }
}

/// What a transfer may measure.
package enum TransferLimits {
    /// Bytes of an answer's content.
    package static let bodyByteCountMax = 1 << 20

    /// Bytes of an answer's header fields that are kept; further ones are passed over. libcurl
    /// itself ends a transfer with more than 300 KiB of them.
    package static let headerByteCountMax = 64 * 1024

    /// Bytes of a request's content up to which libcurl sends it together with the head.
    static let bodyWithHeadByteCountMax = 64 * 1024

    /// Addresses of one name that are used; further ones are passed over.
    package static let addressCountMax = 32

    /// Names whose addresses libcurl keeps after their transfers.
    static let knownNameCountMax = 64

    /// Bytes of one line of an answer's header fields, and of all of them; libcurl's own limits.
    package static let headerLineByteCountMax = 100 * 1024
    package static let headerSectionByteCountMax = 300 * 1024

    /// Connections kept for later transfers, of those that may be used again.
    static let idleConnectionCountMax = 256

    /// Handles kept for later transfers; each holds about 10 KiB.
    package static let idleHandleCountMax = 128
}
