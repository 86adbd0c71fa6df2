import Base
package import Monitoring
package import Transfers

/// Where a Prometheus is, and how it is asked.
package struct PrometheusServer: Hashable, Sendable {
    /// How it is told who asks.
    package enum Authentication: Hashable, Sendable {
        case none
        /// User name and password (RFC 7617).
        case basic(user: Template, password: Secret)
        /// A token (RFC 6750).
        case bearer(Secret)
    }

    /// The base URL of its HTTP API, to which `/api/v1/...` is added. Credentials in it are not told.
    package var url: String
    package var authentication = Authentication.none

    /// Sent with each request, such as the tenant that some servers want.
    package var headers: [HTTPRequest.Field] = []
    package var tls = TransferTLS()

    /// The longest that one request may take. The server is told, and gives up the query then; a
    /// server that does not is given up `PrometheusLimits.graceTime` later.
    package var timeout: Duration = standardTimeout

    package static let standardTimeout: Duration = .seconds(30)

    package init(url: String) {
        self.url = url
    }

    /// What is said of a URL that `isBase` does not hold for.
    package static let baseRule =
        "must be a base URL, without query and fragment; secrets belong into headers"

    /// Whether a URL can be the base of others: one with a query or fragment cannot.
    package static func isBase(_ url: String) -> Bool {
        !url.contains("?") && !url.contains("#")
    }

    /// What `user:password@` in the URL comes to, as it is written, as it is sent, and the password.
    var credentialsInURL: [String] {
        guard let schemeEnd = url.firstRange(of: "://") else { return [] }
        let authority = url[schemeEnd.upperBound...].prefix { !"/?#".contains($0) }
        guard let at = authority.lastIndex(of: "@") else { return [] }
        let pair = authority[..<at]
        let password = pair.firstIndex(of: ":").map { pair[pair.index(after: $0)...] } ?? ""
        return [String(pair), Base64.encode(Array(pair.utf8)), String(password)]
    }
}

/// What is asked of a Prometheus at most, and how often.
package struct PrometheusLimits: Hashable, Sendable {
    /// Points of each series that one request asks for. Prometheus refuses more than 11,000
    /// (`exceeded maximum resolution of 11,000 points per timeseries`).
    package var pointCountMax = 11_000

    /// Bytes of one answer.
    package var responseByteCountMax = 64 << 20

    /// Series of a whole answer, and samples of all its series; a sample takes 16 bytes.
    package var seriesCountMax = 1_000
    package var sampleCountMax = 5_000_000

    /// How often a request is made that fails for a reason which may pass.
    package var attemptCountMax = 4

    /// The pause behind the first failure; each further one is twice as long, up to `pauseMax`. What
    /// the server asks for by `Retry-After` counts, up to `pauseMax` as well.
    package var firstPause: Duration = .milliseconds(250)
    package var pauseMax: Duration = .seconds(5)

    /// How much later than its server a request is given up.
    package var graceTime: Duration = .seconds(2)

    /// The longest that one request may take with its repetitions and pauses.
    package var deadline: Duration = .seconds(120)

    package init() {}
}
