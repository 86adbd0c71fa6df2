import App
import Documents
import RuleBook
import TestSupport
import Testing

/// The rules of a configuration, as text.
@Suite struct RulesGenerationTests {
    private static func generation(
        _ text: String? = nil, version: String? = nil, environment: [String: String] = [:]
    ) throws -> RulesGeneration {
        guard let text else {
            return try RulesGeneration(file: nil, version: version, environment: environment)
        }
        let folder = try TemporaryFolder()
        let file = ConfigurationFile(path: try folder.write("sonde.yml", text), environment: [:])
        return try RulesGeneration(file: file, version: version, environment: environment)
    }

    private static func text(
        _ generation: RulesGeneration, _ format: RulesGeneration.Format = .prometheus,
        _ object: RulesGeneration.Object = .init()
    ) throws -> String {
        try generation.text(format, object)
    }

    @Test func `the bundled rules are those of the default configuration`() throws {
        #expect(
            try Self.text(Self.generation()) == Checkout.text("prometheus-rules.yml"),
            "make them anew: sonde rules generate --out prometheus-rules.yml")
    }

    @Test func `the first two alerts keep their names`() throws {
        let alerts = try Self.generation().families.flatMap(\.groups).flatMap(\.alerts)
        #expect(
            alerts.map(\.name) == [
                "Synthetic errors rate exceeds 10%", "Errors rate exceeds 10%",
                "Synthetic probe is down", "Synthetic probe fails at several places",
                "Synthetic certificate expires soon", "Synthetic probe is slow",
                "Synthetic probe is degraded", "Synthetic prober makes no runs",
                "Synthetic probe has no results", "Synthetic series are absent",
                "Scrape target is down",
            ])
    }

    @Test func `windows follow the intervals of the probes`() throws {
        let probes = ["5s", "10s", "30s", "1m", "5m", "7h"].enumerated().map {
            "  - {name: p\($0), interval: \($1), http: {url: http://a/}}\n"
        }
        let generation = try Self.generation("probes:\n" + probes.joined())
        #expect(
            generation.families.map(\.name) == [
                "synthetic-1m", "synthetic-2m", "synthetic-5m", "synthetic-30m",
                "synthetic-state", "synthetic-degraded-1m", "synthetic-degraded-2m",
                "synthetic-degraded-5m", "synthetic-degraded-30m", "silence",
            ])
        let text = try Self.text(generation)
        for line in [
            """
              # For the probes that run more rarely than every 15s, and every 30s at least: a window of 2m \
            holds
            """,
            "  # For the probes that run more rarely than every 1m15s: a window of 30m holds at least 4 of",
            """
                    expr: |
                      sum by (job, instance, probe) (increase(synthetic_request_duration_count[2m]))
                      and on (job, instance, probe) synthetic_interval_seconds > 15 <= 30
            """,
        ] { #expect(text.contains(line), "\(line)") }
        #expect(text.contains("  - name: synthetic-30m\n    interval: 1m\n"))
    }

    @Test func `without probes and mock only targets are watched`() throws {
        let generation = try Self.generation("server: {}\n")
        #expect(
            generation.families.flatMap(\.groups).flatMap(\.alerts).map(\.name)
                == ["Scrape target is down"])
    }

    @Test func `the section of rules changes the alerts`() throws {
        let generation = try Self.generation(
            """
            probes: [{name: a, interval: 5s, http: {url: http://a/}}]
            rules:
              severity: page
              for: 1m
              keepFiringFor: 2m
              labels: {team: web}
              runbook: https://runbooks.example/
              alerts:
                Synthetic probe is down: {severity: ticket, for: 0s, labels: {team: ops, x: y}}
                Scrape target is down: {runbook: "https://wiki.example/down"}
              job: probes
            """)
        let alerts = generation.families.flatMap(\.groups).flatMap(\.alerts)
        let down = try #require(alerts.first { $0.name == "Synthetic probe is down" })
        #expect(down.wait == .zero && down.keepFiringFor == .minutes(2))
        #expect(down.allLabels == ["severity": "ticket", "team": "ops", "x": "y"])
        #expect(down.runbook == "https://runbooks.example/synthetic-probe-is-down")
        let target = try #require(alerts.first { $0.name == "Scrape target is down" })
        #expect(
            target.wait == .minutes(1) && target.allLabels == ["severity": "page", "team": "web"])
        #expect(target.runbook == "https://wiki.example/down")
        let text = try Self.text(generation)
        #expect(text.contains("absent(synthetic_request_duration_count{job=\"probes\"})"))
    }

    @Test func `what an older Prometheus does not know is left out, and told`() throws {
        let file = "rules: {keepFiringFor: 2m}\n"
        let new = try Self.generation(file)
        #expect(try Self.text(new).contains("keep_firing_for: 2m"))
        #expect(new.warnings == [])
        let old = try Self.generation(file, version: "2.41")
        #expect(try !Self.text(old).contains("keep_firing_for: 2m"))
        #expect(
            try Self.text(old).contains(
                "# For Prometheus 2.41: no alert has keep_firing_for, which came with 2.42.\n"))
        #expect(
            old.warnings == [
                "keep_firing_for is left out: Prometheus 2.41 does not know it, 2.42 and newer do"
            ])
    }

    @Test(arguments: ["", "2", "2.x", "1.8", "2.25", "2.42.1.1", "-2.42"])
    func `a version that is none is refused`(_ version: String) {
        #expect(
            throws: SettingProblems([
                SettingProblem(
                    "--prometheus-version", version,
                    "must be a version of Prometheus from 2.26 on, such as 2.42")
            ])
        ) { try Self.generation(version: version) }
    }

    @Test func `names that Kubernetes does not allow are refused`() throws {
        var object = RulesGeneration.Object()
        object.name = "Sonde"
        object.namespace = "a.b"
        let generation = try Self.generation()
        #expect(
            throws: SettingProblems([
                SettingProblem(
                    "--name", "Sonde", "must be a name that Kubernetes allows, such as sonde"),
                SettingProblem(
                    "--namespace", "a.b",
                    "must be a namespace that Kubernetes allows, such as monitoring"
                ),
            ])
        ) { try Self.text(generation, .operator, object) }
        // A rule file has neither: who names them most likely forgot the format.
        let reason = "is of use with --format operator only"
        #expect(
            throws: SettingProblems([
                SettingProblem("--name", "Sonde", reason),
                SettingProblem("--namespace", "a.b", reason),
            ])
        ) { try Self.text(generation, .prometheus, object) }
    }

    @Test func `the interval of the built-in probe counts`() throws {
        #expect(
            try Self.generation(environment: ["INTERVAL_SEC": "60"]).families.first?.name
                == "synthetic-5m")
        #expect(throws: SettingProblems.self) {
            try Self.generation(environment: ["INTERVAL_SEC": "soon"])
        }
    }

    @Test func `an alert that there is not is told with the one that was meant`() {
        let text = """
            probes: [{name: a, interval: 5s, http: {url: http://a/}}]
            rules:
              alerts:
                Synthetic probe is dwon: {for: 1m}
                Synthetic probe is slwo: {for: 1m}
            """
        #expect {
            try ConfigurationFile(path: "sonde.yml", environment: [:]).load(text: text)
        } throws: { error in
            "\(error)" == """
                sonde.yml:3:3: rules.alerts.Synthetic probe is dwon: no alert of this configuration \
                has this name; did you mean 'Synthetic probe is down'?
                sonde.yml:3:3: rules.alerts.Synthetic probe is slwo: no alert of this configuration \
                has this name; did you mean 'Synthetic probe is slow'?
                """
        }
    }

    @Test(arguments: [
        ("prometheusVersion: 1.8", "must be a version of Prometheus from 2.26 on, such as 2.42"),
        ("labels: {severity: x}", "must be the name of a label, such as team"),
        ("labels: {__a: x}", "must be the name of a label, such as team"),
        ("for: -1s", "must be a duration from 0s to"),
        ("scrapeInterval: 10ms", "must be a duration from 1s to 1h"),
        ("runbook: here", "must be an http or https URL"),
        ("severity: ''", "must be a text that is not empty"),
        ("job: ''", "must be a text that is not empty"),
        ("alert: {}", "is not a known key; did you mean 'alerts'?"),
    ])
    func `a bad setting is told`(_ line: String, _ message: String) {
        #expect {
            try ConfigurationFile(path: "sonde.yml", environment: [:]).load(
                text: "rules: {\(line)}\n")
        } throws: { "\($0)".contains(message) }
    }
}
