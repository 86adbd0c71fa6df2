import Base
import Documents
import Monitoring
import RuleBook

extension RuleSettings {
    /// What `rules:` says.
    static let section = Section<RuleSettings>(
        "rules", "How alert rules are made.",
        keys: [
            Key("severity", \.all.severity, .someText, "The label `severity` of every alert."),
            Key("for", \.all.wait, .wait, "How long every alert's expression has to hold."),
            Key(
                "keepFiringFor", \.all.keepFiringFor, .wait,
                "How long every alert fires on after its expression holds no more; Prometheus 2.42 "
                    + "and newer."),
            Key(
                "labels", \.all.labels, Shape<String>.text.dictionary(by: .alertLabel),
                "Labels of every alert, beside `severity`."),
            Key(
                "runbook", \.runbookBase, .httpURL,
                "The start of the links to runbooks; the alert's name in lower case with hyphens "
                    + "follows."),
            Key(
                "alerts", \.alerts,
                Adjustment.section.shape(Adjustment()).dictionary(by: .anyText),
                "What holds for alerts of a name, and goes before what holds for all."),
            Key(
                "prometheusVersion", \.prometheusVersion, .prometheusVersion, standard: "2.42",
                "The oldest Prometheus that reads the rules."),
            Key(
                "job", \.job, .someText, standard: "sonde",
                "The job of Prometheus that scrapes Sonde."),
            Key(
                "scrapeInterval", \.scrapeInterval,
                .span(.seconds(1)...(.seconds(3_600))), standard: "15s",
                "How often Prometheus scrapes; no window is shorter than four of these."),
        ])
}

extension RuleSettings.Adjustment {
    /// What `rules: {alerts: {NAME: ...}}` says.
    fileprivate static let section = Section<RuleSettings.Adjustment>(
        "alert", "How alerts of one name are made.",
        keys: [
            Key("severity", \.severity, .someText, "The label `severity`."),
            Key("for", \.wait, .wait, "How long the expression has to hold."),
            Key(
                "keepFiringFor", \.keepFiringFor, .wait,
                "How long the alert fires on after its expression holds no more."),
            Key(
                "labels", \.labels, Shape<String>.text.dictionary(by: .alertLabel),
                "Labels beside `severity`."),
            Key("runbook", \.runbook, .httpURL, "Where it is written what to do."),
        ])
}

extension Configuration {
    /// Reports names under `rules.alerts` that no alert has.
    func checkAlertNames(at place: SourcePlace?, _ decoding: inout Decoding) {
        // What cannot be made into rules has been reported where it stands.
        guard let place, !rules.alerts.isEmpty, let families = try? ruleFamilies() else { return }
        let names = Set(families.flatMap(\.groups).flatMap(\.alerts).map(\.name)).sorted()
        for name in rules.alerts.keys.sorted() where !names.contains(name) {
            decoding.report(
                place, path: "rules.alerts.\(name)",
                "no alert of this configuration has this name"
                    + Suggestion.hint(name, among: names))
        }
    }
}

extension Shape<TimeSpan> {
    /// A time that alerts wait; none at all is allowed.
    fileprivate static var wait: Shape { span(.zero...(.seconds(30 * 86_400))) }

    /// A time, with whole milliseconds.
    static func span(_ range: ClosedRange<Duration>) -> Shape {
        Shape<Duration>.duration(range).map { TimeSpan($0) }
    }
}

extension Shape<PrometheusVersion> {
    fileprivate static var prometheusVersion: Shape {
        parsed(
            // Without quotes it looks like a number.
            .either([
                .text(TextRule(pattern: "^[0-9]+\\.[0-9]+(\\.[0-9]+)?$", examples: ["2.42"])),
                .number(0...1_000),
            ]),
            PrometheusVersion.expectation
        ) { text in
            PrometheusVersion(text).flatMap { $0 >= .oldest ? $0 : nil }
        }
    }
}

extension PrometheusVersion {
    /// What would be right.
    static let expectation =
        "must be a version of Prometheus from \(PrometheusVersion.oldest) on, such as 2.42"
}

extension KeyShape<String> {
    /// The name of a label that users may give to alerts: none by which these differ, or alerts of
    /// several series would become one.
    fileprivate static var alertLabel: KeyShape {
        KeyShape(
            pattern: "^[a-zA-Z_][a-zA-Z0-9_]*$",
            expectation: "must be the name of a label, such as team, without two underscores at "
                + "its beginning, and none that the rules use themselves: "
                + RuleSettings.reservedLabels.sorted().joined(separator: ", ")
        ) { name in
            Template.isName(name) && !name.hasPrefix("__")
                && !RuleSettings.reservedLabels.contains(name) ? name : nil
        }
    }
}
