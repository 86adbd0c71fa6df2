import Base
import Foundation
import Synchronization
import TestSupport
import Testing

/// The forecasts beside a real Prometheus that has four weeks of history.
@Suite struct ForecastServiceTests {
    private static let usual = 200.0
    private static let quiet = 60.0

    /// Requests a second in five-minute steps for four weeks until now, in OpenMetrics: quiet on one
    /// day of each week, as on a Sunday, and a little different each time. It is noon of such a day,
    /// whatever the clock says: how quickly a forecast follows at midnight is not asked for here.
    private static func history(now: Int64) -> String {
        let week: Int64 = 7 * 86_400
        let end = now / 300 * 300
        var generator = SeededGenerator(seed: 1)
        var text = "# TYPE shop_requests_rate gauge\n"
        for time in stride(from: end - 28 * 86_400, through: end, by: 300) {
            let isQuiet = (time - now + 43_200 + 5 * week) % week < 86_400
            let level = isQuiet ? quiet : usual
            let part = Double.random(in: 0.9...1.1, using: &generator)
            text += "shop_requests_rate \(level * part) \(time)\n"
        }
        return text
    }

    /// A service whose rate a test sets.
    private final class Shop: Sendable {
        private let rate: SharedRate
        private let server: ScriptedServer

        init(rate: Double) {
            let shared = SharedRate(rate)
            self.rate = shared
            server = ScriptedServer([
                .answer { _ in
                    let text = "shop_requests_rate \(shared.value)\n"
                    return "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\n"
                        + "Content-Length: \(text.utf8.count)\r\nConnection: close\r\n\r\n\(text)"
                }
            ])
        }

        var port: UInt16 { server.port }

        func set(rate: Double) { self.rate.value = rate }

        func stop() { server.stop() }
    }

    private static func rules(_ folder: borrowing TemporaryFolder) throws -> String {
        try folder.write(
            "rules.yml",
            """
            groups:
              - name: shop
                interval: 1s
                rules:
                  - alert: Traffic is below its forecast
                    expr: |
                      sum(shop_requests_rate{job="shop"})
                      < sum(
                        (forecast_expected{traffic="shop"} - ignoring (quantile) 1.15
                          * (forecast_expected{traffic="shop"} - ignoring (quantile)
                            forecast_lower{traffic="shop", quantile="0.005"}))
                        and on (traffic) forecast_training_samples >= 576
                        and on (traffic) forecast_stale == 0)
                    for: 2s

            """)
    }

    /// The alerts of a Prometheus that fire.
    private static func alerts(_ port: UInt16) throws -> [String] {
        let answer = try HTTPClient(port: port).get("/api/v1/alerts")
        let document = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
        let alerts = (document?["data"] as? [String: Any])?["alerts"] as? [[String: Any]] ?? []
        return alerts.filter { $0["state"] as? String == "firing" }
            .compactMap { ($0["labels"] as? [String: String])?["alertname"] }
    }

    private static func lastEvaluation(_ port: UInt16) throws -> String? {
        let answer = try HTTPClient(port: port).get("/api/v1/rules")
        let document = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
        let groups = (document?["data"] as? [String: Any])?["groups"] as? [[String: Any]]
        return groups?.first?["lastEvaluation"] as? String
    }

    @Test func `an outage fires the band's alert, an ordinary Sunday does not`() throws {
        let folder = try TemporaryFolder()
        let shop = Shop(rate: Self.quiet)
        defer { shop.stop() }
        let targets = try folder.write("sonde.json", "[]")
        let configuration = """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: ["\(try Self.rules(folder))"]
            scrape_configs:
              - job_name: shop
                static_configs: [{targets: ["127.0.0.1:\(shop.port)"]}]
              - job_name: sonde
                file_sd_configs: [{files: ["\(targets)"], refresh_interval: 1s}]

            """
        let now = Int64(WallClockInstant.now().secondsSinceEpoch)
        let prometheus = try HistoricPrometheus(
            openMetrics: Self.history(now: now), configuration: configuration)
        defer { prometheus.stop() }

        let file = try folder.write(
            "sonde.yml",
            """
            prometheus: {url: "\(prometheus.url)"}
            forecasts: {state: "\(folder.path("states"))"}
            traffic:
              - {name: shop, metric: shop_requests_rate, query: sum(shop_requests_rate)}

            """)
        let sonde = try SondeProcess(["--config", file])
        let series = #"forecast_expected{traffic="shop"}"#
        let expected = try eventually("bands in a scrape") { () throws -> Double? in
            let lines = try HTTPClient(port: sonde.port).get("/metrics").text
                .split(separator: "\n")
            return lines.first { $0.hasPrefix(series) }.flatMap { line in
                Double(line.dropFirst(series.count + 1))
            }
        }
        // It knows what day it is.
        #expect(abs(expected - Self.quiet) < 0.2 * Self.quiet)
        _ = try folder.write("sonde.json", #"[{"targets": ["127.0.0.1:\#(sonde.port)"]}]"#)

        // A quarter of the usual traffic, which is what there is on such a day.
        let client = HTTPClient(port: prometheus.port)
        try eventually("the bands to be scraped") {
            try client.get("/api/v1/query?query=forecast_lower").text.contains("0.005")
        }
        for _ in 0..<4 {
            let before = try Self.lastEvaluation(prometheus.port)
            try eventually("an evaluation") {
                try Self.lastEvaluation(prometheus.port) != before
            }
            #expect(try Self.alerts(prometheus.port) == [])
        }
        shop.set(rate: 0)
        try eventually("the alert") {
            try Self.alerts(prometheus.port) == ["Traffic is below its forecast"]
        }
        shop.set(rate: Self.quiet)
        try eventually("the end of it") { try Self.alerts(prometheus.port) == [] }
    }

    @Test func `a Prometheus that is away is told, and the page is served`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "sonde.yml",
            """
            prometheus: {url: "http://127.0.0.1:\(try freeLoopbackPort())"}
            traffic:
              - {name: shop, metric: shop_requests_rate, query: sum(shop_requests_rate)}

            """)
        let sonde = try SondeProcess(["--config", file])
        let client = HTTPClient(port: sonde.port)
        #expect(try client.get("/metrics").text.contains(#"forecast_stale{traffic="shop"} 1"#))
        let series = #"sonde_forecast_reads_total{traffic="shop",result="unavailable"}"#
        try eventually("a failure") { try sonde.metric(series) ?? 0 > 0 }
        // The log has a thread of its own.
        try eventually("a line in the log") {
            sonde.process.standardError.contains("traffic cannot be read")
        }
    }
}

/// A number that two threads share.
private final class SharedRate: Sendable {
    private let stored: Mutex<Double>

    init(_ value: Double) {
        stored = Mutex(value)
    }

    var value: Double {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }
}
