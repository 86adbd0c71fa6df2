import Foundation
import TestSupport

/// A running Prometheus with the bundled configuration and rules, made quicker.
final class PrometheusProcess {
    private let process: ChildProcess
    private let folder: TemporaryFolder
    private let client: HTTPClient

    /// Something in the bundled files that is not there to be replaced, or a bad answer.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Starts Prometheus with `sonde` as the target of the job `sonde`.
    convenience init(scraping sonde: SondeProcess) throws {
        try self.init { try Self.quickConfiguration(own: $0, sonde: sonde.port) }
    }

    /// Starts Prometheus.
    ///
    /// - Parameter configuration: Makes its configuration, given its own port.
    init(configuration: (UInt16) throws -> String) throws {
        folder = try TemporaryFolder()
        let port = try freeLoopbackPort()
        client = HTTPClient(port: port)
        _ = try folder.write("prometheus-rules.yml", Self.quickRules())
        let configuration = try folder.write("prometheus.yml", configuration(port))
        process = try ChildProcess(
            Programs.installed("prometheus"),
            [
                "--config.file=\(configuration)", "--storage.tsdb.path=\(folder.path("data"))",
                "--web.listen-address=127.0.0.1:\(port)", "--log.level=warn",
            ])
        try eventually("Prometheus to be ready") { [client, process] in
            guard process.isRunning else {
                throw Failure(description: "Prometheus ended: \(process.standardError)")
            }
            return try client.get("/-/ready").status == 200
        }
    }

    /// The bundled configuration with both targets on loopback and intervals of one second.
    static func quickConfiguration(own: UInt16, sonde: UInt16) throws -> String {
        try replacing(
            Checkout.text("prometheus.yml"),
            [
                ("localhost:9090", "127.0.0.1:\(own)"), ("sonde:8080", "127.0.0.1:\(sonde)"),
                ("scrape_interval: 15s", "scrape_interval: 1s"),
                ("scrape_interval: 5s", "scrape_interval: 1s"),
                ("evaluation_interval: 10s", "evaluation_interval: 1s"),
            ])
    }

    /// The bundled rules with windows of ten seconds instead of a minute, and three seconds where
    /// an alert waits for thirty.
    static func quickRules() throws -> String {
        try replacing(
            Checkout.text("prometheus-rules.yml"), [("[1m]", "[10s]"), ("for: 30s", "for: 3s")])
    }

    private static func replacing(
        _ text: String, _ replacements: [(String, String)]
    ) throws -> String {
        try replacements.reduce(text) { text, replacement in
            guard text.contains(replacement.0) else {
                throw Failure(description: "nothing to replace: \(replacement.0)")
            }
            return text.replacingOccurrences(of: replacement.0, with: replacement.1)
        }
    }

    // MARK: Answers

    /// The names of the alerts that fire.
    func firingAlerts() throws -> Set<String> {
        let data = try get("/api/v1/alerts")
        let alerts = data["alerts"] as? [[String: Any]] ?? []
        return Set(
            alerts.filter { $0["state"] as? String == "firing" }
                .compactMap { ($0["labels"] as? [String: String])?["alertname"] })
    }

    /// The values of an expression now, by their labels.
    func query(_ expression: String) throws -> [(labels: [String: String], value: Double)] {
        try results(of: expression).map { sample in
            let value = (sample["value"] as? [Any])?.last as? String
            return (
                sample["metric"] as? [String: String] ?? [:], value.flatMap(Double.init) ?? .nan
            )
        }
    }

    /// A sample of a series: seconds since 1970-01-01T00:00:00Z, and a value.
    typealias Sample = (time: Double, value: Double)

    /// The samples of the last five minutes of the only series that a selector has; none without it.
    func samples(_ selector: String) throws -> [Sample] {
        let results = try results(of: "\(selector)[5m]")
        guard results.count < 2 else {
            throw Failure(description: "\(selector): \(results.count) series")
        }
        return (results.first?["values"] as? [[Any]] ?? []).compactMap { pair in
            guard let time = pair.first as? Double,
                let value = (pair.last as? String).flatMap(Double.init)
            else { return nil }
            return (time, value)
        }
    }

    /// What the API says of each series that an expression has now.
    private func results(of expression: String) throws -> [[String: Any]] {
        let allowed = CharacterSet.alphanumerics
        let encoded = expression.addingPercentEncoding(withAllowedCharacters: allowed)!
        return try get("/api/v1/query?query=\(encoded)")["result"] as? [[String: Any]] ?? []
    }

    /// When each group of rules was evaluated last.
    func lastEvaluations() throws -> [String] {
        let groups = try get("/api/v1/rules")["groups"] as? [[String: Any]] ?? []
        return groups.compactMap { $0["lastEvaluation"] as? String }
    }

    private func get(_ path: String) throws -> [String: Any] {
        let answer = try client.get(path)
        let document = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
        guard answer.status == 200, let data = document?["data"] as? [String: Any] else {
            throw Failure(description: "\(path): \(answer.status) \(answer.text)")
        }
        return data
    }
}
