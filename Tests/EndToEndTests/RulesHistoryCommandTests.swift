import Foundation
import TestSupport
import Testing

/// The commands on rules that look into the history of a real Prometheus.
@Suite struct RulesHistoryCommandTests {
    private func sonde(_ arguments: [String]) throws -> (status: Int32, out: String, err: String) {
        let process = try ChildProcess(
            Programs.sonde(), ["rules"] + arguments, environment: ["PATH": "/usr/bin"])
        let status = try process.waitForExit()
        return (status, process.standardOutput, process.standardError)
    }

    /// Ten days of two services, a sample every five minutes: one with an outage of 20 minutes.
    private static func rates(from start: Int64) -> String {
        var lines = "# TYPE rate gauge\n"
        for service in ["a", "b"] {
            for index in 0..<2_880 {
                let isOut = service == "a" && (1_000..<1_004).contains(index)
                let value = isOut ? 0 : 50 + (index % 288 < 144 ? index % 144 : 143 - index % 144)
                lines += "rate{service=\"\(service)\"} \(value) \(start + Int64(index) * 300)\n"
            }
        }
        return lines
    }

    @Test func `thresholds are suggested for each series, with what they would have cost`() throws {
        // 2026-01-05T00:00:00Z.
        let prometheus = try HistoricPrometheus(openMetrics: Self.rates(from: 1_767_571_200))
        defer { prometheus.stop() }
        let common = [
            "suggest", "--prometheus", prometheus.url, "--since", "10d", "--until",
            "2026-01-14T23:55:00Z", "--step", "5m",
        ]
        let text = try sonde(common + ["--query", "rate"])
        #expect(text.status == 0)
        #expect(text.err == "")
        let lines = text.out.split(separator: "\n").map(String.init)
        #expect(
            lines.filter { $0.hasPrefix("rate") } == [
                "rate {service=\"a\"}: 2880 samples from 2026-01-04T23:55:00Z to "
                    + "2026-01-14T23:55:00Z, one each 5m",
                "rate {service=\"b\"}: 2880 samples from 2026-01-04T23:55:00Z to "
                    + "2026-01-14T23:55:00Z, one each 5m",
            ])
        #expect(
            lines.filter { $0.contains("suggested: rate <") }.prefix(1) == [
                "  suggested: rate < 40 (0.8 x the lowest) for 5m"
            ])
        let zero = try #require(
            lines.firstIndex(of: "  rate == 0 for 5m: fired 1 time, in outages only"))
        #expect(lines[zero + 1] == "    2026-01-08T11:25:00Z for 15m")

        let json = try sonde(common + ["--query", "rate{service=\"a\"}", "--format", "json"])
        let document = try JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any]
        let series = try #require((document?["series"] as? [[String: Any]])?.first)
        #expect(series["series"] as? String == "rate{service=\"a\"}")
        #expect(series["query"] as? String == "rate{service=\"a\"}")
        let suggestions = try #require(series["suggestions"] as? [[String: Any]])
        #expect(suggestions.count == 23)
        #expect(suggestions[0]["kind"] as? String == "zero")
        #expect((suggestions[0]["firings"] as? [[String: Any]])?.count == 1)

        // What the configuration file watches, in the Prometheus that it names.
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "sonde.yml",
            """
            prometheus: {url: '\(prometheus.url)'}
            traffic:
              - {name: movies, preset: sonde, query: 'rate{service="b"}'}

            """)
        let configured = try sonde(
            ["suggest", "--config", file, "--since", "1d", "--until", "2026-01-14T23:55:00Z"])
        #expect(configured.status == 0)
        #expect(configured.err == "")
        #expect(
            configured.out.hasPrefix(
                "movies {service=\"b\"}: 1441 samples from 2026-01-13T23:55:00Z to "
                    + "2026-01-14T23:55:00Z, one each 1m\n"))

        let nothing = try sonde(common + ["--query", "other"])
        #expect(nothing.status == 1)
        #expect(nothing.out == "" && nothing.err == "sonde: other: there is no such series\n")
        let broken = try sonde(common + ["--query", "sum("])
        #expect(broken.status == 1)
        #expect(
            broken.err == "sonde: cannot query Prometheus at \(prometheus.url): bad_data: 1:5: "
                + "parse error: unclosed left parenthesis\n")
    }

    @Test func `what is missing to suggest anything is told`() throws {
        let url = "http://127.0.0.1:\(try freeLoopbackPort())"
        let noQuery = try sonde(["suggest", "--prometheus", url])
        #expect(noQuery.status == 2)
        #expect(
            noQuery.err == "sonde: --query: is missing, and no configuration file has an entry of "
                + "`traffic`\n")
        let step = try sonde(["suggest", "--prometheus", url, "--query", "up", "--step", "1h"])
        #expect(step.status == 2)
        #expect(step.err == "sonde: --step: must be from 1s to 5m, got '1h'\n")
        let long = try sonde([
            "suggest", "--prometheus", url, "--query", "up", "--step", "1s", "--since", "366d",
        ])
        #expect(long.status == 2)
        #expect(
            long.err
                == "sonde: --step: must be longer for a past as long: 31622401 samples are more "
                + "than 2000000, got '1s'\n")
    }

    @Test func `the bounds of a foreign histogram are asked for`() throws {
        let now = Int64(Date().timeIntervalSince1970) - 600
        var text = "# TYPE app_duration_seconds histogram\n"
        for bound in ["0.1", "0.3", "1.0", "+Inf"] {
            text += "app_duration_seconds_bucket{app=\"shop\",le=\"\(bound)\"} 5 \(now)\n"
        }
        text += "app_duration_seconds_count{app=\"shop\"} 5 \(now)\n"
        let prometheus = try HistoricPrometheus(openMetrics: text)
        defer { prometheus.stop() }
        let folder = try TemporaryFolder()
        func generate(_ latency: String, app: String) throws -> (status: Int32, err: String) {
            let file = try folder.write(
                "sonde.yml",
                """
                objectives:
                  - {name: app, metric: app_duration_seconds, select: {app: \(app)}, target: 99%, latency: \(latency), window: 30d}

                """)
            let run = try sonde([
                "generate", "--config", file, "--prometheus", prometheus.url, "--out",
                folder.path("rules.yml"),
            ])
            return (run.status, run.err)
        }
        let fine = try generate("1s", app: "shop")
        #expect(fine.status == 0 && fine.err == "")
        #expect(try folder.text("rules.yml").contains("le=~\"1(\\\\.0)?\""))
        let between = try generate("250ms", app: "shop")
        #expect(between.status == 2)
        #expect(
            between.err == "sonde: objective 'app': app_duration_seconds has no bound at 250ms, "
                + "le=\"0.25\"; the nearest are 0.1 and 0.3, in seconds\n")
        let missing = try generate("1s", app: "other")
        #expect(missing.status == 2)
        #expect(
            missing.err == "sonde: objective 'app': the Prometheus at \(prometheus.url) has no "
                + "series of app_duration_seconds_bucket{app=\"other\"}\n")
    }
}
