/// The rules of one objective: how many requests there were and how many bad ones, within each
/// window, what is left of the error budget, and an alert for each burn rate.
///
/// Counts are recorded, and divided where they are compared: a share of shares would weigh a quiet
/// minute like a busy one.
struct ObjectiveRules {
    let settings: ObjectiveSettings
    let rates: [BurnRate]

    /// With the objective's label for every alert, by which those of several objectives differ.
    private let ruleSettings: RuleSettings

    /// The label that tells the objective.
    static let label = "objective"

    /// The longest window for which counters are read; longer ones are added up of what is recorded.
    private static let rawWindowMax = TimeSpan.hours(6)

    /// - Precondition: `settings.check` finds nothing.
    init(_ settings: ObjectiveSettings, _ ruleSettings: RuleSettings) {
        self.settings = settings
        self.ruleSettings = ruleSettings.labelling(Self.label, settings.name)
        rates = settings.burnRates(scrapeInterval: ruleSettings.scrapeInterval).used
    }

    /// Every label that is recorded.
    var labels: [String: String] {
        settings.metrics.labels.merging([Self.label: settings.name]) { $1 }
    }

    /// The shortest window, of which longer ones are made.
    private var base: TimeSpan { rates.map(\.short).min() ?? .minutes(5) }

    var group: RuleGroup {
        let windows = Set(rates.flatMap { [$0.short, $0.long] }).sorted()
        let counts = windows.flatMap { window in
            let isRaw = window <= Self.rawWindowMax
            return [
                recorded("requests", window, isRaw ? requests(window) : sum("requests", window)),
                recorded("failures", window, isRaw ? failures(window) : sum("failures", window)),
            ]
        }
        return RuleGroup(
            "objective-\(settings.name)",
            rules: (counts + [budgetLeft]).map { .recording($0) }
                + rates.map { .alerting(alert(at: $0)) },
            comment: "\(settings.name): \(settings.promise)")
    }

    // MARK: Counts

    /// What was recorded under a name, of this objective.
    private func series(_ what: String, _ window: TimeSpan) -> PromQL {
        .metric(
            "objective:\(what):increase\(window)",
            where: .equal([Self.label: settings.name]))
    }

    private func recorded(
        _ what: String, _ window: TimeSpan, _ expression: PromQL
    ) -> RecordingRule {
        RecordingRule("objective:\(what):increase\(window)", expression, labels: labels)
    }

    func requests(_ window: TimeSpan) -> PromQL {
        let metrics = settings.metrics
        guard settings.latency != nil, let histogram = metrics.histogram else {
            return increase(metrics.total, [], window)
        }
        return increase("\(histogram.name)_count", [], window)
    }

    /// Where nothing has failed yet there may be no series of it, which is no failure: `or 0 *`.
    private func failures(_ window: TimeSpan) -> PromQL {
        let metrics = settings.metrics
        let requests = requests(window)
        guard let latency = settings.latency, let histogram = metrics.histogram else {
            let bad = metrics.bad.map { [$0] } ?? []
            return increase(metrics.total, bad, window).or(0 * requests)
        }
        if settings.addedBound != nil { return failuresAtAddedBound(histogram, latency, window) }
        let conditions = [histogram.matcher(of: latency)] + (metrics.bad.map { [$0.negated] } ?? [])
        let good = increase("\(histogram.name)_bucket", conditions, window).or(0 * requests)
        return .call(.clampMinimum, [requests - good, 0])
    }

    private func increase(
        _ counter: String, _ conditions: [LabelMatcher], _ window: TimeSpan
    ) -> PromQL {
        let all = settings.metrics.select + conditions
        return .aggregate(.sum, .increase(.metric(counter, where: all), window))
    }

    /// A long window as the sum of short ones side by side.
    private func sum(_ what: String, _ window: TimeSpan) -> PromQL {
        .call(.sumOverTime, [series(what, base).over(window, every: base)])
    }

    /// 1 while nothing has failed, 0 when the budget is used up, and less than that beyond.
    private var budgetLeft: RecordingRule {
        let share =
            sum("failures", settings.window) / (sum("requests", settings.window) > 0)
        return RecordingRule(
            "objective:error_budget_left:ratio", 1 - share / .number(settings.budget),
            labels: labels,
            comment:
                "The history that Prometheus keeps has to be as long as the window, or this is "
                + "of a shorter one.")
    }

    // MARK: Alerts

    /// The alert for one burn rate.
    func alert(at rate: BurnRate) -> AlertingRule {
        func burns(_ window: TimeSpan) -> PromQL {
            series("failures", window) / (series("requests", window) > 0)
                > .number(rate.factor) * .number(settings.budget)
        }
        let isMuch = series("failures", rate.long) > RuleGuards.failureIncrease
        let rest = TimeSpan.minutes(
            Int(Double(settings.window.milliseconds) / rate.factor / 60_000))
        return ruleSettings.adjusting(
            AlertingRule(
                rate.alertName, burns(rate.long).and(burns(rate.short)).and(isMuch),
                severity: rate.severity,
                summary: """
                    \(.value(.percentage)) of the requests within \(rate.long) missed the objective \
                    \(.label(Self.label)): \(settings.promise)
                    """,
                description: """
                    At this pace the whole error budget lasts \(rest). Look first at what changed \
                    when objective:failures:increase\(rate.short) began to rise, and at \
                    objective:error_budget_left:ratio for what is left. The alert ends about \
                    \(rate.short) after the trouble does.
                    """))
    }
}

extension RequestMetrics.Histogram {
    /// What chooses the bucket of answers that were as fast. Whole numbers have a point in Prometheus
    /// 3 (`le="1.0"`), and had none before.
    func matcher(of latency: TimeSpan) -> LabelMatcher {
        let bound = unit.value(latency).exactText
        return bound.contains(".")
            ? LabelMatcher("le", .equal, bound) : LabelMatcher("le", .matches, "\(bound)(\\.0)?")
    }
}
