import Base
import Monitoring
import Transfers

/// Makes of a step's request, with the values of its places, what is sent.
struct RequestBuilder {
    let userAgent: String
    let files: FileCache

    /// The request to be sent; its timeout is to be set.
    func transfer(
        for request: HTTPRequest, _ filler: inout TemplateFiller
    ) throws(TemplateFiller.Unfilled) -> TransferRequest {
        var transfer = TransferRequest(
            method: request.method, url: try url(of: request, &filler), timeout: .zero)
        transfer.userAgent = userAgent
        transfer.bodyByteCountMax = request.responseByteCountMax
        transfer.tls = TransferTLS(request.tls)
        transfer.route = try route(of: request, &filler)
        for field in request.headers {
            transfer.headers.append((field.name, try filler.fill(field.value, as: .header)))
        }
        if let value = try authorization(of: request, &filler), !transfer.has("Authorization") {
            transfer.headers.append(("Authorization", value))
        }
        let content = try content(of: request.body, &filler)
        transfer.body = content.bytes
        if let type = content.type, !transfer.has("Content-Type") {
            transfer.headers.append(("Content-Type", type))
        }
        return transfer
    }

    /// The request for a token that `request` needs (RFC 6749 section 4.4.2); its timeout is to be
    /// set. It goes the same way as that, and by the same rules.
    func tokenRequest(
        _ credentials: RequestAuthentication.ClientCredentials, for request: HTTPRequest,
        _ filler: inout TemplateFiller
    ) throws(TemplateFiller.Unfilled) -> TransferRequest {
        var transfer = TransferRequest(
            method: "POST", url: credentials.tokenURL, timeout: .zero)
        transfer.userAgent = userAgent
        transfer.tls = TransferTLS(request.tls)
        transfer.tls.serverName = nil
        transfer.route = try route(of: request, &filler)
        // RFC 6749 section 2.3.1: both parts are written as in a form first.
        let name = PercentCoding.encode(credentials.clientID, keeping: .form)
        let secret = PercentCoding.encode(
            try filler.reveal(credentials.clientSecret), keeping: .form)
        let pair = filler.keepSecret(Base64.encode(Array("\(name):\(secret)".utf8)))
        var fields = [HTTPRequest.Field("grant_type", "client_credentials")]
        if !credentials.scopes.isEmpty {
            fields.append(.init("scope", credentials.scopes.joined(separator: " ")))
        }
        let form = try pairs(fields + credentials.parameters, keeping: .form, &filler)
        transfer.headers = [
            ("Authorization", "Basic " + pair), ("Accept", "application/json"),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ]
        transfer.body = Array(form.utf8)
        return transfer
    }

    // MARK: Parts

    private func url(
        of request: HTTPRequest, _ filler: inout TemplateFiller
    ) throws(TemplateFiller.Unfilled) -> String {
        var url = try filler.fill(request.url, as: .url)
        for secret in Redaction.secrets(inQueryOf: url) { _ = filler.keepSecret(secret) }
        guard !request.query.isEmpty else { return url }
        var fragment = ""
        if let mark = url.firstIndex(of: "#") {
            fragment = String(url[mark...])
            url = String(url[..<mark])
        }
        let query = try pairs(request.query, keeping: .unreserved, &filler)
        let mark = !url.contains("?") ? "?" : url.hasSuffix("?") || url.hasSuffix("&") ? "" : "&"
        return url + mark + query + fragment
    }

    private func route(
        of request: HTTPRequest, _ filler: inout TemplateFiller
    ) throws(TemplateFiller.Unfilled) -> TransferRoute {
        var route = TransferRoute(request.connection)
        if let proxy = request.connection.proxy { route.proxy = try filler.reveal(proxy) }
        guard request.policy != .allowAll else { return route }
        route.allows = { [policy = request.policy] target in
            policy.allows(
                NetworkPolicy.Target(
                    scheme: target.scheme, host: target.host, port: target.port,
                    address: target.address))
        }
        return route
    }

    private func pairs(
        _ fields: [HTTPRequest.Field], keeping kept: PercentCoding.Kept,
        _ filler: inout TemplateFiller
    ) throws(TemplateFiller.Unfilled) -> String {
        var text = ""
        for field in fields {
            if !text.isEmpty { text += "&" }
            text += PercentCoding.encode(field.name, keeping: kept) + "="
            text += PercentCoding.encode(try filler.fill(field.value), keeping: kept)
        }
        return text
    }

    private func authorization(
        of request: HTTPRequest, _ filler: inout TemplateFiller
    ) throws(TemplateFiller.Unfilled) -> String? {
        switch request.authentication {
        case .none, .clientCredentials: return nil
        case .basic(let user, let password):
            let pair = try filler.fill(user) + ":" + filler.reveal(password)
            return "Basic " + filler.keepSecret(Base64.encode(Array(pair.utf8)))
        case .bearer(let token): return "Bearer " + (try filler.reveal(token, as: .header))
        }
    }

    private func content(
        of body: RequestBody, _ filler: inout TemplateFiller
    ) throws(TemplateFiller.Unfilled) -> (bytes: [UInt8], type: String?) {
        switch body {
        case .none: return ([], nil)
        case .text(let text): return (Array(try filler.fill(text).utf8), nil)
        case .json(let text):
            return (Array(try filler.fill(text, as: .json).utf8), "application/json")
        case .file(let path): return (try read(path), nil)
        case .form(let fields):
            let text = try pairs(fields, keeping: .form, &filler)
            return (Array(text.utf8), "application/x-www-form-urlencoded")
        case .multipart(let parts):
            var body = MultipartBody()
            for part in parts {
                let bytes: [UInt8]
                switch part.content {
                case .text(let text): bytes = Array(try filler.fill(text).utf8)
                case .file(let path): bytes = try read(path)
                }
                body.append(part, bytes)
            }
            return (body.finished, body.contentType)
        }
    }

    private func read(_ path: String) throws(TemplateFiller.Unfilled) -> [UInt8] {
        do {
            return try files.bytes(of: path)
        } catch {
            throw TemplateFiller.Unfilled(.file, "\(error)")
        }
    }
}

extension TransferRequest {
    /// Takes the fields with these names away, whatever their case.
    mutating func remove(_ names: String...) {
        headers.removeAll { field in
            names.contains { field.name.isEqual(ignoringASCIICase: $0) }
        }
    }
}
