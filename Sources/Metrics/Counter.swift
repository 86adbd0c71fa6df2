package import Base
import Synchronization

/// A sum that only grows: how often something happened, or how much of it.
///
/// Any thread may increment it, without a lock. Whole steps and fractions are kept apart, because
/// adding a whole number is one instruction that cannot fail; the value is the sum of both.
package final class Counter: MetricSeries {
    package let labels: SeriesLabels
    /// When counting began; unknown where the count is somebody else's.
    private let created: WallClockInstant?
    private let wholes = Atomic<UInt64>(0)
    private let fractions = AtomicDouble(0)
    private let computed: (@Sendable () -> Double)?
    private let exemplars = ExemplarSlot()

    package init(
        labels: SeriesLabels, created: WallClockInstant, shape: ScalarShape
    ) {
        self.labels = labels
        self.created = created
        computed = nil
    }

    init(labels: SeriesLabels, computed: @escaping @Sendable () -> Double) {
        self.labels = labels
        self.computed = computed
        created = nil
    }

    package func increment() {
        wholes.add(1, ordering: .relaxed)
    }

    /// Adds `amount`.
    ///
    /// - Precondition: `amount` is not negative and not NaN.
    package func increment(by amount: Double) {
        precondition(amount >= 0, "a counter cannot grow by \(amount)")
        if amount < 0x1p53, let whole = UInt64(exactly: amount) {
            wholes.add(whole, ordering: .relaxed)
        } else {
            fractions.add(amount)
        }
    }

    /// Adds `amount`, and keeps it with `labels` as the example of what was counted.
    ///
    /// No example is kept if the labels are longer than 128 characters together.
    ///
    /// - Precondition: `amount` is not negative and not NaN; the names of `labels` are label names.
    package func increment(
        by amount: Double = 1, exemplar labels: KeyValuePairs<String, String>,
        at time: WallClockInstant = .now()
    ) {
        increment(by: amount)
        exemplars.put(Exemplar(labels, value: amount, time: time), in: 0, of: 1)
    }

    package var value: Double {
        computed?() ?? Double(wholes.load(ordering: .relaxed)) + fractions.load()
    }
}

extension Counter {
    package func write(
        _ text: FamilyText, into writer: inout ByteWriter, scratch: inout HistogramReading
    ) {
        let exemplar = text.isOpenMetrics ? exemplars.all?[0] : nil
        text.write(0, of: labels, value, exemplar, into: &writer)
        if text.isOpenMetrics, let created { text.write(1, of: labels, created, into: &writer) }
    }

    package func write(
        _ message: MetricMessage, into writer: inout ByteWriter, scratch: inout HistogramReading
    ) {
        message.write(labels, into: &writer) { writer in
            writer.write(counter: value, exemplar: exemplars.all?[0])
        }
    }
}

extension MetricFamily<Counter> {
    /// Adds a series whose value is read at each scrape, on the scraping thread; it replaces the
    /// series with the same label values.
    ///
    /// `value` must never fall, must not block, and must not scrape the registry.
    package func computed(_ values: String..., value: @escaping @Sendable () -> Double) {
        put(values) { Counter(labels: $0, computed: value) }
    }
}

/// Series of one number have nothing in common but their labels' names.
package struct ScalarShape: Sendable {}
