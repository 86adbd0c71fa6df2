package import Base

/// Facts about the program that do not change while it runs, told as labels; the value is 1.
package final class Info: MetricSeries {
    package let labels: SeriesLabels

    package init(labels: SeriesLabels, created: WallClockInstant, shape: ScalarShape) {
        self.labels = labels
    }
}

extension Info {
    package func write(
        _ text: FamilyText, into writer: inout ByteWriter, scratch: inout HistogramReading
    ) {
        text.write(0, of: labels, 1 as UInt64, into: &writer)
    }

    package func write(
        _ message: MetricMessage, into writer: inout ByteWriter, scratch: inout HistogramReading
    ) {
        message.write(labels, into: &writer) { $0.write(gauge: 1) }
    }
}
