package import Base

/// What a Prometheus knows of a series over some time.
package struct MetricSeries: Hashable, Sendable {
    /// With the metric's name as `__name__`, if it has one.
    package let labels: [String: String]

    /// In the order of time. Where the series was absent or stale, there is none.
    package var samples: [MetricSample]

    /// How many native histograms stood among them, which are left out.
    package var histogramCount = 0

    package init(labels: [String: String], samples: [MetricSample]) {
        self.labels = labels
        self.samples = samples
    }

    /// As PromQL selects it: `up{job="node"}`, the labels in order.
    package var name: String {
        let text = labels.filter { $0.key != "__name__" }.selectorText
        let metric = labels["__name__"] ?? ""
        return text == "{}" && !metric.isEmpty ? metric : metric + text
    }
}

extension [String: String] {
    /// Labels as PromQL selects them, in order: `{instance="a", job="node"}`.
    package var selectorText: String {
        let pairs = sorted { $0.key < $1.key }.map { label, value in
            let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
                .replacing("\n", with: "\\n")
            return "\(label)=\"\(escaped)\""
        }
        return "{\(pairs.joined(separator: ", "))}"
    }
}

/// A value at a moment.
package struct MetricSample: Hashable, Sendable {
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
