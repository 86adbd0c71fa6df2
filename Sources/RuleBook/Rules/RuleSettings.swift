/// What holds for all rules: how alerts are labelled, and the Prometheus that they are for.
package struct RuleSettings: Hashable, Sendable {
    /// What is said of alerts; what is nil is as the rule itself has it.
    package struct Adjustment: Hashable, Sendable {
        package var severity: String?
        package var wait: TimeSpan?
        package var keepFiringFor: TimeSpan?
        /// Labels that are added, or that replace those of the rule.
        package var labels: [String: String] = [:]
        /// Where it is written what to do about this alert; for one alert only.
        package var runbook: String?

        package init() {}
    }

    /// Labels that the rules set, or by which the series of their expressions differ: one that was the
    /// same for all alerts would make those of several series the same alert, which Prometheus
    /// refuses to evaluate.
    package static let reservedLabels: Set = [
        "alertname", "severity", "job", "instance", "probe", "step", "url", "window",
        ObjectiveRules.label, TrafficSettings.nameLabel,
    ]

    /// What holds for every alert.
    package var all = Adjustment()

    /// What holds for alerts of a name, and goes before what holds for all.
    package var alerts: [String: Adjustment] = [:]

    /// The start of the links to runbooks, which end in the name of the alert in lower case with
    /// hyphens: `https://runbooks.example/` makes `https://runbooks.example/errors-rate-exceeds-10`.
    package var runbookBase: String?

    /// The Prometheus that the rules are for.
    package var prometheusVersion = PrometheusVersion.standard

    /// The job that scrapes Sonde.
    package var job = "sonde"

    /// How often series are scraped: no window is shorter than four of these.
    package var scrapeInterval = TimeSpan.seconds(15)

    package init() {}

    /// The rule as these settings want it. Tests are built from what this returns.
    package func adjusting(_ alert: AlertingRule) -> AlertingRule {
        var alert = alert
        let own = alerts[alert.name]
        for adjustment in [all, own].compactMap(\.self) {
            alert.severity = adjustment.severity ?? alert.severity
            alert.wait = adjustment.wait ?? alert.wait
            alert.keepFiringFor = adjustment.keepFiringFor ?? alert.keepFiringFor
            alert.labels.merge(adjustment.labels) { _, new in new }
        }
        alert.runbook = own?.runbook ?? runbookBase.map { $0 + alert.name.slug }
        if !prometheusVersion.knowsKeepFiringFor { alert.keepFiringFor = .zero }
        return alert
    }

    /// The same settings with one more label for every alert, by which rules of one name that stand
    /// in several groups differ: promtool finds fault with rules of the same name and labels.
    package func labelling(_ label: String, _ value: String) -> RuleSettings {
        var settings = self
        settings.all.labels[label] = value
        return settings
    }
}
