/// A file of rules.
package struct RuleFile: Hashable, Sendable {
    /// What the file is; printed at its top.
    package let comment: String?
    package let groups: [RuleGroup]

    /// - Precondition: No two groups have the same name.
    package init(comment: String? = nil, groups: [RuleGroup]) {
        self.comment = comment
        self.groups = groups
        var names: Set<String> = []
        for group in groups {
            precondition(names.insert(group.name).inserted, "two groups are named \(group.name)")
        }
    }

    /// One file with the rules of several families.
    ///
    /// - Precondition: No two groups have the same name.
    package init(comment: String? = nil, joining families: [RuleFamily]) {
        self.init(comment: comment, groups: families.flatMap(\.groups))
    }
}
