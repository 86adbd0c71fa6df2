extension RuleFile {
    /// The file as Prometheus reads it.
    package var prometheusText: String {
        YAMLValue.section([.init("groups", groupList)]).document(comment: comment)
    }

    /// The groups, as they stand in a rule file and in a Kubernetes object alike.
    var groupList: YAMLValue {
        .list(groups.map { .init($0.yaml, comment: $0.comment) }, isSpaced: true)
    }
}

extension RuleGroup {
    fileprivate var yaml: YAMLValue {
        let interval = interval.map { [YAMLValue.Entry("interval", .verbatim("\($0)"))] } ?? []
        let rules = rules.map { rule in
            switch rule {
            case .recording(let rule): YAMLValue.Item(rule.yaml, comment: rule.comment)
            case .alerting(let rule): YAMLValue.Item(rule.yaml, comment: rule.comment)
            }
        }
        return .section(
            [.init("name", .text(name))] + interval
                + [.init("rules", .list(rules, isSpaced: true))])
    }
}

extension RecordingRule {
    fileprivate var yaml: YAMLValue {
        .section(
            [.init("record", .text(name)), .init("expr", expression.yaml)]
                + (labels.isEmpty ? [] : [.init("labels", .texts(labels))]))
    }
}

extension AlertingRule {
    fileprivate var yaml: YAMLValue {
        var entries = [
            YAMLValue.Entry("alert", .text(name)), .init("expr", expression.yaml),
        ]
        if wait > .zero { entries.append(.init("for", .verbatim("\(wait)"))) }
        if keepFiringFor > .zero {
            entries.append(.init("keep_firing_for", .verbatim("\(keepFiringFor)")))
        }
        entries.append(.init("labels", .texts(allLabels)))
        entries.append(
            .init(
                "annotations",
                .section(annotations.map { .init($0.name, .text($0.text.template)) })))
        return .section(entries)
    }
}

extension PromQL {
    fileprivate var yaml: YAMLValue {
        .lines { wrapped(width: $0) }
    }
}
