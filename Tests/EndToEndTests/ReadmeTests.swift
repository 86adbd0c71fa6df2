import Base
import TestSupport
import Testing

/// What the README says of the program, held to what the program says.
@Suite struct ReadmeTests {
    @Test func `the README lists every metric, with its type and labels`() throws {
        let folder = try TemporaryFolder()
        // So that its metrics are there as well.
        let web = try folder.write("web.yml", "http_server_config: {http2: false}\n")
        // A probe that uses what has a metric of its own.
        let authority = try CertificateAuthority()
        let secure = try TLSServer(try authority.issue("own", for: .server))
        // A Prometheus with one sample of a traffic that is forecast.
        let time = Int64(WallClockInstant.now().secondsSinceEpoch) / 60 * 60
        let answer =
            #"{"status":"success","data":{"resultType":"matrix","result":"#
            + #"[{"metric":{},"values":[[\#(time - 60),"5"],[\#(time),"5"]]}]}}"#
        let prometheus = ScriptedServer([
            .answer { _ in
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                    + "Content-Length: \(answer.utf8.count)\r\n\r\n\(answer)"
            }
        ])
        defer { prometheus.stop() }
        let configuration = try folder.write(
            "sonde.yml",
            """
            reservations: {enabled: true}
            prometheus: {url: "\(prometheus.url())"}
            traffic: [{name: shop, metric: requests_total, step: 1m}]
            probes:
              - name: all
                interval: 1s
                timeout: 2m
                labels: {team: web}
                attempts: 2
                steps:
                  - name: first
                    http: {url: http://127.0.0.1:1/, addresses: all}
                    warn: {latency: {total: 1s}}
                  - {name: last, always: true, http: {url: "\(secure.url())"}}

            """)
        let sonde = try SondeProcess(["--web.config.file", web, "--config", configuration])
        // The series of these labels come with the first run and the first answer.
        for metric in [
            "sonde_http_responses_total", "synthetic_last_run_timestamp_seconds",
            "forecast_anomaly_score",
        ] {
            try eventually("\(metric) to have a series") {
                try sonde.client.get("/metrics").text.contains("\n\(metric){")
            }
        }
        let documented = try Checkout.text("README.md")
            .matches(of: /(?m)^\| `([a-z_]+)` \| (counter|gauge|histogram) \| [^|]+ \| ([^|]*)\|/)
            .map { "\($0.1) \($0.2): \(words(in: $0.3))" }
        #expect(documented.sorted() == exposed(try sonde.client.get("/metrics").text))
    }

    /// The metrics of an exposition, sorted.
    private func exposed(_ text: String) -> [String] {
        text.matches(of: /(?m)^# TYPE ([a-z_]+) ([a-z]+)\n([^#{ ]+)({[^}]*})?/).map { match in
            let labels = (match.4 ?? "").matches(of: /([a-z_]+)="/).map { String($0.1) }
            return "\(match.1) \(match.2): \(labels.filter { $0 != "le" })"
        }.sorted()
    }

    /// The words in backticks.
    private func words(in cell: Substring) -> [String] {
        cell.matches(of: /`([a-z_]+)`/).map { String($0.1) }
    }
}
