import Base
package import Monitoring
package import Transfers

extension TransferRequest {
    /// Sends cookies beside those that the request has already.
    mutating func addCookies(_ cookies: String) {
        if let place = headers.firstIndex(where: { $0.name.isEqual(ignoringASCIICase: "Cookie") }) {
            headers[place].value += "; " + cookies
        } else {
            headers.append(("Cookie", cookies))
        }
    }

    /// The request that a redirect leads to (RFC 9110 section 15.4). POST becomes GET, as browsers
    /// do it, but for 307 and 308. What lets somebody in does not go to another origin.
    func redirected(to target: String, by status: Int) -> TransferRequest {
        var request = self
        request.url = target
        if status == 303 && method != "HEAD" || (301...302).contains(status) && method == "POST" {
            request.method = "GET"
            request.body = []
            request.remove("Content-Type", "Content-Encoding", "Content-Language")
        }
        if let old = URLParts(url), let new = URLParts(target), old.hasSameOrigin(as: new) {
            return request
        }
        request.remove("Authorization", "Cookie", "Proxy-Authorization")
        return request
    }
}

extension TransferResponse {
    /// Whether it sends elsewhere.
    var isRedirect: Bool { [301, 302, 303, 307, 308].contains(status) }
}

extension Answer {
    init(
        _ response: TransferResponse, _ result: TransferResult, duration: Duration,
        redirectTarget: String?
    ) {
        let slash = response.version.utf8.firstIndex(of: UInt8(ascii: "/"))
        self.init(
            status: response.status,
            httpVersion: String(slash.map { response.version[$0...].dropFirst() } ?? ""),
            headers: response.headers.map { ReceivedField($0.name, $0.value) },
            body: response.body, phases: PhaseTimings(result.timings), duration: duration,
            certificate: result.certificate.map(CertificateFacts.init),
            redirectTarget: redirectTarget)
    }
}

extension Evidence {
    /// What may be read of an answer.
    init(_ response: TransferResponse, _ filler: TemplateFiller) {
        let start = response.body.prefix(Self.bodyStartByteCountMax)
        self.init(
            headers: response.headers.map { name, value in
                ReceivedField(name, filler.redact(Redaction.header(name, value)))
            },
            bodyByteCount: response.body.count,
            bodyStart: filler.redact(String(decoding: start, as: UTF8.self)))
    }
}

extension CertificateFacts {
    init(_ certificate: TransferCertificate) {
        self.init(
            subject: certificate.subject, issuer: certificate.issuer, names: certificate.names,
            notBefore: certificate.notBefore, notAfter: certificate.notAfter,
            earliestExpiry: certificate.earliestExpiry, fingerprint: certificate.fingerprint,
            tlsVersion: certificate.tlsVersion, cipher: certificate.cipher,
            verificationProblem: certificate.verificationProblem)
    }
}

extension TransferRoute {
    /// Without the proxy, which may be secret.
    init(_ settings: ConnectionSettings) {
        self.init()
        httpVersion =
            switch settings.httpVersion {
            case .any: .any
            case .http1: .http1
            case .http2: .http2
            }
        family =
            switch settings.family {
            case .any: .any
            case .ipv4: .ipv4
            case .ipv6: .ipv6
            }
        resolvers = settings.resolvers
        source = settings.source
        isReused = settings.isReused
    }
}

extension TransferTLS {
    package init(_ settings: TargetTLS) {
        self.init()
        trustedFile = settings.trustedFile
        certificateFile = settings.certificateFile
        keyFile = settings.keyFile
        serverName = settings.serverName
        isVerified = settings.isVerified
        minimumVersion =
            switch settings.minimumVersion {
            case .tls10: .tls10
            case .tls11: .tls11
            case .tls12: .tls12
            case .tls13: .tls13
            }
    }
}
