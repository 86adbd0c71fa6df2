package import Base

/// A number that goes up and down. Any thread may change it, without a lock.
package final class Gauge: MetricSeries {
    package let labels: SeriesLabels
    private let current = AtomicDouble(0)
    private let computed: (@Sendable () -> Double)?

    package init(
        labels: SeriesLabels, created: WallClockInstant, shape: ScalarShape
    ) {
        self.labels = labels
        computed = nil
    }

    init(labels: SeriesLabels, computed: @escaping @Sendable () -> Double) {
        self.labels = labels
        self.computed = computed
    }

    package func set(_ value: Double) {
        current.store(value)
    }

    package func increment(by amount: Double = 1) {
        current.add(amount)
    }

    package func decrement(by amount: Double = 1) {
        current.add(-amount)
    }

    package var value: Double {
        computed?() ?? current.load()
    }
}

extension Gauge {
    package func write(
        _ text: FamilyText, into writer: inout ByteWriter, scratch: inout HistogramReading
    ) {
        text.write(0, of: labels, value, into: &writer)
    }

    package func write(
        _ message: MetricMessage, into writer: inout ByteWriter, scratch: inout HistogramReading
    ) {
        message.write(labels, into: &writer) { $0.write(gauge: value) }
    }
}

extension MetricFamily<Gauge> {
    /// Adds a series whose value is read at each scrape, on the scraping thread; it replaces the
    /// series with the same label values.
    ///
    /// `value` must not block and must not scrape the registry.
    package func computed(_ values: String..., value: @escaping @Sendable () -> Double) {
        put(values) { Gauge(labels: $0, computed: value) }
    }
}
