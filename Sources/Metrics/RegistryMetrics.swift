import Base

/// What a registry tells about itself: the cost of scrapes, and families that are full.
struct RegistryMetrics: Sendable {
    private let duration: Gauge
    private let seriesCount: Gauge
    private let byteCount: Gauge
    private let overflow: CounterFamily

    /// Registers the families, their names beginning with `prefix` and `_`.
    init(prefix: String, in registry: MetricRegistry) {
        duration =
            registry.gauge(
                "\(prefix)_scrape_duration_seconds",
                help: "Time it took to write the last scrape before this one.", unit: .seconds
            ).labels()
        seriesCount =
            registry.gauge(
                "\(prefix)_scrape_series",
                help: "Series in the last scrape before this one, each bucket counted."
            ).labels()
        byteCount =
            registry.gauge(
                "\(prefix)_scrape_size_bytes",
                help: "Size of the last scrape before this one, before compression.", unit: .bytes
            ).labels()
        overflow = registry.counter(
            "\(prefix)_metric_overflow_total",
            help: "Look-ups of a series that went to the overflow series, the metric being full.",
            labels: ["metric"])
    }

    /// Shows how often a family was full.
    func watch(_ family: some ExposedFamily) {
        guard !family.definition.labelNames.isEmpty else { return }
        overflow.computed(family.definition.name) { Double(family.overflowCount) }
    }

    /// Shows what a scrape cost, at the next one.
    func record(_ duration: Duration, seriesCount: Int, byteCount: Int) {
        self.duration.set(duration.inSeconds)
        self.seriesCount.set(Double(seriesCount))
        self.byteCount.set(Double(byteCount))
    }
}
