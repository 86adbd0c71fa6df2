/// An expression whose result Prometheus keeps as series of a new name.
package struct RecordingRule: Hashable, Sendable {
    /// `level:metric:operations`, as in `probe:synthetic_failures:increase1m`.
    package let name: String
    package let expression: PromQL
    /// Labels that the series get beside those of the expression.
    package let labels: [String: String]
    /// Why it is there; printed above it.
    package let comment: String?

    /// - Precondition: `name` is a metric's name, and the labels' names are such.
    package init(
        _ name: String, _ expression: PromQL, labels: [String: String] = [:],
        comment: String? = nil
    ) {
        precondition(Keyword.isMetricName(name), "no name of a metric: \(name)")
        for label in labels.keys {
            precondition(Keyword.isLabelName(label), "no name of a label: \(label)")
        }
        self.name = name
        self.expression = expression
        self.labels = labels
        self.comment = comment
    }

    /// What it records, for further expressions.
    package var series: PromQL { .metric(name) }
}
