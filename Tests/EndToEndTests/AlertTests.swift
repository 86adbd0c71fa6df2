import Foundation
import TestSupport
import Testing

/// The whole loop: requests, probe, scrape, rules, alerts, with a real Prometheus.
@Suite struct AlertTests {
    private let synthetic = "Synthetic errors rate exceeds 10%"
    private let probeDown = "Synthetic probe is down"
    private let serverErrors = "Errors rate exceeds 10%"
    private let noRuns = "Synthetic prober makes no runs"
    private let targetDown = "Scrape target is down"

    /// Waits until just these alerts fire, and then sees that it stays so for a few evaluations.
    private func expectOnly(_ alerts: Set<String>, in prometheus: PrometheusProcess) throws {
        var firing: Set<String> = []
        do {
            try eventually("just \(alerts) to fire") {
                firing = try prometheus.firingAlerts()
                return firing == alerts
            }
        } catch {
            Issue.record("\(error); firing: \(firing)")
            throw error
        }
        for _ in 0..<4 {
            let before = try prometheus.lastEvaluations()
            try eventually("another evaluation") {
                zip(before, try prometheus.lastEvaluations()).allSatisfy { $0 != $1 }
            }
            #expect(try prometheus.firingAlerts() == alerts)
        }
    }

    /// What is counted in a row fires within two scrapes and evaluations of the third failure, and
    /// before what has to fill a window: by the times that Prometheus itself has noted.
    private func expectQuickest(
        _ quick: String, before slow: String, in prometheus: PrometheusProcess
    ) throws {
        func first(_ condition: String) throws -> Double {
            let times = try prometheus.query("min_over_time(timestamp(\(condition))[5m:1s])")
            return try #require(times.map(\.value).min(), "\(condition)")
        }
        func firing(_ alert: String) throws -> Double {
            try first("ALERTS{alertname=\"\(alert)\",alertstate=\"firing\"}")
        }
        let third = try first("synthetic_consecutive_failures >= 3")
        #expect(try firing(quick) - third <= 4)
        #expect(try firing(quick) < firing(slow))
    }

    @Test func `each fault fires the alert that is for it, and no other`() throws {
        let sonde = try SondeProcess(SondeProcess.steady, environment: ["INTERVAL_SEC": "1"])
        let prometheus = try PrometheusProcess(scraping: sonde)

        // Both sides are scraped, and healthy.
        for metric in ["http_request_duration_count", "synthetic_request_duration_count"] {
            try eventually("\(metric) to be scraped") { try !prometheus.query(metric).isEmpty }
        }
        try eventually("both targets to be up") {
            try prometheus.query("up == 1").map { $0.labels["job"] }.compactMap(\.self).sorted()
                == ["prometheus", "sonde"]
        }
        try expectOnly([], in: prometheus)

        // The client's fault by its code, and so nothing for a rule on 5xx; the probe knows better.
        try sonde.fault("status", "401", "--for", "10m")
        try expectOnly([synthetic, probeDown], in: prometheus)
        try expectQuickest(probeDown, before: synthetic, in: prometheus)

        try sonde.fault("status", "500", "--for", "10m")
        try expectOnly([synthetic, probeDown, serverErrors], in: prometheus)

        // The route is gone: no traffic, so no errors of the service either.
        try sonde.fault("unmapped", "--for", "10m")
        try expectOnly([synthetic, probeDown], in: prometheus)

        try sonde.fault("normal")
        try expectOnly([], in: prometheus)

        // A prober that hangs is not a service without errors.
        let freezer = try ThreadFreezer(process: sonde.process.identifier, thread: "prober")
        try expectOnly([noRuns], in: prometheus)
        let ready = try sonde.client.get("/-/ready")
        #expect(ready.status == 503)
        #expect(ready.text == "thread prober is stuck\n")
        freezer.thaw()
        try expectOnly([], in: prometheus)
        let skipped =
            "synthetic_schedule_skipped_total{probe=\"reservations\",reason=\"late\"}"
        #expect(try #require(try sonde.metric(skipped)) > 0)

        // A Sonde that is gone has the alert on the scrape, and the other alerts keep quiet.
        sonde.process.stop()
        try expectOnly([targetDown], in: prometheus)
    }

    @Test func `the metrics are what promtool calls good`() throws {
        let sonde = try SondeProcess(environment: ["INTERVAL_SEC": "0.1"])
        let folder = try TemporaryFolder()
        let success =
            "http_request_duration_count{method=\"POST\",url=\"/reservations\",code=\"200\"}"
        try eventually("a run that succeeds") { try sonde.metric(success) ?? 0 > 0 }
        let answer = try sonde.client.get("/metrics")
        #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        let file = try folder.write("metrics", answer.text)
        let promtool = try ChildProcess(
            "/bin/sh", ["-c", "\(Programs.installed("promtool")) check metrics < \(file)"])
        _ = try promtool.waitForExit()
        // The two names that other people's rules depend on have no unit in them.
        let complaints = (promtool.standardOutput + promtool.standardError).split(separator: "\n")
            .filter { !$0.hasPrefix("http_request_duration ") }
            .filter { !$0.hasPrefix("synthetic_request_duration ") }
        #expect(complaints == [])
    }
}
