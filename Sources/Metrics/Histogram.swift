package import Base

/// Counts observations in buckets, and sums them up.
///
/// Any thread may observe, without a lock; how a scrape stays consistent is told at
/// `ObservationCells`.
package final class Histogram: MetricSeries {
    package let labels: SeriesLabels
    private let created: WallClockInstant
    private let shape: HistogramShape
    /// One cell for each classic bucket; none if there are native buckets.
    private let classic: ObservationCells
    private let native: NativeCells?
    private let exemplars = ExemplarSlot()

    package init(labels: SeriesLabels, created: WallClockInstant, shape: HistogramShape) {
        self.labels = labels
        self.created = created
        self.shape = shape
        native = shape.native.map(NativeCells.init)
        classic = ObservationCells(count: native == nil ? shape.bucketCount : 0)
    }

    /// Counts `value` in the first bucket whose bound is not below it.
    ///
    /// NaN counts in the bucket +Inf and in no native one, and makes the sum NaN for good.
    package func observe(_ value: Double) {
        count(value, in: shape.bucket(of: value))
    }

    /// Counts `value`, and keeps it with `labels` as the example of its bucket.
    ///
    /// No example is kept if the labels are longer than 128 characters together.
    ///
    /// - Precondition: The names of `labels` are label names.
    package func observe(
        _ value: Double, exemplar labels: KeyValuePairs<String, String>,
        at time: WallClockInstant = .now()
    ) {
        let bucket = shape.bucket(of: value)
        count(value, in: bucket)
        exemplars.put(
            Exemplar(labels, value: value, time: time), in: bucket, of: shape.bucketCount)
    }

    private func count(_ value: Double, in bucket: Int) {
        if let native {
            native.add(value, classicBucket: bucket)
        } else {
            classic.add(ObservationCell(count: 1, sum: value), to: bucket)
        }
    }

    func read(into reading: inout HistogramReading) {
        guard let native, let layout = shape.native else { return reading.read(classic) }
        native.withTable { table in
            reading.read(
                table, classicCount: shape.bucketCount, zeroThreshold: layout.buckets.zeroThreshold)
        }
    }
}

extension Histogram {
    package func write(
        _ text: FamilyText, into writer: inout ByteWriter, scratch: inout HistogramReading
    ) {
        read(into: &scratch)
        let exemplars = text.isOpenMetrics ? exemplars.all : nil
        var cumulativeCount: UInt64 = 0
        var line = 0
        for (bucket, count) in scratch.classicCounts.enumerated() {
            cumulativeCount += count
            text.write(line, of: labels, cumulativeCount, exemplars?[bucket], into: &writer)
            line += 1
        }
        text.write(line, of: labels, scratch.total.sum, into: &writer)
        text.write(line + 1, of: labels, scratch.total.count, into: &writer)
        if text.isOpenMetrics { text.write(line + 2, of: labels, created, into: &writer) }
    }

    package func write(
        _ message: MetricMessage, into writer: inout ByteWriter, scratch: inout HistogramReading
    ) {
        read(into: &scratch)
        message.write(labels, into: &writer) { writer in
            writer.write(
                scratch, bounds: shape.bounds, isNative: native != nil, exemplars: exemplars.all)
        }
    }
}

/// The buckets of a histogram.
package struct HistogramShape: Sendable {
    /// Upper bounds, inclusive and ascending; one more bucket holds what is above the last.
    let bounds: [Double]
    let native: NativeLayout?

    init(bounds: [Double], native: NativeBuckets?) {
        self.bounds = bounds
        self.native = native.map(NativeLayout.init)
    }

    /// The number of classic buckets with +Inf.
    var bucketCount: Int { bounds.count + 1 }

    /// The index of the classic bucket that `value` falls into.
    func bucket(of value: Double) -> Int {
        // Up to some dozen bounds, looking at one after the other is the fastest search.
        guard bounds.count > 32 else {
            var index = 0
            while index < bounds.count, !(value <= bounds[index]) { index += 1 }
            return index
        }
        var low = 0
        var high = bounds.count
        while low < high {
            let middle = (low + high) / 2
            if value <= bounds[middle] { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
