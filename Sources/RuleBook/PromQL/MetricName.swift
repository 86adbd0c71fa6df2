/// What a metric's name says of it, by the naming rules of Prometheus.
struct MetricName {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    /// Whether it counts up: `_total`, `_count`, `_sum` and `_bucket`.
    var isCounter: Bool {
        !isRecorded && ["_total", "_count", "_sum", "_bucket"].contains { text.hasSuffix($0) }
    }

    /// Whether it is the value of something now.
    var isGauge: Bool {
        let endings = [
            "_info", "_ratio", "_percent", "_celsius", "_bytes", "_timestamp_seconds", "_created",
            "_limit", "_size", "_temperature", "_utilization",
        ]
        return text == "up" || endings.contains { text.hasSuffix($0) }
    }

    /// Whether it is a bucket of a classic histogram.
    var isBucket: Bool { text.hasSuffix("_bucket") }

    /// Whether it changes once a run of a probe: those of Sonde and of blackbox_exporter.
    var isOfProbe: Bool { text.hasPrefix("synthetic_") || text.hasPrefix("probe_") }

    /// Whether the name is of the form that recording rules have: `level:metric:operations`.
    var isRecorded: Bool { text.contains(":") }
}
