import RuleBook
import Testing

@Suite struct RuleSettingsTests {
    private static let alert = AlertingRule(
        "Errors rate exceeds 10%", .metric("up").equal(to: 0), wait: .minutes(1),
        keepFiringFor: .minutes(2), severity: AlertingRule.warning,
        labels: ["team": "bakers", "shift": "night"], summary: "down", description: "Look at it.")

    @Test func `what is said of one alert goes before what is said of all`() {
        var settings = RuleSettings()
        settings.all.severity = "page"
        settings.all.wait = .minutes(5)
        settings.all.labels = ["team": "web", "tier": "1"]
        settings.alerts[Self.alert.name] = {
            var own = RuleSettings.Adjustment()
            own.wait = .zero
            own.labels = ["tier": "2"]
            return own
        }()
        let adjusted = settings.labelling("window", "5m").adjusting(Self.alert)
        #expect(adjusted.wait == .zero)
        #expect(adjusted.keepFiringFor == .minutes(2))
        #expect(
            adjusted.allLabels == [
                "severity": "page", "team": "web", "tier": "2", "shift": "night", "window": "5m",
            ])
        #expect(RuleSettings().adjusting(Self.alert) == Self.alert)
    }

    @Test func `the link of an alert is its own, or ends in its name`() {
        var settings = RuleSettings()
        settings.runbookBase = "https://runbooks.example/"
        #expect(
            settings.adjusting(Self.alert).runbook
                == "https://runbooks.example/errors-rate-exceeds-10")
        settings.alerts[Self.alert.name] = RuleSettings.Adjustment()
        settings.alerts[Self.alert.name]?.runbook = "https://wiki.example/"
        #expect(settings.adjusting(Self.alert).runbook == "https://wiki.example/")
    }

    @Test func `an older Prometheus gets no keep_firing_for`() {
        var settings = RuleSettings()
        settings.prometheusVersion = PrometheusVersion(2, 41)
        #expect(settings.adjusting(Self.alert).keepFiringFor == .zero)
    }

    @Test(arguments: [
        ("Errors rate exceeds 10%", "errors-rate-exceeds-10"), ("a__b--c ", "a-b-c"),
        ("Zürich 2", "z-rich-2"), ("*", ""), ("", ""),
    ])
    func `a slug has letters, digits and hyphens`(text: String, slug: String) {
        #expect(text.slug == slug)
    }

    @Test(arguments: [
        ("2.42", PrometheusVersion(2, 42)), ("3.5.0", PrometheusVersion(3, 5)), ("2", nil),
        ("2.", nil), ("2.x", nil), ("2.1.0.0", nil), ("-2.1", nil), ("", nil),
    ])
    func `a version is two or three numbers`(text: String, version: PrometheusVersion?) {
        #expect(PrometheusVersion(text) == version)
    }

    @Test func `versions are ordered by their numbers`() {
        #expect(PrometheusVersion(2, 9) < PrometheusVersion(2, 42))
        #expect(PrometheusVersion(2, 55) < PrometheusVersion(3, 0))
        #expect("\(PrometheusVersion(3, 0))" == "3.0")
    }
}
