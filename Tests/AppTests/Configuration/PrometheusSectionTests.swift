import App
import Documents
import Monitoring
import PrometheusClient
import Testing

@Suite struct PrometheusSectionTests {
    private func load(_ text: String) throws(DocumentProblems) -> PrometheusServer? {
        try ConfigurationFile(path: "sonde.yml", environment: [:]).load(text: text)
            .configuration.prometheus
    }

    @Test func `the whole section is read`() throws {
        let text = """
            prometheus:
              url: https://prometheus.example/base
              bearer: "${file:/run/token}"
              headers: {X-Scope-OrgID: shop}
              timeout: 5s
            """
        var server = PrometheusServer(url: "https://prometheus.example/base")
        server.authentication = .bearer(Secret(Template([.file("/run/token")])))
        server.headers = [HTTPRequest.Field("X-Scope-OrgID", "shop")]
        server.timeout = .seconds(5)
        #expect(try load(text) == server)
    }

    @Test(
        arguments: [
            ("{}", "1:13: prometheus: needs the key 'url'"),
            (
                "{url: 'http://p', bearer: b, basic: {username: u, password: p}}",
                "1:13: prometheus: has basic and bearer, of which only one can be; remove one"
            ),
            (
                "{url: 'http://p', headers: {a: '{{id}}'}}",
                "1:13: prometheus: uses {{id}}, which only a probe's steps have"
            ),
        ])
    func `what cannot be used is told`(section: String, problem: String) {
        // Behind it there may be a warning of a secret that stands there in clear.
        let lines = configurationProblems("prometheus: \(section)").split(separator: "\n")
        #expect(lines.first == "sonde.yml:\(problem)")
    }
}
