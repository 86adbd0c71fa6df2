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

    /// Waits until just these alerts fire, and go on so for a few evaluations in a row.
    ///
    /// An alert that does not belong to a state would fire as long as the state lasts, and never let
    /// this come true. What a machine that stands still for some seconds is the reason of (a run out
    /// of time, a scrape that fails) is over soon.
    private func expectOnly(_ alerts: Set<String>, in prometheus: PrometheusProcess) throws {
        var firing: Set<String> = []
        do {
            try eventually("just \(alerts) to fire") {
                for _ in 0..<5 {
                    firing = try prometheus.firingAlerts()
                    guard firing == alerts else { return false }
                    let before = try prometheus.lastEvaluations()
                    try eventually("another evaluation") {
                        zip(before, try prometheus.lastEvaluations()).allSatisfy { $0 != $1 }
                    }
                }
                return true
            }
        } catch {
            Issue.record("\(error); firing: \(firing)")
            throw error
        }
    }

    /// What is counted in a row fires within two scrapes and evaluations of the third failure, and
    /// before what has to fill a window: by the times that Prometheus itself has noted.
    ///
    /// Returns false, and expects nothing, if runs, scrapes or evaluations did not follow each other
    /// each second, for then the machine stood still.
    ///
    /// - Parameter start: A time before the first failure, in seconds since 1970.
    private func expectQuickest(
        _ quick: String, before slow: String, since start: Double,
        in prometheus: PrometheusProcess
    ) throws -> Bool {
        func samples(_ selector: String) throws -> [PrometheusProcess.Sample] {
            try prometheus.samples(selector).filter { $0.time >= start }
        }
        func firing(_ alert: String) throws -> Double {
            let selector = "ALERTS{alertname=\"\(alert)\",alertstate=\"firing\"}"
            return try #require(try samples(selector).first?.time, "\(alert)")
        }
        let failures = try samples("synthetic_consecutive_failures")
        let runs = try samples("synthetic_last_run_timestamp_seconds")
        let evaluations = try samples("probe:synthetic_consecutive_failures:current")
        let third = try #require(failures.first { $0.value >= 3 }?.time)
        let (first, last) = try (firing(quick), firing(slow))
        for times in [failures.map(\.time), evaluations.map(\.time), runs.map(\.value)] {
            let gaps = zip([start] + times, times).filter { $0.0 < last }.map { $0.1 - $0.0 }
            guard gaps.allSatisfy({ $0 < 2.5 }) else { return false }
        }
        #expect(first - third <= 4)
        #expect(first < last)
        return true
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

        // The client's fault by its code, and so nothing for a rule on 5xx; the probe knows better.
        var isMeasured = false
        var attemptCount = 0
        while !isMeasured {
            attemptCount += 1
            try #require(attemptCount <= 10, "nothing followed each other each second, ever")
            try sonde.fault("normal")
            try expectOnly([], in: prometheus)
            let start = Date().timeIntervalSince1970
            try sonde.fault("status", "401", "--for", "10m")
            try expectOnly([synthetic, probeDown], in: prometheus)
            isMeasured = try expectQuickest(
                probeDown, before: synthetic, since: start, in: prometheus)
        }

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
        var ready = try sonde.client.get("/-/ready")
        try eventually("the prober to be missed; said: \(ready.text)") {
            ready = try sonde.client.get("/-/ready")
            return ready.status == 503 && ready.text == "thread prober is stuck\n"
        }
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
