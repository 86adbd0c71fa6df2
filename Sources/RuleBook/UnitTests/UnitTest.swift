/// Series, and what rules make of them at some instants; time begins at 0.
///
/// Prometheus 2 and 3 differ in whether a sample at the very beginning of a window belongs to it, and
/// in what an increase is while it sets in. So look where things have been as they are for longer
/// than the rules' windows, and compare values only there.
package struct UnitTest: Hashable, Sendable {
    /// What is shown, as a sentence.
    package let name: String
    /// The time from one sample of every series to the next.
    package let interval: TimeSpan
    package let series: [InputSeries]
    package let alerts: [AlertCheck]
    package let samples: [SampleCheck]

    /// - Precondition: Something is looked at, and the series are different ones.
    package init(
        _ name: String, interval: TimeSpan, series: [InputSeries], alerts: [AlertCheck],
        samples: [SampleCheck] = []
    ) {
        precondition(!alerts.isEmpty || !samples.isEmpty, "\(name): looks at nothing")
        let notations = series.map(\.notation)
        precondition(Set(notations).count == notations.count, "\(name): the same series twice")
        self.name = name
        self.interval = interval
        self.series = series
        self.alerts = alerts
        self.samples = samples
    }
}

/// What an alert has to do at an instant.
package struct AlertCheck: Hashable, Sendable {
    /// An alert that fires.
    package struct Firing: Hashable, Sendable {
        /// The labels of the alert's expression; those of the rule join them.
        package let labels: [String: String]
        /// The value of the alert's expression, as exact as the annotations show it.
        package let value: Double

        package init(_ labels: [String: String], value: Double) {
            self.labels = labels
            self.value = value
        }
    }

    package let alert: AlertingRule
    package let time: TimeSpan
    package let firing: [Firing]

    /// The alert fires for just these series.
    package static func firing(
        _ alert: AlertingRule, at time: TimeSpan, _ firing: [Firing]
    ) -> AlertCheck {
        AlertCheck(alert: alert, time: time, firing: firing)
    }

    /// The alert fires for just one series.
    package static func firing(
        _ alert: AlertingRule, at time: TimeSpan, _ labels: [String: String], value: Double
    ) -> AlertCheck {
        .firing(alert, at: time, [Firing(labels, value: value)])
    }

    /// The alert does not fire; it may be pending.
    package static func silent(_ alert: AlertingRule, at time: TimeSpan) -> AlertCheck {
        AlertCheck(alert: alert, time: time, firing: [])
    }
}

/// What an expression has to be at an instant.
package struct SampleCheck: Hashable, Sendable {
    package struct Expected: Hashable, Sendable {
        package let name: String?
        package let labels: [String: String]
        package let value: Double

        /// - Precondition: `value` is a number: NaN is not even itself, so expect it by comparing an
        ///   expression with itself.
        package init(_ name: String? = nil, _ labels: [String: String] = [:], value: Double) {
            precondition(!value.isNaN, "no expectation can be NaN")
            self.name = name
            self.labels = labels
            self.value = value
        }
    }

    package let expression: PromQL
    package let time: TimeSpan
    package let expected: [Expected]

    package init(_ expression: PromQL, at time: TimeSpan, _ expected: [Expected]) {
        self.expression = expression
        self.time = time
        self.expected = expected
    }
}
