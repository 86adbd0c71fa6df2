/// A file of rules.
package struct RuleFile: Hashable, Sendable {
    /// What the file is; printed at its top.
    package let comment: String?
    package let groups: [RuleGroup]

    /// - Precondition: No two groups, and no two alerts, have the same name.
    package init(comment: String? = nil, groups: [RuleGroup]) {
        self.comment = comment
        self.groups = groups
        Self.expectUnique(groups.map(\.name), "group")
        Self.expectUnique(alerts.map(\.name), "alert")
    }

    /// All alerts, in the order of the file.
    package var alerts: [AlertingRule] { groups.flatMap(\.alerts) }

    private static func expectUnique(_ names: [String], _ what: String) {
        var known: Set<String> = []
        for name in names {
            precondition(known.insert(name).inserted, "two of a kind: \(what) \(name)")
        }
    }
}
