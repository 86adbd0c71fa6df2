package import Monitoring

/// What a Prometheus answered.
package struct QueryAnswer: Hashable, Sendable {
    package var result: QueryResult

    /// What the server warns of, such as that a part of the data is missing because a store behind
    /// it did not answer: whoever shows the result shows these. Each is one line.
    package var warnings: [String]

    package init(result: QueryResult, warnings: [String]) {
        self.result = result
        self.warnings = warnings
    }

    /// The series of a vector or matrix; none for other results.
    package var series: [MetricSeries] {
        switch result {
        case .vector(let series), .matrix(let series): series
        case .scalar, .string: []
        }
    }
}

/// The value of an expression, by its type.
package enum QueryResult: Hashable, Sendable {
    /// One sample for each series.
    case vector([MetricSeries])
    /// Samples of each series over time, none of them empty.
    case matrix([MetricSeries])
    case scalar(MetricSample)
    case string(String)
}
