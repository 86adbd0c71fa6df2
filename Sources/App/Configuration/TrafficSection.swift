import Base
import Documents
import RuleBook

extension TrafficSettings {
    /// What `traffic:` says of one entry.
    static let section = Section<TrafficSettings>(
        "traffic", "Traffic to be watched: of one service, or of all that a counter knows.",
        rules: [
            .exactlyOne(["preset", "metric"]), .needs("service", "preset"),
            .needs("namespace", "preset"), .needs("reporter", "preset"),
        ],
        keys: sourceKeys + kindKeys + forecasterKeys)

    /// What is counted.
    private static let sourceKeys: [Key<TrafficSettings>] = [
        Key(
            "name", \.name, .labelName, isRequired: true,
            "Unique among the traffic entries; the label `traffic` of all that is made of this one."
        ),
        Key(
            "preset", \.preset, .choice(of: RequestPreset.self),
            "Whose counter of requests is read."),
        Key("metric", \.metric, .metricName, "The counter that is read."),
        Key(
            "by", \.by, Shape<String>.countedLabel.list(0...20),
            "The labels that tell services apart; with a preset, other names for its labels, the "
                + "service's before the namespace's."),
        Key(
            "select", \.select, Shape<String>.text.dictionary(by: .metricLabel),
            "Labels that the counter's series must have."),
        Key(
            "exclude", \.exclude,
            Shape<String>.someText.oneOrMore(0...100).dictionary(by: .metricLabel),
            "Labels and their values of traffic that is left out, such as a prober's own; for "
                + "preset istio the workloads sonde and synthetic-monitor where nothing is said."),
        Key(
            "service", \.service, .someText,
            "The service; all where it is left out, but /reservations of preset sonde, whose "
                + "services are routes."),
        Key("namespace", \.namespace, .someText, "The service's namespace."),
        Key(
            "reporter", \.reporter, .choice(of: RequestPreset.Reporter.self),
            "Which of Istio's two proxies counts: the caller's, or the service's own; destination "
                + "where nothing is said."),
        Key(
            "labels", \.labels, Shape<String>.text.dictionary(by: .metricLabel),
            "Labels of everything that is made of the entry: recorded series, alerts, forecasts."),
        Key(
            "window", \.window, .span(.seconds(60)...(.seconds(1_800))),
            standard: "5m", "The time over which a rate is taken; at least four scrapes."),
    ]

    /// How it is watched.
    private static let kindKeys: [Key<TrafficSettings>] = [
        Key(
            "kinds", \.chosenKinds, Shape<TrafficKind>.choice(of: TrafficKind.self).list(1...8),
            "The kinds of rules; all that have what they need where nothing is said."),
        Key(
            "floor", \.floor, .number(0...1e12),
            "Requests a second below which something is wrong, above 0."),
        part(
            "minimum", \.minimum, "The floor that is learnt from the lowest of a week.",
            [
                Key(
                    "factor", \.factor, .number(0.01...1), standard: "0.8",
                    "The share of it below which traffic is low.")
            ]),
        part(
            "quantile", \.quantile, "The floor that is learnt from a quantile of a week.",
            [
                Key(
                    "quantile", \.quantile, .number(0...1), standard: "0.1",
                    "The quantile, from 0 to 1."),
                Key(
                    "factor", \.factor, .number(0.01...1), standard: "0.5",
                    "The share of it below which traffic is low."),
            ]),
        part(
            "surge", \.surge, "The bounds that are made of mean and standard deviation.",
            [
                Key(
                    "factor", \.factor, .number(1...100), standard: "1.4",
                    "How many times the bound is too much."),
                Key(
                    "deviations", \.deviations, .number(0...100), standard: "3",
                    "The distance of the bound from the mean, in standard deviations."),
            ]),
        part(
            "median", \.median, "The bounds that are made of the same hour in past weeks.",
            [
                Key(
                    "weeks", \.weekCount, .integer(1...8), standard: "3",
                    "How many weeks; Prometheus must keep a day more than that."),
                Key(
                    "below", \.below, .number(0.01...1), standard: "0.5",
                    "The share of the median below which traffic is low."),
                Key(
                    "above", \.above, .number(1...100), standard: "2",
                    "How many times the median traffic is high."),
            ]),
    ]

    /// What a forecaster needs.
    private static let forecasterKeys: [Key<TrafficSettings>] = [
        part(
            "forecast", \.forecast, sectionNamed: "bands", "The bounds that are a forecast's.",
            [
                Key(
                    "lower", \.lowerQuantile, .number(0...1), standard: "0.005",
                    "The quantile that is the lower end of the band, from 0 to 1."),
                Key(
                    "upper", \.upperQuantile, .number(0...1), standard: "0.995",
                    "The quantile that is the upper end of the band, from 0 to 1."),
                Key(
                    "factor", \.factor, .number(0.1...10), standard: "1.15",
                    "By which the distances of both ends from the expected value are "
                        + "multiplied."),
            ]),
        Key(
            "query", \.query, .someText,
            "The PromQL that the forecaster learns from, one series; what is recorded where "
                + "nothing is said."),
        Key(
            "step", \.step, .duration(.seconds(15)...(.seconds(3_600))), standard: "5m",
            "The time between two samples that the forecaster learns from."),
        Key(
            "maintenance", \.maintenance, WindowSection.windows,
            "When work is done on the service: what its traffic is then, the forecaster does not "
                + "learn."),
    ]
}

extension TrafficSettings {
    /// A key whose value is a section, described by the same sentence.
    ///
    /// - Parameter name: The section's name in the schema; nil: the key's.
    private static func part<Part: Sendable>(
        _ key: String, _ path: any WritableKeyPath<TrafficSettings, Part> & Sendable,
        sectionNamed name: String? = nil, _ summary: String, _ keys: [Key<Part>]
    ) -> Key<TrafficSettings> {
        Key(key, path, section: Section(name ?? key, summary, keys: keys), summary)
    }
}

extension Shape<String> {
    /// The name of a label of somebody else's counter.
    fileprivate static var countedLabel: Shape {
        parsed(
            .text(TextRule(pattern: "^[a-zA-Z_][a-zA-Z0-9_]*$")),
            "must be the name of a label, such as job"
        ) { Keyword.isLabelName($0) ? $0 : nil }
    }
}
