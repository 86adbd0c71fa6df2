package import Base

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
    package var series: [QuerySeries] {
        switch result {
        case .vector(let series), .matrix(let series): series
        case .scalar, .string: []
        }
    }
}

/// The value of an expression, by its type.
package enum QueryResult: Hashable, Sendable {
    /// One sample for each series.
    case vector([QuerySeries])
    /// Samples of each series over time, none of them empty.
    case matrix([QuerySeries])
    case scalar(Sample)
    case string(String)
}

/// A series of an answer.
package struct QuerySeries: Hashable, Sendable {
    /// With the metric's name as `__name__`, if it has one.
    package let labels: [String: String]

    /// In the order of time. Where the series was absent or stale, there is none.
    package var samples: [Sample]

    /// How many native histograms stood among them, which are left out.
    package var histogramCount = 0

    package init(labels: [String: String], samples: [Sample]) {
        self.labels = labels
        self.samples = samples
    }

    /// As PromQL selects it: `up{job="node"}`, the labels in order.
    package var name: String {
        let pairs = labels.filter { $0.key != "__name__" }.sorted { $0.key < $1.key }
            .map { "\($0.key)=\(Self.quoted($0.value))" }
        let metric = labels["__name__"] ?? ""
        return pairs.isEmpty && !metric.isEmpty
            ? metric : "\(metric){\(pairs.joined(separator: ", "))}"
    }

    private static func quoted(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n")
        return "\"\(escaped)\""
    }
}

/// A value at a moment.
package struct Sample: Hashable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package let milliseconds: Int64

    /// May be NaN, as 0/0 is, or infinite. A series that is stale has no sample, rather than one with
    /// the NaN by which Prometheus stores that.
    package let value: Double

    package init(milliseconds: Int64, value: Double) {
        self.milliseconds = milliseconds
        self.value = value
    }

    package var time: WallClockInstant {
        WallClockInstant(nanoseconds: milliseconds * 1_000_000)
    }
}
