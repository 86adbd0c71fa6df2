import App
import Documents
import RuleBook
import Testing

/// What `rules:` becomes, and what is said of values that no alert can have.
@Suite struct RulesSectionTests {
    private func load(_ text: String) throws -> RuleSettings {
        try ConfigurationFile(path: "sonde.yml", environment: [:]).load(text: text)
            .configuration.rules
    }

    @Test func `what is said of all alerts and of one are told apart`() throws {
        var expected = RuleSettings()
        expected.all.severity = "page"
        expected.all.wait = .minutes(1)
        expected.all.keepFiringFor = .zero
        expected.all.labels = ["team": "web", "tier": "1"]
        expected.alerts["Scrape target is down"] = {
            var own = RuleSettings.Adjustment()
            own.severity = "ticket"
            own.labels = ["team": "ops"]
            own.runbook = "https://wiki.example/down"
            return own
        }()
        expected.runbookBase = "https://runbooks.example/"
        expected.prometheusVersion = PrometheusVersion(2, 53)
        expected.job = "monitoring"
        expected.scrapeInterval = .seconds(30)
        let text = """
            rules:
              severity: page
              for: 1m
              keepFiringFor: 0s
              labels: {team: web, tier: "1"}
              alerts:
                Scrape target is down:
                  severity: ticket
                  labels: {team: ops}
                  runbook: https://wiki.example/down
              runbook: https://runbooks.example/
              prometheusVersion: 2.53
              job: monitoring
              scrapeInterval: 30s
            """
        #expect(try load(text) == expected)
    }

    @Test func `every value that cannot be is told`() {
        let text = """
            rules:
              for: 31d
              labels: {team: web, instance: a, "a-b": c}
              alerts:
                Scrape target is down: {labels: {probe: x}, runbook: wiki}
              prometheusVersion: 2.25
              scrapeInterval: 500ms
            """
        let label = """
            must be the name of a label, such as team, without two underscores at its beginning, \
            and none that the rules use themselves: alertname, instance, job, objective, probe, \
            severity, step, traffic, url, window
            """
        #expect(
            configurationProblems(text) == """
                sonde.yml:2:8: rules.for: must be a duration from 0s to 30d, such as 250ms, 5s or \
                1h30m, got '31d'
                sonde.yml:3:23: rules.labels.instance: \(label)
                sonde.yml:3:36: rules.labels.a-b: \(label)
                sonde.yml:5:38: rules.alerts.Scrape target is down.labels.probe: \(label)
                sonde.yml:5:58: rules.alerts.Scrape target is down.runbook: must be an http or \
                https URL such as https://shop.example/, got 'wiki'
                sonde.yml:6:22: rules.prometheusVersion: must be a version of Prometheus from 2.26 \
                on, such as 2.42, got '2.25'
                sonde.yml:7:19: rules.scrapeInterval: must be a duration from 1s to 1h, such as \
                250ms, 5s or 1h30m, got '500ms'
                """)
    }
}
