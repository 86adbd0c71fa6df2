extension RuleFamily {
    /// The rules of an objective, and their tests.
    ///
    /// All alerts have the label `objective`, so that those of several objectives differ.
    ///
    /// - Throws: Why there can be none.
    package static func objective(
        _ settings: ObjectiveSettings, _ ruleSettings: RuleSettings
    ) throws(ObjectiveProblem) -> RuleFamily {
        try settings.check(scrapeInterval: ruleSettings.scrapeInterval)
        let rules = ObjectiveRules(settings, ruleSettings)
        let name = "objective-" + settings.name.slug
        return RuleFamily(
            name: name, groups: [rules.group], tests: ObjectiveTests(rules).files(named: name),
            warnings: settings.warnings(scrapeInterval: ruleSettings.scrapeInterval))
    }
}
