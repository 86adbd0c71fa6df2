/// A recording or an alerting rule.
package enum Rule: Hashable, Sendable {
    case recording(RecordingRule)
    case alerting(AlertingRule)

    package var expression: PromQL {
        switch self {
        case .recording(let rule): rule.expression
        case .alerting(let rule): rule.expression
        }
    }
}

/// Rules that are evaluated one after the other, so that each sees what those before it recorded.
package struct RuleGroup: Hashable, Sendable {
    /// Unique in a file.
    package let name: String

    /// The time from one evaluation to the next; nil for the server's own.
    package let interval: TimeSpan?

    /// In the order of their evaluation.
    package let rules: [Rule]

    /// Why it is there; printed above it.
    package let comment: String?

    /// - Precondition: The name is not empty, the interval is positive, and no two alerts have the
    ///   same name.
    package init(
        _ name: String, interval: TimeSpan? = nil, rules: [Rule], comment: String? = nil
    ) {
        precondition(!name.isEmpty, "a group needs a name")
        precondition(interval.map { $0 > .zero } ?? true, "\(name): the interval must be positive")
        self.name = name
        self.interval = interval
        self.rules = rules
        self.comment = comment
        precondition(Set(alerts.map(\.name)).count == alerts.count, "\(name): an alert twice")
    }

    /// The alerts of the group.
    package var alerts: [AlertingRule] {
        rules.compactMap { rule in
            guard case .alerting(let alert) = rule else { return nil }
            return alert
        }
    }
}
