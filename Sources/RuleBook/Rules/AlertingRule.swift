/// An expression that is an alert for each series that it has.
///
/// Every alert says what is wrong, with the value (`summary`), and what to look at first
/// (`description`). Labels are plain text: one that changed with the value would be another alert at
/// every evaluation, and none would ever have lasted for `wait`.
package struct AlertingRule: Hashable, Sendable {
    /// The label `alertname`; unique in a group.
    package let name: String
    package let expression: PromQL

    /// How long the expression has to hold before the alert fires: `for`.
    package var wait: TimeSpan

    /// How long the alert fires on after its expression holds no more; Prometheus 2.42 and newer.
    package var keepFiringFor: TimeSpan

    /// The label `severity`.
    package var severity: String

    /// Labels beside `severity`.
    package var labels: [String: String]

    /// What is wrong, with the value.
    package let summary: AlertText

    /// What it means, and what to look at first.
    package let description: AlertText

    /// Where it is written what to do: the annotation `runbook_url`.
    package var runbook: String?

    /// Why the rule is as it is; printed above it.
    package let comment: String?

    /// - Precondition: The name is not empty, the spans are not negative, and the labels' names are
    ///   such, none of them `alertname` or `severity`.
    package init(
        _ name: String, _ expression: PromQL, wait: TimeSpan = .zero,
        keepFiringFor: TimeSpan = .zero, severity: String = AlertingRule.critical,
        labels: [String: String] = [:], summary: AlertText, description: AlertText,
        comment: String? = nil
    ) {
        precondition(!name.isEmpty, "an alert needs a name")
        precondition(
            wait >= .zero && keepFiringFor >= .zero,
            "\(name): for and keep_firing_for must not be negative")
        for label in labels.keys {
            precondition(
                Keyword.isLabelName(label) && !["alertname", "severity"].contains(label),
                "\(name): no name of a further label: \(label)")
        }
        self.name = name
        self.expression = expression
        self.wait = wait
        self.keepFiringFor = keepFiringFor
        self.severity = severity
        self.labels = labels
        self.summary = summary
        self.description = description
        self.comment = comment
    }

    /// The severity of what somebody should be woken for.
    package static let critical = "critical"

    /// The severity of what can wait for the morning.
    package static let warning = "warning"

    /// Every label that the rule gives its alerts, beside `alertname`.
    package var allLabels: [String: String] {
        labels.merging(["severity": severity]) { _, severity in severity }
    }

    /// The annotations, in the order in which they are printed.
    package var annotations: [(name: String, text: AlertText)] {
        [("summary", summary), ("description", description)]
            + (runbook.map { [("runbook_url", AlertText(words: $0))] } ?? [])
    }
}
