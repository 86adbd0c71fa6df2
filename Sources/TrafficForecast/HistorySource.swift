package import Monitoring

/// Why history could not be read.
package struct HistoryFailure: Error, Hashable, Sendable {
    /// Whether the same may work later: it is tried again at the next step in any case.
    package let isUnavailable: Bool
    /// One line.
    package let description: String

    package init(isUnavailable: Bool, description: String) {
        self.isUnavailable = isUnavailable
        self.description = description
    }
}

/// The series that a query gave, and what was wrong with it all the same.
package struct HistoryAnswer: Sendable {
    package let series: [MetricSeries]
    package let warnings: [String]

    package init(series: [MetricSeries], warnings: [String] = []) {
        self.series = series
        self.warnings = warnings
    }
}

/// Where the past of a series can be read, such as a Prometheus.
///
/// Not `Sendable`: it belongs to the thread of the forecasts.
package protocol HistorySource: AnyObject {
    /// Evaluates an expression over a range. `completion` is called once, later, on the same
    /// thread, within a time that the source limits.
    func read(
        _ query: String, over range: QueryRange,
        completion: @escaping (Result<HistoryAnswer, HistoryFailure>) -> Void)

    /// What the series of a counter of this process come to; nil if there is none.
    func total(
        ofOwnCounter name: String, where isMeant: ([String: String]) -> Bool
    ) -> Double?
}
