import Documents

/// All rules that are looked at together, so that what one records is known where another reads it.
struct RuleBase {
    let rules: [LintedRule]
    let settings: LintSettings
    private let recorded: [String: [LintedRule]]
    private var knownLabels: [String: SeriesLabels] = [:]

    /// How many recorded series are looked through, one made of the other.
    private static let depthMax = 16
    /// How many parts recorded series may add to an expression.
    private static let partCountMax = 2_000

    init(_ rules: [LintedRule], _ settings: LintSettings) {
        self.rules = rules
        self.settings = settings
        recorded = Dictionary(grouping: rules.filter { !$0.isAlert }) {
            $0.written.record?.value ?? ""
        }
        for name in recorded.keys.sorted() { _ = learnLabels(of: name, within: []) }
    }

    /// The rules that record a series.
    func recording(_ name: String?) -> [LintedRule] { name.flatMap { recorded[$0] } ?? [] }

    // MARK: Labels

    /// What is known of the labels of an expression's series.
    func labels(of expression: PromQL) -> SeriesLabels {
        expression.labels { knownLabels[$0] ?? Self.labels(ofScraped: $0) }
    }

    /// Works out the labels of a recorded series, once; those of one that is made of itself are
    /// unknown where that comes up.
    private mutating func learnLabels(of name: String, within outer: [String]) -> SeriesLabels {
        guard let rules = recorded[name] else { return Self.labels(ofScraped: name) }
        if let known = knownLabels[name] { return known }
        guard !outer.contains(name), outer.count < Self.depthMax else { return .unknown }
        let each = rules.map { rule in
            var labels = rule.parsed.expression.labels {
                learnLabels(of: $0, within: outer + [name])
            }
            for name in rule.groupLabels { labels[name] = .present(nil) }
            for label in rule.ownLabels { labels[label.key] = .present([label.value.value]) }
            return labels
        }
        let joined = each.dropFirst().reduce(each[0]) { $0.joined(with: $1) }
        knownLabels[name] = joined
        return joined
    }

    /// A scraped series has the labels of its target. Of what other files record, nothing is known.
    private static func labels(ofScraped name: String) -> SeriesLabels {
        if MetricName(name).isRecorded { return .unknown }
        let names = name.hasPrefix("ALERTS") ? ["alertname"] : ["instance", "job"]
        return SeriesLabels(
            Dictionary(uniqueKeysWithValues: names.map { ($0, .present(nil)) }), isOpen: true)
    }

    // MARK: Expressions

    /// The expression with every recorded series replaced by what it is recorded from, where all rules
    /// that record it do so alike, as long as the expression does not grow too large.
    func resolved(_ expression: PromQL) -> PromQL {
        var partsLeft = Self.partCountMax
        return resolved(expression, depth: 0, &partsLeft)
    }

    private func resolved(_ expression: PromQL, depth: Int, _ partsLeft: inout Int) -> PromQL {
        guard depth < Self.depthMax else { return expression }
        return expression.mapLeaves { leaf in
            guard case .selector(let selector) = leaf, selector.time == .none,
                let definition = definition(of: selector.metricName)
            else { return leaf }
            partsLeft -= definition.everyPart.count
            guard partsLeft > 0 else { return leaf }
            return .parenthesized(resolved(definition, depth: depth + 1, &partsLeft))
        }
    }

    /// What a series is recorded from; nil if nothing says so, or rules differ. The same rule may stand
    /// in several files.
    private func definition(of name: String?) -> PromQL? {
        let definitions = Set(recording(name).map(\.parsed.expression))
        return definitions.count == 1 ? definitions.first : nil
    }

    /// The values that an expression can have.
    func bounds(of expression: PromQL) -> ValueBounds {
        resolved(expression).bounds { settings.lastBound(of: $0) }
    }
}
