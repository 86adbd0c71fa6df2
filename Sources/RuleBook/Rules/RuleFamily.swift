/// The rules for one kind of thing that is watched, and the tests that prove them.
package struct RuleFamily: Hashable, Sendable {
    /// The name of its files: letters, digits and hyphens.
    package let name: String
    package let groups: [RuleGroup]
    package let tests: [UnitTestFile]

    /// What is to be known about the rules, such as an objective that cannot be watched; a line each.
    package let warnings: [String]

    /// - Precondition: Every alert has its tests, and there is no test of another.
    package init(
        name: String, groups: [RuleGroup], tests: [UnitTestFile], warnings: [String] = []
    ) {
        let alerts = Set(groups.flatMap(\.alerts))
        let tested = Set(tests.flatMap(\.tests).map(\.alert))
        precondition(
            alerts == tested,
            "\(name): tests and alerts differ: "
                + alerts.symmetricDifference(tested).map(\.name).sorted().joined(separator: ", "))
        self.name = name
        self.groups = groups
        self.tests = tests
        self.warnings = warnings
    }

    /// The rules alone, as a file for the tests.
    package var file: RuleFile { RuleFile(groups: groups) }
}
