import App
import TestSupport
import Testing

@Suite struct PrometheusAccessTests {
    private func problem(url: String?, file: ConfigurationFile? = nil) -> String? {
        do {
            _ = try PrometheusAccess(url: url, file: file)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func `a Prometheus has to be named, by an http URL`() {
        #expect(
            problem(url: nil)
                == "--prometheus: is missing, and no configuration file has a section `prometheus`")
        #expect(
            problem(url: "ftp://u:p@host")
                == "--prometheus: must be an http or https URL such as http://127.0.0.1:9090, got "
                + "'ftp://REDACTED@host'")
        #expect(problem(url: "http://127.0.0.1:9090") == nil)
    }

    @Test func `credentials of the configuration go to the server that it names alone`() throws {
        let answer = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        let own = ScriptedServer([.answer { _ in answer }])
        defer { own.stop() }
        let other = ScriptedServer([.answer { _ in answer }])
        defer { other.stop() }
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "sonde.yml", "prometheus: {url: '\(own.url(""))', bearer: secret-token}\n")
        let rules = try folder.write(
            "rules.yml", "groups: [{name: g, rules: [{alert: A, expr: up}]}]\n")
        let file = ConfigurationFile(path: path, environment: [:])
        let plan = try RulesBacktest.Plan(since: "1h", until: nil, step: nil)
        for url in [nil, own.url("/"), other.url("/")] {
            let access = try PrometheusAccess(url: url, file: file)
            let backtest = try RulesBacktest([rules], plan, by: access) { _ in }
            #expect(throws: (any Error).self) { try backtest.outcome() }
        }
        #expect(own.requests.count == 2)
        #expect(own.requests.allSatisfy { $0.contains("Authorization: Bearer secret-token\r\n") })
        #expect(other.requests.count == 1)
        #expect(!other.requests[0].contains("Authorization"))
    }
}
