import CCurl

extension CurlHandle {
    /// Sets how the target is reached and checked.
    func setRoute(of request: TransferRequest, _ options: inout OptionSetter) {
        let route = request.route
        options.set(CURLOPT_HTTP_VERSION, Self.number(of: route.httpVersion, request.url))
        switch route.family {
        case .any: break
        case .ipv4: options.set(CURLOPT_IPRESOLVE, Int(CURL_IPRESOLVE_V4))
        case .ipv6: options.set(CURLOPT_IPRESOLVE, Int(CURL_IPRESOLVE_V6))
        }
        if let source = route.source { options.set(CURLOPT_INTERFACE, source) }
        // No proxy out of the environment: what is watched must not depend on it.
        options.set(CURLOPT_PROXY, route.proxy ?? "")
        options.set(CURLOPT_NOPROXY, "")
        options.set(CURLOPT_FRESH_CONNECT, route.isReused ? 0 : 1)
        options.set(CURLOPT_FORBID_REUSE, route.isReused ? 0 : 1)
    }

    func setTLS(of request: TransferRequest, _ options: inout OptionSetter) {
        let tls = request.tls
        options.set(CURLOPT_SSLVERSION, Self.number(of: tls.minimumVersion))
        if let file = tls.trustedFile { options.set(CURLOPT_CAINFO, file) }
        if let file = tls.certificateFile { options.set(CURLOPT_SSLCERT, file) }
        if let file = tls.keyFile { options.set(CURLOPT_SSLKEY, file) }
        // The certificate is verified all the same, so that what is wrong with it is known.
        if !tls.isVerified { options.set(CURLOPT_SSL_VERIFYHOST, 0) }
        if let certificates = request.pinnedCertificates {
            options.setTrusted(certificates)
            options.set(CURLOPT_SSL_VERIFYHOST, 0)
        }
    }

    private static func number(of version: TransferRoute.HTTPVersion, _ url: String) -> Int {
        switch version {
        case .any: CURL_HTTP_VERSION_2TLS
        case .http1: CURL_HTTP_VERSION_1_1
        case .http2:
            url.usesTLS
                ? CURL_HTTP_VERSION_2_0 : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE
        }
    }

    private static func number(of version: TransferTLS.Version) -> Int {
        switch version {
        case .tls10: CURL_SSLVERSION_TLSv1_0
        case .tls11: CURL_SSLVERSION_TLSv1_1
        case .tls12: CURL_SSLVERSION_TLSv1_2
        case .tls13: CURL_SSLVERSION_TLSv1_3
        }
    }
}
