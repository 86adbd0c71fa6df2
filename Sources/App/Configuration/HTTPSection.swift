import Base
import Documents
import Monitoring

/// What `http:` says of a request; what is not said is as in `defaults`.
struct HTTPSection: Sendable {
    var method: String?
    var url: Template?
    var query: [HTTPRequest.Field] = []
    var headers: [HTTPRequest.Field] = []
    var body = RequestBody.none
    var authentication = RequestAuthentication.none
    var tls = TargetTLS()
    var connection = ConnectionSettings()
    var redirects = RedirectPolicy.refuse
    var responseByteCountMax = 1 << 20

    /// The name of a network policy.
    var policy: Located<String>?

    /// The largest `maxResponseSize`.
    static let responseByteCountLimit = 64 << 20

    /// The most redirects that `redirects` can ask for.
    static let redirectCountLimit = 20

    /// The keys that stand in `defaults` as well.
    static let sharedKeys: [Key<HTTPSection>] = [
        Key(
            "headers", .fields(.headerName),
            "Header fields that are sent; a list for several of one name."
        ) { http, headers in
            let names = Set(headers.map { $0.name.lowercased() })
            http.headers.removeAll { names.contains($0.name.lowercased()) }
            http.headers += headers
        },
        Key(
            "basic", BasicSection.section.shape(BasicSection()),
            "User name and password (RFC 7617)."
        ) { $0.authentication = .basic(user: $1.username, password: $1.password) },
        Key("bearer", .secretText, "The token of `Authorization: Bearer` (RFC 6750).") {
            $0.authentication = .bearer($1)
        },
        Key(
            "oauth2", OAuth2Section.section.shape(OAuth2Section()),
            "A token by client credentials (RFC 6749 section 4.4), kept until it expires."
        ) { $0.authentication = .clientCredentials($1.credentials) },
        Key("tls", \.tls, section: TargetTLS.section, "How the target's TLS is checked."),
        Key(
            "version", \.connection.httpVersion,
            .choice(["any": .any, "1.1": .http1, "2": .http2]), standard: "any",
            "The version of HTTP; `any` takes HTTP/2 where TLS offers it."),
        Key(
            "ipFamily", \.connection.family,
            .choice(["any": .any, "ipv4": .ipv4, "ipv6": .ipv6]), standard: "any",
            "Which addresses of a name are used."),
        Key(
            "addresses", \.connection.addresses, .choice(["any": .any, "all": .all]),
            standard: "any",
            "`all` sends the request to every address of the name, and the worst result counts."),
        Key(
            "source", \.connection.source, .someText,
            "An address of this machine, or an interface, that connections go out by."),
        Key(
            "resolvers", \.connection.resolvers, Shape<String>.hostAndPort.oneOrMore(),
            "Name servers to ask instead of the system's, as HOST:PORT."),
        Key(
            "proxy", \.connection.proxy, Shape<Template>.proxyURL.map { Secret($0) },
            "The URL of a proxy: http, https, socks5 or socks5h."),
        Key(
            "keepAlive", \.connection.isReused, .boolean, standard: "false",
            "Whether a connection of an earlier run may be used again."),
        Key(
            "redirects", \.redirects, .redirects, standard: "0",
            "How many redirects are followed; 0: the answer that redirects is the answer."),
        Key(
            "maxResponseSize", \.responseByteCountMax, .byteCount(0...responseByteCountLimit),
            standard: "1MiB", "The largest answer, decompressed, that is no failure."),
        Key(
            "policy", \.policy, Shape<String>.someText.located,
            "The network policy that holds: `all`, `public`, or one of `network.policies`."),
    ]

    private static let ownKeys: [Key<HTTPSection>] = [
        Key(
            "method", \.method,
            Shape<String>.parsed(
                .text(TextRule(pattern: "^[A-Z]+$", examples: ["GET", "POST"])),
                "must be a method in capital letters, such as POST"
            ) { text in
                let isMethod = !text.isEmpty && text.allSatisfy { ("A"..."Z").contains($0) }
                return isMethod ? text : nil
            },
            "The method; GET, or POST where there is a body."),
        Key("query", \.query, .fields(.anyText), "Added to the URL, percent-encoded."),
        Key("body", Shape<Template>.content, "The content, as text.") { $0.body = .text($1) },
        Key("bodyFile", Shape<String>.path, "A file whose content is sent.") {
            $0.body = .file($1)
        },
        Key("json", .json, "The content, as JSON; sets Content-Type where `headers` does not.") {
            $0.body = .json($1)
        },
        Key("form", .fields(.anyText), "The content, as fields of a form.") { $0.body = .form($1) },
        Key(
            "multipart", PartSection.section.shape(PartSection()).list(1...100),
            "The content, as a form of several parts (RFC 7578)."
        ) { $0.body = .multipart($1.map(\.part)) },
    ]

    private static let rules: [SectionRule] = [.atMostOne(["basic", "bearer", "oauth2"])]
    private static let bodyRule = SectionRule.atMostOne(
        ["body", "bodyFile", "json", "form", "multipart"])

    /// `http:` of a probe or a step.
    static let section = Section<HTTPSection>(
        "http", "An HTTP request.", rules: rules + [bodyRule],
        keys: [
            Key(
                "url", \.url, .urlTemplate, isRequired: true,
                "Where it goes; may hold places such as `{{id}}`.")
        ] + ownKeys + sharedKeys)

    /// `http:` of a module, whose URL comes with the request.
    static let module = Section<HTTPSection>(
        "moduleHTTP", "An HTTP request to a target that is named when it is made.",
        rules: rules + [bodyRule], keys: ownKeys + sharedKeys)

    /// `http:` of the defaults.
    static let defaults = Section<HTTPSection>(
        "defaultHTTP", "What holds for all HTTP requests.", rules: rules, keys: sharedKeys)
}

extension TargetTLS {
    static let section = Section<TargetTLS>(
        "tls", "How the target's TLS is checked, and what is shown to it.",
        rules: [.needs("certificate", "key"), .needs("key", "certificate")],
        keys: [
            Key(
                "ca", \.trustedFile, .path,
                "Certificates that are trusted instead of the system's, PEM."),
            Key("certificate", \.certificateFile, .path, "The certificate that is shown, PEM."),
            Key("key", \.keyFile, .path, "Its key, PEM."),
            Key(
                "serverName", \.serverName, .someText,
                "The name that is asked for and checked instead of the URL's host."),
            Key(
                "minimumVersion", \.minimumVersion,
                .choice(["1.0": .tls10, "1.1": .tls11, "1.2": .tls12, "1.3": .tls13]),
                standard: "1.2", "The oldest version of TLS that is accepted."),
            Key(
                "insecureSkipVerify",
                Shape<Bool>.boolean, standard: "false",
                "Whether any certificate is accepted; its facts are reported all the same."
            ) { $0.isVerified = !$1 },
        ])
}

/// A user name and a password.
struct BasicSection: Sendable {
    var username = Template(literal: "")
    var password = Secret(Template(literal: ""))

    static let section = Section<BasicSection>(
        "basic", "User name and password.",
        keys: [
            Key("username", \.username, .template, isRequired: true, "The user name."),
            Key("password", \.password, .secretText, isRequired: true, "The password."),
        ])
}

private struct OAuth2Section: Sendable {
    var tokenURL = ""
    var clientID = ""
    var clientSecret = Secret(Template(literal: ""))
    var scopes: [String] = []
    var parameters: [HTTPRequest.Field] = []

    var credentials: RequestAuthentication.ClientCredentials {
        .init(
            tokenURL: tokenURL, clientID: clientID, clientSecret: clientSecret, scopes: scopes,
            parameters: parameters)
    }

    static let section = Section<OAuth2Section>(
        "oauth2", "Where and how a token is fetched.",
        keys: [
            Key("tokenURL", \.tokenURL, .httpURL, isRequired: true, "Where tokens are given out."),
            Key("clientID", \.clientID, .someText, isRequired: true, "Who asks."),
            Key(
                "clientSecret", \.clientSecret, .secretText, isRequired: true,
                "The secret of who asks."),
            Key(
                "scopes", \.scopes, Shape<String>.someText.oneOrMore(), "What the token is to open."
            ),
            Key(
                "parameters", \.parameters, .fields(.anyText),
                "Further fields of the request, such as `audience`."),
        ])
}

private struct PartSection: Sendable {
    var name = ""
    var content = RequestBody.Part.Content.text(Template(literal: ""))
    var fileName: String?
    var contentType: String?

    var part: RequestBody.Part {
        var content = content
        if case .text(let text) = content, Redaction.isSecret(name) {
            content = .text(text.asSecret)
        }
        return .init(name: name, content: content, fileName: fileName, contentType: contentType)
    }

    static let section = Section<PartSection>(
        "part", "One part of a form.", rules: [.exactlyOne(["text", "file"])],
        keys: [
            Key("name", \.name, .someText, isRequired: true, "The field's name."),
            Key("text", Shape<Template>.content, "The value, as text.") { $0.content = .text($1) },
            Key("file", Shape<String>.path, "A file that is the value.") { $0.content = .file($1) },
            Key("fileName", \.fileName, .someText, "The file's name as the target is told."),
            Key("contentType", \.contentType, .someText, "The media type of the part."),
        ])
}

extension Shape<RedirectPolicy> {
    fileprivate static var redirects: Shape {
        Shape<Int>.integer(0...HTTPSection.redirectCountLimit).map {
            $0 == 0 ? .refuse : .follow(countMax: $0)
        }
    }
}

extension HTTPSection {
    /// The request.
    ///
    /// - Parameter policy: The network policy that holds for it.
    func request(url: Template, policy: NetworkPolicy) -> HTTPRequest {
        var request = HTTPRequest(
            method: method ?? (body == .none ? "GET" : "POST"), url: url, headers: headers,
            body: body)
        request.query = query
        request.authentication = authentication
        request.tls = tls
        request.connection = connection
        request.redirects = redirects
        request.responseByteCountMax = responseByteCountMax
        request.policy = policy
        return request
    }
}
