import Foundation
import TestSupport
import Testing

/// `sonde rules backtest` against a real Prometheus with a day of history.
@Suite struct RulesBacktestCommandTests {
    /// 2026-01-05T00:00:00Z.
    private static let start: Int64 = 1_767_571_200

    /// A day of requests and errors each minute: one incident of 20 minutes at 06:00, and one of 2
    /// minutes at 18:00.
    private static var samples: String {
        var (requests, errors) = (0, 0)
        var lines = ["# TYPE requests counter\n", "# TYPE errors counter\n"]
        for minute in 0...1_440 {
            let isBad = (360..<380).contains(minute) || (1_080..<1_082).contains(minute)
            requests += 60
            errors += isBad ? 30 : 0
            let time = start + Int64(minute) * 60
            lines[0] += "requests_total{job=\"shop\"} \(requests) \(time)\n"
            lines[1] += "errors_total{job=\"shop\"} \(errors) \(time)\n"
        }
        return lines.joined()
    }

    private static let rules = """
        groups:
          - name: shop
            interval: 1m
            rules:
              - record: job:errors:ratio5m
                expr: |
                  sum by (job) (rate(errors_total[5m]))
                  / (sum by (job) (rate(requests_total[5m])) > 0)
              - alert: Errors
                expr: job:errors:ratio5m{job="shop"} > 0.1
                for: 5m
                keep_firing_for: 3m
                labels: {severity: page, value: "{{ $value }}"}
              - alert: Quiet
                expr: rate(requests_total[5m]) < 0.1 unless ALERTS{alertname="Errors"}

        """

    private func sonde(_ arguments: [String]) throws -> (status: Int32, out: String, err: String) {
        let process = try ChildProcess(
            Programs.sonde(), ["rules", "backtest"] + arguments,
            environment: ["PATH": "/usr/bin"])
        let status = try process.waitForExit()
        return (status, process.standardOutput, process.standardError)
    }

    private static let stretch = ["--since", "1d", "--until", "2026-01-06T00:00:00Z"]

    @Test func `every time that an alert fired is printed`() throws {
        let prometheus = try HistoricPrometheus(openMetrics: Self.samples)
        defer { prometheus.stop() }
        let folder = try TemporaryFolder()
        let rules = try folder.write("rules.yml", Self.rules)
        let common = [rules, "--prometheus", prometheus.url] + Self.stretch
        let text = try sonde(common)
        #expect(
            text.out == """
                2026-01-05T00:00:00Z to 2026-01-06T00:00:00Z: 2 alerts, 1 fired, 1 time, 20m in all

                Errors (group shop, every 1m, for 5m, keep firing for 3m): fired 1 time, 20m in all, \
                pending 1 time without firing
                  2026-01-05T06:06:00Z to 2026-01-05T06:26:00Z  20m  peak 0.5  \
                {job="shop", severity="page"}
                  note: the label value is a template: it is left out, and where it changes with the value
                    Prometheus begins `for` anew each time

                Quiet (group shop, every 1m): never fired
                  note: ALERTS is read as the history has it: what the rules of then made, not this replay
                  note: there is no series of ALERTS

                note: job:errors:ratio5m is not in the history: its expression stands in its place

                """)
        #expect(text.err == "")
        #expect(text.status == 0)

        let json = try sonde(common + ["--format", "json"])
        let document = try JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any]
        let alerts = try #require(document?["alerts"] as? [[String: Any]])
        #expect(alerts.map { $0["firing_seconds"] as? Double } == [1_200, 0])
        #expect(
            alerts[0]["expression"] as? String
                == "(sum by (job) (rate(errors_total[5m])) / (sum by (job) (rate(requests_total[5m]"
                + ")) > 0) and on (job) label_replace(vector(1), \"job\", \"shop\", \"\", \"\")) > 0.1"
        )

        let path = folder.path("timeline.svg")
        let svg = try sonde(common + ["--format", "svg", "--out", path])
        #expect(svg.status == 0 && svg.out == "" && svg.err == "")
        #expect(try folder.text("timeline.svg").hasPrefix("<svg "))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(names.sorted() == ["rules.yml", "timeline.svg"])

        // What the server refuses of one rule is told, and the others are replayed.
        let broken = try folder.write(
            "broken.yml",
            """
            groups:
              - name: g
                interval: 1m
                rules:
                  - {alert: Broken, expr: 'requests_total + on () errors_total{job=~"x|shop"} > label_replace(vector(1), "a b", "", "", "")'}
                  - {alert: Fine, expr: vector(1) > 2}
            """)
        let partly = try sonde([broken, "--prometheus", prometheus.url] + Self.stretch)
        #expect(partly.status == 1)
        #expect(
            partly.out == """
                2026-01-05T00:00:00Z to 2026-01-06T00:00:00Z: 2 alerts, none fired

                Broken (group g, every 1m): cannot query Prometheus at \(prometheus.url): execution: \
                invalid destination label name in label_replace(): a b
                Fine (group g, every 1m): never fired

                """)
        #expect(
            partly.err == "sonde: Broken: cannot query Prometheus at \(prometheus.url): execution: "
                + "invalid destination label name in label_replace(): a b\n")
    }

    @Test func `an alert that had nothing to read says so`() throws {
        let prometheus = try HistoricPrometheus(openMetrics: Self.samples)
        defer { prometheus.stop() }
        let folder = try TemporaryFolder()
        let rules = try folder.write(
            "rules.yml",
            """
            groups:
              - name: g
                rules:
                  - {alert: Typo, expr: 'rate(request_total[5m]) > 1 unless on () up == 0'}
                  - {alert: Other, expr: 'rate(requests_total{job="web"}[5m] offset 1h) > 1'}
                  - {alert: High, expr: 'rate(requests_total{job=~"shop|web"}[5m]) > 9'}
                  - {alert: Gone, expr: 'absent(requests_total{job="web"})'}
            """)
        let run = try sonde([rules, "--prometheus", prometheus.url] + Self.stretch)
        #expect(
            run.out == """
                2026-01-05T00:00:00Z to 2026-01-06T00:00:00Z: 4 alerts, 1 fired, 1 time, 1d in all

                Typo (group g, every 1m): never fired
                  note: there is no series of request_total, up
                Other (group g, every 1m): never fired
                  note: there is no series of requests_total{job="web"}
                High (group g, every 1m): never fired

                Gone (group g, every 1m): fired 1 time, 1d in all
                  2026-01-05T00:00:00Z to the end  1d  peak 1  {job="web"}

                note: the group g has no interval: 1m, Prometheus' own, is taken

                """)
        #expect(run.err == "")
    }

    @Test func `bad input is one line each`() throws {
        let folder = try TemporaryFolder()
        let rules = try folder.write(
            "rules.yml",
            """
            groups:
              - name: g
                rules:
                  - {alert: A, expr: sum by (}
                  - {alert: B, expr: up, fro: 5m}
            """)
        let url = "http://127.0.0.1:\(try freeLoopbackPort())"
        let wrong = try sonde([rules, "--prometheus", url])
        #expect(wrong.status == 2)
        #expect(
            wrong.err == "sonde: \(rules):5:30: groups[0].rules[1].fro: is not a known key; did "
                + "you mean 'for'?\n",
            "\(wrong.err)")
        let missing = try sonde([folder.path("none.yml"), "--prometheus", url])
        #expect(missing.status == 2)
        #expect(missing.err.split(separator: "\n").count == 1)
        let nowhere = try sonde([rules])
        #expect(nowhere.status == 2)
        #expect(
            nowhere.err == "sonde: --prometheus: is missing, and no configuration file has a "
                + "section `prometheus`\n")
        let fine = try folder.write(
            "fine.yml", "groups: [{name: g, rules: [{alert: A, expr: up}]}]\n")
        let often = try folder.write(
            "often.yml",
            "groups: [{name: g, interval: 1ms, rules: [{alert: A, expr: up}]}]\n")
        let tooOften = try sonde([often, "--prometheus", url] + Self.stretch)
        #expect(tooOften.status == 1)
        #expect(
            tooOften.err
                == "sonde: A: 86400001 evaluations are too many, at most 10000000 are made: "
                + "--step makes them rarer\n")
        let away = try sonde([fine, "--prometheus", url])
        #expect(away.status == 1)
        #expect(away.out == "")
        #expect(away.err.hasPrefix("sonde: cannot query Prometheus at \(url): Failed to connect"))
        #expect(away.err.split(separator: "\n").count == 1)
    }

    @Test func `partial data is told, and fails the command`() throws {
        let server = ScriptedServer([
            .readRequest,
            .send(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
                    + "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]},"
                    + "\"warnings\":[\"store b is away\"]}"),
        ])
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let rules = try folder.write(
            "rules.yml", "groups: [{name: g, rules: [{alert: A, expr: up}]}]\n")
        let run = try sonde([rules, "--prometheus", server.url("")] + Self.stretch)
        #expect(run.status == 1)
        #expect(
            run.out == """
                2026-01-05T00:00:00Z to 2026-01-06T00:00:00Z: 1 alert, none fired

                A (group g, every 1m): never fired
                  note: the server warns: store b is away

                note: the group g has no interval: 1m, Prometheus' own, is taken

                """)
        #expect(run.err == "sonde: A: the server warns: store b is away\n")
    }
}
