import App
import Base
import Foundation
import RuleBook
import TestSupport
import Testing

/// A replay against the alerts that a real Prometheus made of the same rules and data.
@Suite struct RulesBacktestTests {
    private static let interval: Int64 = 500

    /// For how long the signals of two rules are on and off, in seconds, over and over.
    private static let signals = [
        "a": (on: 3, off: 2), "b": (on: 1, off: 1), "c": (on: 60, off: 0),
    ]

    /// The rules look an hour back, for the database takes no samples older than its blocks.
    private static let rules = """
        groups:
          - name: live
            interval: 500ms
            rules:
              - record: evaluation
                expr: vector(1)
              - record: signal:m:past
                expr: m offset 1h
                labels: {origin: past}
              - alert: Held
                expr: signal:m:past == 1
                for: 1s
                keep_firing_for: 1s
                labels: {severity: page}
              - alert: AtOnce
                expr: m{rule=~"a|c"} offset 1h == 1
                keep_firing_for: 1500ms
              - alert: Slow
                expr: sum by (rule) (signal:m:past) == 1
                for: 2s

        """

    private struct Sample: Hashable {
        let series: String
        let time: Int64
    }

    /// What a Prometheus made of the rules, as long as it left out no evaluation.
    private struct Reference {
        let prometheus: HistoricPrometheus

        /// The times of its evaluations, in milliseconds.
        let times: [Int64]
        let alerts: Set<Sample>
    }

    /// Waits for sixteen evaluations one after the other; nil if one was left out before, as happens
    /// where a machine stands still, for then the alerts are those of other times.
    private static func reference(rules file: String) throws -> Reference? {
        let now = Int64(Date().timeIntervalSince1970)
        let prometheus = try HistoricPrometheus(
            openMetrics: Self.samples(around: now - 3_600),
            configuration: "rule_files: ['\(file)']\n")
        let times = try eventually("seventeen evaluations") { () -> [Int64]? in
            let all = try Self.raw("evaluation", from: prometheus).map(\.time).sorted()
            let run = all.indices.prefix { all[$0] == all[0] + Int64($0) * Self.interval }
            return run.count < all.count || run.count > 16 ? Array(all[..<run.count]) : nil
        }.dropLast()  // Behind an evaluation that has begun, those before it are written whole.
        guard times.count >= 16, let last = times.last else {
            prometheus.stop()
            return nil
        }
        let alerts = try Self.raw("ALERTS", from: prometheus).filter { $0.time <= last }
        return Reference(prometheus: prometheus, times: Array(times), alerts: Set(alerts))
    }

    @Test func `the alerts are those that Prometheus had`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("rules.yml", Self.rules)
        let reference = try eventually("a Prometheus that leaves nothing out") {
            try Self.reference(rules: file)
        }
        let (prometheus, times) = (reference.prometheus, reference.times)
        defer { prometheus.stop() }
        let (first, last) = (times[0], times[times.count - 1])
        let expected = reference.alerts

        let plan = RulesBacktest.Plan(
            start: WallClockInstant(nanoseconds: first * 1_000_000),
            end: WallClockInstant(nanoseconds: last * 1_000_000),
            step: .milliseconds(Self.interval))
        let access = try PrometheusAccess(url: prometheus.url, file: nil)
        let outcome = try RulesBacktest([file], plan, by: access) { _ in }.outcome()
        #expect(outcome.problems == [])
        // A Prometheus that has started writes no `ALERTS` until it has looked for what its alerts
        // were before, behind its second evaluation (`rules/manager.go`, `Group.run`).
        let found = Self.alertSamples(outcome.report, Array(times.dropFirst(2)))
        #expect(found.subtracting(expected) == [])
        #expect(expected.subtracting(found) == [])
        #expect(expected.count > 20)
    }

    private static func samples(around time: Int64) -> String {
        var text = "# TYPE m gauge\n"
        for (rule, signal) in signals.sorted(by: { $0.key < $1.key }) {
            for second in -10..<180 {
                let phase = (second + 10) % (signal.on + signal.off)
                text +=
                    "m{rule=\"\(rule)\"} \(phase < signal.on ? 1 : 0) "
                    + "\(time + Int64(second))\n"
            }
        }
        return text
    }

    /// The samples of a series in the database, as they were written.
    private static func raw(
        _ name: String, from prometheus: HistoricPrometheus
    ) throws -> [Sample] {
        let answer = try HTTPClient(port: prometheus.port).get(
            "/api/v1/query?query=\(name)%5B5m%5D")
        let object = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
        let data = object?["data"] as? [String: Any]
        let series = data?["result"] as? [[String: Any]] ?? []
        return series.flatMap { series in
            var labels = series["metric"] as? [String: String] ?? [:]
            labels["__name__"] = nil
            let values = series["values"] as? [[Any]] ?? []
            return values.map { value in
                Sample(
                    series: describe(labels),
                    time: Int64(((value[0] as? Double ?? 0) * 1_000).rounded()))
            }
        }
    }

    /// The samples that `ALERTS` has of the alerts of a replay.
    private static func alertSamples(_ report: BacktestReport, _ times: [Int64]) -> Set<Sample> {
        var samples: Set<Sample> = []
        for alert in report.alerts {
            for episode in alert.episodes {
                for time in times
                where episode.pendingFrom <= time && time < episode.end ?? .max {
                    let fires = episode.firedFrom.map { $0 <= time } ?? false
                    let labels = episode.labels.merging([
                        "alertname": alert.name, "alertstate": fires ? "firing" : "pending",
                    ]) { $1 }
                    samples.insert(Sample(series: describe(labels), time: time))
                }
            }
        }
        return samples
    }

    private static func describe(_ labels: [String: String]) -> String {
        labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }

    @Test(
        arguments: [
            (
                "soon", nil, nil,
                "--since: must be a duration such as 14d, from 1m to 366d, got 'soon'"
            ),
            ("1s", nil, nil, "--since: must be a duration such as 14d, from 1m to 366d, got '1s'"),
            (
                "1d", "yesterday", nil,
                "--until: must be a time such as 2026-01-31T12:00:00Z, got 'yesterday'"
            ),
            (
                "1d", "1970-01-01T23:59:59Z", nil,
                "--until: must be a time such as 2026-01-31T12:00:00Z, got '1970-01-01T23:59:59Z'"
            ),
            (
                "1d", "1677-09-21T00:12:44Z", nil,
                "--until: must be a time such as 2026-01-31T12:00:00Z, got '1677-09-21T00:12:44Z'"
            ),
            ("1d", nil, "0", "--step: must be a duration such as 15s or 1m, got '0'"),
        ] as [(String, String?, String?, String)])
    func `a stretch that is none is told`(
        since: String, until: String?, step: String?, problem: String
    ) {
        let problems = #expect(throws: SettingProblems.self) {
            try RulesBacktest.Plan(since: since, until: until, step: step)
        }
        #expect(problems?.all.map(\.description) == [problem])
    }

    @Test func `a stretch ends and begins with whole minutes`() throws {
        let plan = try RulesBacktest.Plan(
            since: "1h", until: "2026-01-05T12:00:42Z", step: "15s")
        #expect(plan.start.rfc3339 == "2026-01-05T11:00:00.000Z")
        #expect(plan.end.rfc3339 == "2026-01-05T12:00:00.000Z")
        #expect(plan.step == .seconds(15))
    }
}
