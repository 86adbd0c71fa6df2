package import Documents

/// The rules of some files, ready to be replayed.
package struct BacktestRules: Sendable {
    /// An alerting rule.
    package struct Alert: Hashable, Sendable {
        package let name: String
        package let group: String
        package let expression: PromQL

        /// The interval of its group.
        package let interval: TimeSpan

        /// `for` and `keep_firing_for`.
        package let hold: TimeSpan
        package let keepFiring: TimeSpan

        /// What the rule sets, templates left out.
        package let labels: [String: String]

        /// What has to be known to read its result.
        package let notes: [BacktestNote]
    }

    package let alerts: [Alert]
    package let recorded: RecordedSeries

    /// Reads rule files.
    ///
    /// - Parameters:
    ///   - interval: The interval of all groups; nil: as they say.
    ///   - standard: The interval of groups that say nothing.
    /// - Throws: Every problem of the files, the expressions' among them.
    package init(
        _ paths: [String], interval: TimeSpan?, standard: TimeSpan
    ) throws(DocumentProblems) {
        var problems: [DocumentProblem] = []
        var alerts: [Alert] = []
        var sources: [String: [RecordedSeries.Source]] = [:]
        for path in paths {
            let rules: WrittenRules
            do throws(DocumentProblems) {
                rules = try WrittenRules.read(path)
            } catch {
                problems += error.all
                continue
            }
            for group in rules.groups {
                let known = interval ?? group.interval
                let step = known ?? standard
                for rule in group.rules {
                    guard let expression = rule.promQL(&problems) else { continue }
                    if let alert = rule.alert {
                        alerts.append(
                            Alert(
                                rule, named: alert.value, in: group, every: step,
                                isGuess: known == nil, expression))
                    } else if let record = rule.record {
                        sources[record.value, default: []].append(
                            RecordedSeries.Source(
                                expression: expression, labels: rule.plainLabels(group).labels,
                                interval: step))
                    }
                }
            }
        }
        guard problems.isEmpty else { throw DocumentProblems(problems) }
        self.alerts = alerts
        recorded = RecordedSeries(sources)
    }
}

extension BacktestRules.Alert {
    fileprivate init(
        _ rule: WrittenRule, named name: String, in group: WrittenGroup, every interval: TimeSpan,
        isGuess: Bool, _ expression: PromQL
    ) {
        let (labels, templates) = rule.plainLabels(group)
        var notes = templates.map { label in
            BacktestNote.remark(
                "the label \(label) is a template: it is left out, and where it changes with the "
                    + "value Prometheus begins `for` anew each time")
        }
        let own = Set(expression.selectors.compactMap(\.metricName))
            .intersection(["ALERTS", "ALERTS_FOR_STATE"])
        if isGuess { notes.append(.assumedInterval(interval)) }
        notes += own.sorted().map {
            .remark(
                "\($0) is read as the history has it: what the rules of then made, not this replay")
        }
        self.init(
            name: name, group: group.name, expression: expression, interval: interval,
            hold: rule.wait, keepFiring: rule.keepFiringFor, labels: labels, notes: notes)
    }
}

extension WrittenRule {
    /// The expression; nil after reporting what is wrong with it.
    fileprivate func promQL(_ problems: inout [DocumentProblem]) -> PromQL? {
        guard let expression else { return nil }
        do throws(PromQLProblem) {
            return try PromQL(parsing: expression.value)
        } catch {
            problems.append(
                DocumentProblem(
                    at: expression.place, path: expression.path,
                    "no expression, at \(error.line):\(error.column): \(error.message)"))
            return nil
        }
    }

    /// The labels that the rule or its group sets, and the names of those that are templates.
    fileprivate func plainLabels(
        _ group: WrittenGroup
    ) -> (labels: [String: String], templates: [String]) {
        let all = Dictionary((group.labels + labels).map { ($0.key, $0.value.value) }) { $1 }
        return (
            all.filter { !$0.value.contains("{{") },
            all.filter { $0.value.contains("{{") }.keys.sorted()
        )
    }
}

extension PromQL {
    /// On which side the worst values of an alert lie: below, if it compares by `<`, `<=` or `==`.
    package var alertingSide: AlertReplay.Side {
        switch unwrapped {
        case .binary(let operation) where operation.operation.isSet:
            return operation.left.alertingSide
        case .binary(let operation):
            switch operation.operation {
            case .less, .lessOrEqual, .equal: return .low
            default: return .high
            }
        default: return .high
        }
    }
}
