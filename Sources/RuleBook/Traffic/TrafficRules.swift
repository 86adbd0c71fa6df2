/// The rules that watch the traffic of one entry.
///
/// Three groups. What is now is looked at every minute; what can be learnt from is recorded every 5
/// minutes; thresholds are learnt every second minute, so that one is never older than the 5 minutes
/// for which Prometheus takes a sample for present, even if an evaluation fails.
struct TrafficRules {
    private let series: TrafficSeries
    private let parts: [TrafficPart]

    init(_ settings: TrafficSettings, _ ruleSettings: RuleSettings) {
        let series = TrafficSeries(settings)
        self.series = series
        parts = TrafficKind.allCases.filter(settings.kinds.contains).compactMap { kind in
            TrafficPart(kind, series, ruleSettings)
        }
    }

    private var familyName: String { "traffic-" + series.settings.name.slug }

    var family: RuleFamily {
        RuleFamily(
            name: familyName, groups: groups(of: parts), tests: testFiles)
    }

    /// The kinds that need no history together, and of the others each by itself, with the alerts
    /// that say what is to be left out of the history.
    private var testFiles: [UnitTestFile] {
        let present = parts.filter { !$0.isLearnt }
        let watchers = present.filter { [.zero, .missing].contains($0.kind) }
        let learnt = parts.filter(\.isLearnt).map { part in
            UnitTestFile(
                name: "\(familyName)-\(part.kind)",
                evaluationInterval: part.evaluationInterval(series),
                groups: groups(of: watchers + [part]), tests: part.tests)
        }
        guard !present.isEmpty else { return learnt }
        let now = UnitTestFile(
            name: familyName + "-now", evaluationInterval: .minutes(1),
            groups: groups(of: present),
            tests: present.flatMap(\.tests))
        return [now] + learnt
    }

    /// The groups with the rules of some parts, and what these need.
    ///
    /// Tests evaluate them in this order, so that alerts see thresholds of the same instant: those
    /// before are out of sight, as Prometheus 3 looks back for less than the 5 minutes between two
    /// evaluations.
    private func groups(of parts: [TrafficPart]) -> [RuleGroup] {
        let names = series.settings.groupNames
        let alerts = parts.flatMap(\.tests).map(\.alert)
        let live = RuleGroup(
            names.live, interval: .minutes(1),
            rules: [.recording(series.rateRule)] + alerts.map(Rule.alerting))
        guard parts.contains(where: \.isLearnt) else { return [live] }
        let learning =
            (parts.contains(where: \.needsCount) ? [series.countRule] : [])
            + parts.flatMap(\.learning)
        return [
            RuleGroup(
                names.clean, interval: TrafficSeries.cleanInterval,
                rules: [.recording(series.cleanRule)],
                comment: "Seldom, so that a week is not many samples."),
            RuleGroup(
                names.learnt, interval: .minutes(2), rules: learning.map(Rule.recording),
                comment: """
                    Often enough for a threshold to be there at every moment: Prometheus looks back \
                    for 5 minutes.
                    """),
            live,
        ]
    }
}

extension RuleFamily {
    /// The rules that watch the traffic of one entry, and their tests.
    ///
    /// All of them have the label `traffic`, so that those of several entries differ.
    ///
    /// - Precondition: `settings` has no problems.
    package static func traffic(
        _ settings: TrafficSettings, _ ruleSettings: RuleSettings
    ) -> RuleFamily {
        TrafficRules(settings, ruleSettings.labelling(TrafficSettings.nameLabel, settings.name))
            .family
    }
}

/// The rules of one kind.
private struct TrafficPart {
    let kind: TrafficKind
    /// The rules that record its thresholds.
    let learning: [RecordingRule]
    /// Its alerts with their tests.
    let tests: [AlertTest]

    /// Nil for a floor of which nothing is said.
    init?(_ kind: TrafficKind, _ series: TrafficSeries, _ ruleSettings: RuleSettings) {
        self.kind = kind
        switch kind {
        case .zero: (learning, tests) = ([], [ZeroTraffic(series, ruleSettings).test])
        case .missing: (learning, tests) = ([], [MissingTraffic(series, ruleSettings).test])
        case .floor:
            guard let floor = series.settings.floor else { return nil }
            (learning, tests) = ([], [FixedFloor(series, floor: floor, ruleSettings).test])
        case .minimum:
            let floor = LearntFloor.minimum(series, ruleSettings)
            (learning, tests) = ([floor.record], [floor.test])
        case .quantile:
            let floor = LearntFloor.quantile(series, ruleSettings)
            (learning, tests) = ([floor.record], [floor.test])
        case .surge:
            let surges = TrafficSurge.all(series, ruleSettings)
            (learning, tests) = (TrafficSurge.records(surges), surges.map(\.test))
        case .median:
            let hours = SameHourTraffic(series, ruleSettings)
            (learning, tests) = (hours.records, hours.tests)
        case .forecast: (learning, tests) = ([], ForecastTraffic(series, ruleSettings).tests)
        }
    }

    var isLearnt: Bool { !learning.isEmpty }

    /// From one evaluation to the next in its tests.
    func evaluationInterval(_ series: TrafficSeries) -> TimeSpan {
        guard isLearnt else { return TrafficScenario.hours(series).evaluationInterval }
        return (kind == .median ? TrafficScenario.weeks(series) : .days(series)).evaluationInterval
    }

    /// Whether its thresholds are kept only while there are samples enough in a week.
    var needsCount: Bool { isLearnt && kind != .median }
}

extension TrafficSettings {
    /// The names of the groups of its rules.
    var groupNames: (live: String, clean: String, learnt: String) {
        ("traffic \(name)", "traffic \(name) clean", "traffic \(name) learnt")
    }
}
