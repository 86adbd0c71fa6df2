import TestSupport
import Testing

/// Objectives at latencies that are no bounds by themselves, from the configuration to the rules that a
/// Prometheus evaluates.
@Suite struct AddedBoundTests {
    /// Every request to the mock takes 250 ms or a little more.
    private static func configuration(target: String) -> String {
        """
        reservations: {enabled: true, latency: 250ms, outcomes: {200: 1}}
        probes:
          - {name: shop, interval: 200ms, timeout: 2m, http: {url: "\(target)/-/healthy"}}
        objectives:
          - {name: probe, probe: shop, target: 99%, latency: 45s, window: 30d}
          - {name: met, preset: sonde, target: 99%, latency: 50s, window: 30d}
          - {name: missed, preset: sonde, target: 99%, latency: 200ms, window: 30d}
        rules: {scrapeInterval: 1s}

        """
    }

    @Test func `the rules choose buckets that Sonde has, and tell slow requests from fast ones`()
        throws
    {
        let folder = try TemporaryFolder()
        let target = try SondeProcess(["--no-probes"])
        let file = try folder.write("sonde.yml", Self.configuration(target: target.url))
        let rules = folder.path("rules.yml")
        let generation = try SondeProcess.start([
            "rules", "generate", "--config", file, "--out", rules,
        ])
        #expect(try generation.waitForExit() == 0, "\(generation.standardError)")
        let sonde = try SondeProcess(["--config", file])
        let prometheus = try PrometheusProcess { _ in
            """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: ["\(rules)"]
            scrape_configs:
              - job_name: sonde
                static_configs: [{targets: ["127.0.0.1:\(sonde.port)"]}]

            """
        }
        let shares = "objective:failures:increase5m / (objective:requests:increase5m > 0)"
        let percentages = try eventually("the share of slow requests of each objective") {
            _ = try sonde.client.post("/reservations")
            let values = try prometheus.query("round(100 * \(shares))")
            return values.count == 3
                ? Dictionary(
                    uniqueKeysWithValues: values.map { ($0.labels["objective"] ?? "", $0.value) })
                : nil
        }
        #expect(percentages == ["probe": 0, "met": 0, "missed": 100])
        let selectors = Set(
            try folder.text("rules.yml").matches(of: /\w+_request_duration_bucket{[^}]*}/)
                .map { String($0.output) })
        #expect(selectors.count == 3)
        // A scrape that is late has series end, until the next one.
        for selector in selectors {
            try eventually("series of \(selector)") { try !prometheus.query(selector).isEmpty }
        }
    }
}
