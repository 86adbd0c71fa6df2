import Base
import Probing
import PrometheusClient

/// Which Prometheus a command asks, and how.
package struct PrometheusAccess: Sendable {
    let server: PrometheusServer

    /// Finds the Prometheus.
    ///
    /// - Parameters:
    ///   - url: The value of `--prometheus`; it goes before the configuration, whose credentials are
    ///     shown to the server that it names, and to no other.
    ///   - file: The configuration file, if one is named.
    /// - Throws: `SettingProblems` if there is none, or the URL is none; `DocumentProblems` if the
    ///   file cannot be used.
    package init(url: String?, file: ConfigurationFile?) throws {
        try self.init(url: url, configured: file?.load().configuration.prometheus)
    }

    /// Finds the Prometheus, given what `prometheus:` of the configuration says.
    init(url: String?, configured: PrometheusServer?) throws(SettingProblems) {
        guard let url else {
            guard let configured else {
                throw SettingProblems([
                    SettingProblem(
                        "--prometheus", nil,
                        "is missing, and no configuration file has a section `prometheus`")
                ])
            }
            server = configured
            return
        }
        guard URLParts(url) != nil, url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw SettingProblems([
                SettingProblem(
                    "--prometheus", Redaction.url(url),
                    "must be an http or https URL such as http://127.0.0.1:9090")
            ])
        }
        guard PrometheusServer.isBase(url) else {
            throw SettingProblems([
                SettingProblem("--prometheus", Redaction.url(url), PrometheusServer.baseRule)
            ])
        }
        var server = PrometheusServer(url: url)
        if let configured, let own = URLParts(configured.url),
            URLParts(url)?.hasSameOrigin(as: own) == true
        {
            server = configured
            server.url = url
        }
        self.server = server
    }

    /// What asks it and waits.
    var reader: PrometheusReader {
        let files = FileCache()
        return PrometheusReader(server) { try files.secret(in: $0) }
    }
}
