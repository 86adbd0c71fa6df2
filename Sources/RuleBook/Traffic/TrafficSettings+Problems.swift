/// What is wrong with the settings of an entry.
package struct TrafficProblem: Hashable, Sendable {
    /// The key that it is about; nil: the entry as a whole.
    package let key: String?
    package let message: String
}

extension TrafficSettings {
    /// What keeps rules from being made, one clear line each.
    ///
    /// - Parameter ruleSettings: Scrapes and labels come from there.
    package func problems(_ ruleSettings: RuleSettings) -> [TrafficProblem] {
        sourceProblems + labelProblems(ruleSettings) + windowProblems(ruleSettings) + kindProblems
            + boundProblems + queryProblems
    }

    /// Why the rules of this entry cannot stand beside those of others, whose names are not the same;
    /// nil if they can.
    package func conflict(with others: [TrafficSettings]) -> String? {
        for other in others where other.name != name {
            if other.name.slug == name.slug {
                return "the names '\(other.name)' and '\(name)' would be the same in the names of "
                    + "files; rename one"
            }
            if !allGroupNames.isDisjoint(with: other.allGroupNames) {
                return "the names '\(other.name)' and '\(name)' would be the same in the names of "
                    + "groups of rules; rename one"
            }
        }
        return nil
    }

    private var allGroupNames: Set<String> {
        [groupNames.live, groupNames.clean, groupNames.learnt]
    }

    // MARK: What is counted

    private var sourceProblems: [TrafficProblem] {
        var problems: [TrafficProblem] = []
        func report(_ key: String, _ message: String) {
            problems.append(TrafficProblem(key: key, message: message))
        }
        if name.slug.isEmpty {
            report("name", "must have a letter from a to z or a digit, for the names of files")
        }
        if let preset {
            let labels = preset.serviceLabels
            if let by, by.count != labels.count {
                report(
                    "by",
                    "must have other names for the labels of preset \(preset.rawValue): "
                        + labels.joined(separator: ", "))
            }
            if namespace != nil, !preset.hasNamespaces {
                report("namespace", "preset \(preset.rawValue) knows no namespaces; use select")
            }
        }
        if reporter != nil, preset != .istio {
            report("reporter", "only preset istio has a reporter")
        }
        let fixed = select.merging(fixedLabels) { $1 }
        for (label, values) in (exclude ?? [:]).sorted(by: { $0.key < $1.key }) {
            if let value = fixed[label], values.contains(value) {
                report("exclude", "takes out \(label) \"\(value)\", which is what is asked for")
            }
        }
        return problems
    }

    // MARK: Labels

    /// Labels that the rules and Prometheus have a use for.
    private static let reservedLabels: Set = [
        nameLabel, "alertname", "alertstate", "severity", "quantile", "le",
        SameHourTraffic.weekLabel,
    ]

    private func labelProblems(_ ruleSettings: RuleSettings) -> [TrafficProblem] {
        var problems: [TrafficProblem] = []
        func report(_ key: String, _ message: String) {
            problems.append(TrafficProblem(key: key, message: message))
        }
        for label in serviceLabels where Self.isReserved(label) {
            report("by", "label \(label) is one that the rules use themselves")
        }
        for label in Set(serviceLabels).sorted()
        where serviceLabels.count(where: { $0 == label }) > 1 {
            report("by", "has label \(label) twice")
        }
        for label in labels.keys.sorted() {
            if Self.isReserved(label) {
                report("labels", "label \(label) is one that the rules use themselves")
            } else if serviceLabels.contains(label) {
                report("labels", "label \(label) is one of the counter's, which it would hide")
            }
        }
        let added = ([ruleSettings.all] + ruleSettings.alerts.values).flatMap(\.labels.keys)
        for label in Set(added).sorted()
        where serviceLabels.contains(label) || label == Self.nameLabel {
            report(
                label == Self.nameLabel ? "name" : "by",
                "label \(label) is one that 'rules' gives to alerts; rename it there")
        }
        return problems
    }

    private static func isReserved(_ label: String) -> Bool {
        reservedLabels.contains(label) || label.hasPrefix("__")
    }

    // MARK: Windows, kinds, bounds

    private func windowProblems(_ ruleSettings: RuleSettings) -> [TrafficProblem] {
        let count = RuleGuards.samplesPerWindow
        let shortest = count * ruleSettings.scrapeInterval
        guard window < shortest else { return [] }
        return [
            TrafficProblem(
                key: "window",
                message:
                    "must hold at least \(count) scrapes, which are \(shortest) at "
                    + "a scrape interval of \(ruleSettings.scrapeInterval), got \(window)")
        ]
    }

    private var kindProblems: [TrafficProblem] {
        var problems: [TrafficProblem] = []
        func report(_ key: String, _ message: String) {
            problems.append(TrafficProblem(key: key, message: message))
        }
        let chosen = chosenKinds ?? []
        if chosen.contains(.floor), floor == nil {
            report("kinds", "floor needs the key 'floor'")
        }
        if let floor, floor <= 0 { report("floor", "must be above 0: no rate is below that") }
        if chosen.contains(.forecast) {
            let open = serviceLabels.filter { fixedLabels[$0] == nil }
            if !open.isEmpty {
                report(
                    "kinds",
                    "forecast needs one service, and \(open.joined(separator: ", ")) can be any")
            }
            if !hasForecaster {
                report("kinds", "forecast needs the section 'prometheus' to learn from")
            }
        }
        return problems
    }

    private var boundProblems: [TrafficProblem] {
        guard forecast.lowerQuantile >= forecast.upperQuantile else { return [] }
        return [
            TrafficProblem(
                key: "forecast",
                message: "lower must be less than upper, got \(forecast.lowerQuantile) and "
                    + "\(forecast.upperQuantile)")
        ]
    }

    private var queryProblems: [TrafficProblem] {
        guard let query else { return [] }
        do throws(PromQLProblem) {
            let type = try PromQL(parsing: query).type
            guard type != .instantVector, type != .scalar else { return [] }
            return [
                TrafficProblem(key: "query", message: "must be an instant vector, got a \(type)")
            ]
        } catch {
            return [TrafficProblem(key: "query", message: "\(error)")]
        }
    }
}
