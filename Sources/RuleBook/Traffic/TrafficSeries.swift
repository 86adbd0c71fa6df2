/// The series that the rules of one entry are made of: their names, labels and expressions.
///
/// Both sides of every comparison come from here, so that they carry the same labels: those that
/// tell services apart, the entry's name, and its own labels.
struct TrafficSeries {
    let settings: TrafficSettings

    init(_ settings: TrafficSettings) {
        self.settings = settings
    }

    /// How much later a sample is learnt from: time for an alert to notice what was wrong with it.
    ///
    /// Traffic that ebbs away over less than this does not take its own floor with it.
    static let delay = TimeSpan.hours(1)

    /// How far from an alert, and from the series' beginning, a sample has to be to be learnt from:
    /// the rates of two windows hold something of both.
    var margin: TimeSpan { 2 * settings.window }

    /// The labels by which the series of one service are told from all others.
    var identity: [String] { [TrafficSettings.nameLabel] + settings.serviceLabels }

    /// The labels of everything that is recorded.
    var allLabels: [String] { identity + settings.labels.keys.sorted() }

    // MARK: Names

    /// `service:METRIC:OPERATIONS`, the newest operation first.
    func name(_ operations: String) -> String {
        var metric = settings.counter.replacing(":", with: "_")
        for suffix in ["_total", "_count"] where metric.hasSuffix(suffix) {
            metric.removeLast(suffix.count)
        }
        return "service:\(metric):\(operations)"
    }

    /// What was recorded under such a name.
    func recorded(_ operations: String) -> PromQL {
        .metric(name(operations), [TrafficSettings.nameLabel: settings.name])
    }

    /// A rule that records under such a name.
    func rule(
        _ operations: String, _ expression: PromQL, labels: [String: String] = [:],
        comment: String? = nil
    ) -> RecordingRule {
        RecordingRule(
            name(operations), expression,
            labels: labels.merging([TrafficSettings.nameLabel: settings.name]) { $1 },
            comment: comment)
    }

    // MARK: The rate

    private var rateOperation: String { "rate\(settings.window)" }

    /// The requests a second of each service.
    var rate: PromQL { recorded(rateOperation) }

    /// The rate of a service of which all labels are known; it is absent under these labels.
    var namedRate: PromQL {
        .metric(name(rateOperation), where: .equal(settings.forecastLabels))
    }

    /// What the rate is made of.
    var rateExpression: PromQL {
        .sum(
            by: settings.serviceLabels,
            .rate(.metric(settings.counter, where: selection), settings.window))
    }

    var rateRule: RecordingRule {
        rule(
            rateOperation, rateExpression, labels: settings.labels,
            comment: excluded.isEmpty
                ? nil : "Without what probers send: it would hide that nobody else comes.")
    }

    private var selection: [LabelMatcher] {
        let fixed = settings.select.merging(settings.fixedLabels) { $1 }
            .merging(settings.reporterLabel) { $1 }
        return .equal(fixed)
            + excluded.map { label, values in
                values.count == 1
                    ? LabelMatcher(label, .unequal, values[0])
                    : LabelMatcher(
                        label, .avoids, values.map(Self.escaped).joined(separator: "|"))
            }
    }

    /// The labels of traffic that is left out, with at least one value each.
    var excluded: [(label: String, values: [String])] {
        (settings.exclude ?? settings.preset?.proberTraffic ?? [:])
            .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }.filter { !$0.values.isEmpty }
    }

    /// A regular expression (RE2) of one text.
    private static func escaped(_ text: String) -> String {
        text.map { #"\.+*?()|[]{}^$"#.contains($0) ? "\\\($0)" : String($0) }.joined()
    }

    // MARK: What is learnt from

    private var cleanOperation: String { "clean_\(rateOperation)" }

    /// The rate, later, and without what was out of order.
    var clean: PromQL { recorded(cleanOperation) }

    /// The name of what is learnt from the clean rate.
    func learnt(_ operation: String) -> String { "\(operation)_\(cleanOperation)" }

    var cleanRule: RecordingRule {
        let alerts = PromQL.metric(
            "ALERTS",
            where: [
                LabelMatcher(TrafficSettings.nameLabel, .equal, settings.name),
                LabelMatcher("alertname", .unequal, ForecastTraffic.staleName),
            ])
        let expression = (rate.offset(Self.delay) > 0)
            .and(rate.offset(Self.delay + margin))
            .unless(.call(.lastOverTime, [alerts.over(Self.delay + margin)]), .on(identity))
        return rule(
            cleanOperation, expression,
            comment: """
                What thresholds are learnt from: the rate of \(Self.delay) ago, but for zeros, for \
                the \(margin) in which it set in, and for the time of the service's own alerts, from \
                \(Self.delay) before each was pending to \(margin) after it ended. So an outage lowers \
                no threshold, neither while it lasts nor next week.
                """)
    }
}
