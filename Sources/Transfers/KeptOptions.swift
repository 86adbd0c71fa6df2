/// Those options of a plain request that others are likely to have as well: a handle keeps them, so
/// that it is not told all of them for each request anew.
///
/// Whatever else may be set for a request is set for requests alone that have none of these, and
/// forgotten with them.
struct KeptOptions {
    private let userAgent: String

    /// Whether it goes by HTTPS, on which the way to HTTP/2 depends.
    private let usesTLS: Bool
    private let route: TransferRoute
    private let tls: TransferTLS

    /// Nil for a request that is more than a GET of a URL.
    init?(_ request: TransferRequest) {
        guard Self.isPlain(request) else { return nil }
        userAgent = request.userAgent
        usesTLS = request.usesTLS
        route = request.route
        tls = request.tls
    }

    /// Whether another request needs just these.
    func fit(_ request: TransferRequest) -> Bool {
        Self.isPlain(request) && userAgent == request.userAgent
            && usesTLS == request.usesTLS
            && (route.allows != nil) == (request.route.allows != nil)
            && route.httpVersion == request.route.httpVersion
            && route.family == request.route.family && route.source == request.route.source
            && route.proxy == request.route.proxy && route.isReused == request.route.isReused
            && tls == request.tls
    }

    private static func isPlain(_ request: TransferRequest) -> Bool {
        request.method == "GET" && !request.sendsContent && request.tls.serverName == nil
            && request.pinnedCertificates == nil && !request.url.utf8.contains(UInt8(ascii: "@"))
    }
}
