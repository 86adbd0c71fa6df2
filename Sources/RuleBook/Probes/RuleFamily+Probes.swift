extension RuleFamily {
    /// The rules on probes, on Sonde's own service, and on silence; those on errors come first.
    package static func probes(
        _ probes: ProbeRuleSettings, _ settings: RuleSettings
    ) -> [RuleFamily] {
        let windows = ProbeWindow.windows(
            for: probes.intervals, scrapeInterval: settings.scrapeInterval)
        func own(_ window: ProbeWindow) -> RuleSettings {
            windows.count == 1 ? settings : settings.labelling("window", "\(window.length)")
        }
        var families = windows.map { errors($0, own($0)) }
        if probes.servesReservations { families.append(reservations(settings)) }
        if !probes.intervals.isEmpty { families.append(state(settings)) }
        families += windows.map { degradation($0, own($0)) }
        families.append(silence(settings, hasProbes: !probes.intervals.isEmpty))
        return families
    }

    private static func errors(_ window: ProbeWindow, _ settings: RuleSettings) -> RuleFamily {
        let rules = ProbeErrorRules(window, settings)
        return RuleFamily(
            window: window.length, groups: [rules.group], tests: [rules.test(job: settings.job)])
    }

    private static func degradation(
        _ window: ProbeWindow, _ settings: RuleSettings
    ) -> RuleFamily {
        let rules = ProbeDegradationRules(window, settings)
        return RuleFamily(
            window: window.length, groups: [rules.group], tests: rules.tests(job: settings.job))
    }

    private static func state(_ settings: RuleSettings) -> RuleFamily {
        let rules = ProbeStateRules(settings)
        return RuleFamily(groups: [rules.group], tests: rules.tests(job: settings.job))
    }

    private static func reservations(_ settings: RuleSettings) -> RuleFamily {
        let rules = ServiceErrorRules(settings)
        return RuleFamily(groups: [rules.group], tests: [rules.test(job: settings.job)])
    }

    private static func silence(_ settings: RuleSettings, hasProbes: Bool) -> RuleFamily {
        let rules = SilenceRules(settings)
        let group = hasProbes ? rules.group : rules.targetGroup
        let alerts = Set(group.alerts)
        return RuleFamily(
            groups: [group], tests: rules.tests.filter { alerts.contains($0.alert) })
    }

    /// A family with one group, whose name it has.
    ///
    /// - Parameter window: The time that its rules look back; at most a minute unless it is said.
    private init(window: TimeSpan = .minutes(1), groups: [RuleGroup], tests: [AlertTest]) {
        let name = groups[0].name
        self.init(
            name: name, groups: groups,
            tests: [
                UnitTestFile(
                    name: name,
                    evaluationInterval: WindowTimeline.evaluationInterval(of: window),
                    tests: tests)
            ])
    }
}
