extension LabelMatcher {
    /// The opposite condition.
    var negated: LabelMatcher {
        let opposite: Comparison =
            switch comparison {
            case .equal: .unequal
            case .unequal: .equal
            case .matches: .avoids
            case .avoids: .matches
            }
        return LabelMatcher(label, opposite, value)
    }
}

extension [LabelMatcher] {
    /// Conditions that ask for just these values, in the order of the labels' names.
    static func equal(_ labels: [String: String]) -> [LabelMatcher] {
        labels.sorted { $0.key < $1.key }.map { LabelMatcher($0.key, .equal, $0.value) }
    }
}
