package import Base

package typealias CounterFamily = MetricFamily<Counter>
package typealias GaugeFamily = MetricFamily<Gauge>
package typealias HistogramFamily = MetricFamily<Histogram>
package typealias InfoFamily = MetricFamily<Info>
package typealias StateSetFamily = MetricFamily<StateSet>

/// One time series, and the handle by which a program changes it.
package protocol MetricSeries: AnyObject, Sendable {
    /// What the series of a family have in common.
    associatedtype Shape: Sendable

    init(labels: SeriesLabels, created: WallClockInstant, shape: Shape)

    var labels: SeriesLabels { get }

    /// Writes the series' lines; `text` holds what is the same for every series of the family.
    func write(
        _ text: FamilyText, into writer: inout ByteWriter, scratch: inout HistogramReading)

    /// Writes the series' metrics in Prometheus' protobuf format.
    func write(
        _ message: MetricMessage, into writer: inout ByteWriter, scratch: inout HistogramReading)
}

/// The series of one name; they differ in the values of the family's labels.
///
/// Any thread may use a family. `labels(...)` returns a handle for the caller to keep: using the
/// handle looks nothing up and takes no lock.
package final class MetricFamily<Series: MetricSeries>: Sendable {
    let definition: FamilyDefinition
    private let shape: Series.Shape
    private let table: SeriesTable<Series>
    private let clock: @Sendable () -> WallClockInstant
    private let text: FamilyText
    private let openMetrics: FamilyText

    init(
        _ definition: FamilyDefinition, shape: Series.Shape,
        clock: @escaping @Sendable () -> WallClockInstant
    ) {
        self.definition = definition
        self.shape = shape
        self.clock = clock
        table = SeriesTable(labelNames: definition.labelNames, limit: definition.seriesLimit)
        text = FamilyText(definition, isOpenMetrics: false)
        openMetrics = FamilyText(definition, isOpenMetrics: true)
    }

    /// The series with these label values, made at first use and then the same each time.
    ///
    /// Past the family's series limit, label values not seen before share one series, whose labels
    /// all say `overflow`.
    ///
    /// - Precondition: There is one value for each of the family's label names, in their order.
    package func labels(_ values: String...) -> Series {
        series(values.span)
    }

    /// The series with these label values, see `labels(_:)`.
    package func labels(_ values: [String]) -> Series {
        series(values.span)
    }

    /// The series with these three label values, see `labels(_:)`.
    ///
    /// It allocates nothing, unlike the others. Three is the number of labels of the family that
    /// every request looks up.
    package func labels(_ first: String, _ second: String, _ third: String) -> Series {
        let values: InlineArray<3, String> = [first, second, third]
        return series(values.span)
    }

    /// The series with these label values, see `labels(_:)`.
    ///
    /// Specialised, because a look-up through generic code takes twice the time.
    @_specialize(where Series == Counter)
    @_specialize(where Series == Gauge)
    @_specialize(where Series == Histogram)
    private func series(_ values: Span<String>) -> Series {
        table.series(values) { Series(labels: $0, created: clock(), shape: shape) }
    }

    /// Removes a series: the next scrape is without it. False if there is none.
    ///
    /// A handle kept to it still works, to no effect; `labels(...)` makes a new series.
    @discardableResult
    package func remove(_ values: String...) -> Bool {
        table.remove(values)
    }

    /// Removes a series, see `remove(_:)`.
    @discardableResult
    package func remove(_ values: [String]) -> Bool {
        table.remove(values)
    }

    /// Every series, ascending by the text of its labels.
    var all: [Series] { table.all }

    /// Puts a series made by `make` in the place of the one with the same label values.
    func put(_ values: [String], make: (SeriesLabels) -> Series) {
        table.put(values, make: make)
    }
}

/// A family as the registry keeps it, whatever its type.
protocol ExposedFamily: AnyObject, Sendable {
    var definition: FamilyDefinition { get }

    /// How many look-ups found the family full.
    var overflowCount: UInt64 { get }

    /// What the counts of some series come to together; nil if it has none, or counts nothing.
    func total(where isMeant: ([String: String]) -> Bool) -> Double?

    /// Writes the family, or nothing if it has no series; returns how many series it has to
    /// Prometheus, which takes each bucket for one.
    func write(
        _ format: ExpositionFormat, into writer: inout ByteWriter, scratch: inout HistogramReading
    ) -> Int
}

extension MetricFamily: ExposedFamily {
    var overflowCount: UInt64 { table.overflowCount }

    func write(
        _ format: ExpositionFormat, into writer: inout ByteWriter, scratch: inout HistogramReading
    ) -> Int {
        let all = table.all
        guard !all.isEmpty else { return 0 }
        switch format {
        case .text, .openMetrics:
            let text = format == .text ? text : openMetrics
            text.writeHeader(into: &writer)
            for series in all { series.write(text, into: &writer, scratch: &scratch) }
        case .protobuf:
            let message = MetricMessage(definition)
            message.writeFamily(into: &writer) { writer in
                for series in all { series.write(message, into: &writer, scratch: &scratch) }
            }
        }
        return all.count * text.lineCount
    }
}
