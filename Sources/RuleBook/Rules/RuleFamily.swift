/// The rules for one kind of thing that is watched, and the tests that prove them.
package struct RuleFamily: Hashable, Sendable {
    /// The name of its files: letters, digits and hyphens.
    package let name: String
    package let groups: [RuleGroup]
    package let tests: [UnitTestFile]

    /// What is to be known about the rules, such as an objective that cannot be watched; a line each.
    package let warnings: [String]

    /// - Precondition: Every alert has its tests, there is no test of another, and the tests load
    ///   no other rules.
    package init(
        name: String, groups: [RuleGroup], tests: [UnitTestFile], warnings: [String] = []
    ) {
        let alerts = Set(groups.flatMap(\.alerts))
        let tested = Set(tests.flatMap(\.tests).map(\.alert))
        precondition(
            alerts == tested,
            "\(name): tests and alerts differ: "
                + alerts.symmetricDifference(tested).map(\.name).sorted().joined(separator: ", "))
        let rules = Set(groups.flatMap(\.rules))
        precondition(
            tests.compactMap(\.groups).joined().flatMap(\.rules).allSatisfy(rules.contains),
            "\(name): tests load rules of others")
        self.name = name
        self.groups = groups
        self.tests = tests
        self.warnings = warnings
    }

    /// The rules alone, as a file for the tests.
    package var file: RuleFile { RuleFile(groups: groups) }

    /// The files that promtool tests, by their names: rules (`.rules.yml`) before the tests that load
    /// them (`.test.yml`).
    package var testFiles: [(name: String, text: String)] {
        let whole = "\(name).rules.yml"
        var files = tests.contains { $0.groups == nil } ? [(whole, file.prometheusText)] : []
        for test in tests {
            var rules = whole
            if let groups = test.groups {
                rules = "\(test.name).rules.yml"
                files.append((rules, RuleFile(groups: groups).prometheusText))
            }
            files.append(
                ("\(test.name).test.yml", test.text(rules: rules, groups: test.groups ?? groups)))
        }
        return files
    }
}
