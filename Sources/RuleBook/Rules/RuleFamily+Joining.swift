extension RuleFile {
    /// One file with the rules of several families.
    ///
    /// - Precondition: No two groups have the same name.
    package init(comment: String? = nil, joining families: [RuleFamily]) {
        self.init(comment: comment, groups: families.flatMap(\.groups))
    }
}
