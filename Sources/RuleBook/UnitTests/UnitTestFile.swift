/// A file of unit tests for `promtool test rules`.
package struct UnitTestFile: Hashable, Sendable {
    /// The name of the file without `.test.yml`: letters, digits and hyphens.
    package let name: String

    /// The time from one evaluation of every group to the next; promtool does not look at the
    /// groups' own.
    package let evaluationInterval: TimeSpan

    /// The groups that the tests need, a part of the family's; nil for all of them.
    ///
    /// promtool takes about 55 us for each rule and evaluation, so tests over weeks want few rules.
    package let groups: [RuleGroup]?
    package let tests: [AlertTest]

    /// - Precondition: The interval is positive.
    package init(
        name: String, evaluationInterval: TimeSpan, groups: [RuleGroup]? = nil, tests: [AlertTest]
    ) {
        precondition(evaluationInterval > .zero, "\(name): the interval must be positive")
        self.name = name
        self.evaluationInterval = evaluationInterval
        self.groups = groups
        self.tests = tests
    }

    /// The file as promtool reads it.
    ///
    /// - Parameters:
    ///   - path: Where the rules are, seen from the file.
    ///   - groups: The groups of the rules, in the order of their evaluation.
    package func text(rules path: String, groups: [RuleGroup]) -> String {
        YAMLValue.section([
            .init("rule_files", .list([.init(.text(path))])),
            .init("evaluation_interval", .verbatim("\(evaluationInterval)")),
            .init("group_eval_order", .list(groups.map { .init(.text($0.name)) })),
            .init(
                "tests",
                .list(
                    tests.flatMap { test in
                        test.cases.map { .init($0.yaml(prefix: test.alert.name)) }
                    }, isSpaced: true)),
        ]).document()
    }
}

extension UnitTest {
    fileprivate func yaml(prefix: String) -> YAMLValue {
        var entries = [
            YAMLValue.Entry("name", .text("\(prefix): \(name)")),
            .init("interval", .verbatim("\(interval)")),
            .init("input_series", .list(series.map { .init($0.yaml(interval: interval)) })),
        ]
        if !alerts.isEmpty {
            entries.append(.init("alert_rule_test", .list(alerts.map { .init($0.yaml) })))
        }
        if !samples.isEmpty {
            entries.append(.init("promql_expr_test", .list(samples.map { .init($0.yaml) })))
        }
        return .section(entries)
    }
}

extension InputSeries {
    fileprivate func yaml(interval: TimeSpan) -> YAMLValue {
        .section([
            .init("series", .verbatim(YAMLScalar.inline(notation))),
            .init("values", .verbatim(YAMLScalar.inline(samples.text(interval: interval)))),
        ])
    }
}

extension AlertCheck {
    fileprivate var yaml: YAMLValue {
        .section([
            .init("eval_time", .verbatim("\(time)")),
            .init("alertname", .text(alert.name)),
            .init("exp_alerts", .list(firing.map { .init($0.yaml(of: alert)) })),
        ])
    }
}

extension AlertCheck.Firing {
    fileprivate func yaml(of alert: AlertingRule) -> YAMLValue {
        let annotations = alert.annotations.map { annotation in
            YAMLValue.Entry(
                annotation.name, .text(annotation.text.filledIn(labels: labels, value: value)))
        }
        return .section([
            .init("exp_labels", .texts(labels.merging(alert.allLabels) { $1 })),
            .init("exp_annotations", .section(annotations)),
        ])
    }
}

extension SampleCheck {
    fileprivate var yaml: YAMLValue {
        .section([
            .init("expr", .verbatim(YAMLScalar.inline("\(expression)"))),
            .init("eval_time", .verbatim("\(time)")),
            .init("exp_samples", .list(expected.map { .init($0.yaml) })),
        ])
    }
}

extension SampleCheck.Expected {
    fileprivate var yaml: YAMLValue {
        let notation = PromQL.selector(Selector(name, .equal(labels))).description
        return .section([
            .init("labels", .verbatim(YAMLScalar.inline(notation))),
            .init("value", .verbatim("\(PromQL.number(value))")),
        ])
    }
}
