import Base
import Documents
import Monitoring
import Probing
import PrometheusClient
import Transfers

/// What `prometheus:` says.
struct PrometheusSection: Sendable {
    private var url = ""
    private var authentication = PrometheusServer.Authentication.none
    private var headers: [HTTPRequest.Field] = []
    private var tls = TargetTLS()
    private var timeout = PrometheusServer.standardTimeout

    private static let section = Section<PrometheusSection>(
        "prometheus", "The Prometheus that history is read from.",
        rules: [.atMostOne(["basic", "bearer"])],
        keys: [
            Key("url", \.url, .baseURL, isRequired: true, "The base URL of its HTTP API."),
            Key(
                "basic", BasicSection.section.shape(BasicSection()),
                "User name and password (RFC 7617)."
            ) { $0.authentication = .basic(user: $1.username, password: $1.password) },
            Key("bearer", .secretText, "The token of `Authorization: Bearer` (RFC 6750).") {
                $0.authentication = .bearer($1)
            },
            Key(
                "headers", \.headers, .fields(.headerName),
                "Header fields that are sent, such as the tenant that some servers want."),
            Key("tls", \.tls, section: TargetTLS.section, "How its TLS is checked."),
            Key(
                "timeout", \.timeout, .duration(.seconds(1)...(.seconds(600))), standard: "30s",
                "The longest that one request may take."),
        ])

    /// The shape of the section, whose texts may hold files, but no variables.
    static let server: Shape<PrometheusServer> = section.shape(PrometheusSection()).flatMap {
        section, node, decoding in
        for variable in section.variables.sorted() {
            decoding.report(node.place, "uses {{\(variable)}}, which only a probe's steps have")
        }
        return section.variables.isEmpty ? section.server : nil
    }

    private var server: PrometheusServer {
        var server = PrometheusServer(url: url)
        server.authentication = authentication
        server.headers = headers
        server.tls = TransferTLS(tls)
        server.timeout = timeout
        return server
    }

    private var variables: Set<String> {
        var templates = headers.map(\.value)
        switch authentication {
        case .none: break
        case .basic(let user, let password): templates += [user, password.template]
        case .bearer(let token): templates.append(token.template)
        }
        return templates.reduce(into: []) { $0.formUnion($1.variables) }
    }
}

extension Shape<String> {
    /// A URL to which paths can be added.
    fileprivate static var baseURL: Shape {
        httpURL.flatMap { url, node, decoding in
            guard PrometheusServer.isBase(url) else {
                decoding.report(node.place, PrometheusServer.baseRule)
                return nil
            }
            return url
        }
    }
}
