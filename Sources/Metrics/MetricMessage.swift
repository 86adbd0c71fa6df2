import Base

/// How the series of a family become `io.prometheus.client.Metric` messages.
///
/// The field numbers are those of Prometheus' metrics.proto (prometheus/client_model). Unlike in
/// the text formats nothing is kept from scrape to scrape: scrapers that ask for this format want
/// few, large native histograms.
package struct MetricMessage: Sendable {
    private let definition: FamilyDefinition

    init(_ definition: FamilyDefinition) {
        self.definition = definition
    }

    /// Writes a delimited `MetricFamily` message; `metrics` writes its metrics.
    func writeFamily(into writer: inout ByteWriter, _ metrics: (inout ByteWriter) -> Void) {
        writer.writeLengthPrefixed { writer in
            writer.write(field: 1, definition.name)
            writer.write(field: 2, definition.help)
            writer.write(field: 3, varint: definition.kind.protobufType)
            metrics(&writer)
        }
    }

    /// Writes one metric with the labels of a series; `value` writes the field that holds what it
    /// measures.
    func write(
        _ labels: SeriesLabels, state: String? = nil, into writer: inout ByteWriter,
        _ value: (inout ByteWriter) -> Void
    ) {
        writer.writeMessage(field: 4) { writer in
            for (name, value) in zip(definition.labelNames, labels.values) {
                writer.write(labelName: name, value: value)
            }
            if let state { writer.write(labelName: definition.name, value: state) }
            value(&writer)
        }
    }

    /// Writes one gauge with labels of its own.
    func write(_ sample: CollectedSample, into writer: inout ByteWriter) {
        writer.writeMessage(field: 4) { writer in
            for (name, value) in sample.labels { writer.write(labelName: name, value: value) }
            writer.write(gauge: sample.value)
        }
    }
}

extension MetricKind {
    /// The number of the type in `MetricType`.
    fileprivate var protobufType: UInt64 {
        switch self {
        case .counter: 0
        case .gauge, .info, .stateSet: 1
        case .histogram: 4
        }
    }
}

extension ByteWriter {
    mutating func write(gauge value: Double) {
        writeMessage(field: 2) { $0.write(field: 1, value) }
    }

    mutating func write(counter value: Double, exemplar: Exemplar?) {
        writeMessage(field: 3) { writer in
            writer.write(field: 1, value)
            if let exemplar { writer.writeMessage(field: 2) { $0.write(exemplar) } }
        }
    }

    mutating func write(
        _ reading: HistogramReading, bounds: [Double], isNative: Bool, exemplars: [Exemplar?]?
    ) {
        writeMessage(field: 7) { writer in
            writer.write(field: 1, varint: reading.total.count)
            writer.write(field: 2, reading.total.sum)
            var cumulativeCount: UInt64 = 0
            for (bucket, count) in reading.classicCounts.enumerated() {
                cumulativeCount += count
                let exemplar = exemplars?[bucket]
                // The bucket +Inf is implied by the count, unless it carries an exemplar.
                if bucket == bounds.count, exemplar == nil { continue }
                writer.writeMessage(field: 3) { writer in
                    writer.write(field: 1, varint: cumulativeCount)
                    writer.write(field: 2, bucket < bounds.count ? bounds[bucket] : .infinity)
                    if let exemplar { writer.writeMessage(field: 3) { $0.write(exemplar) } }
                }
            }
            if isNative { writer.write(reading.native) }
        }
    }

    private mutating func write(_ native: HistogramReading.Native) {
        write(field: 5, signed: Int64(native.schema))
        write(field: 6, native.zeroThreshold)
        write(field: 7, varint: native.zeroCount)
        write(native.negative, spanField: 9, deltaField: 10)
        write(native.positive, spanField: 12, deltaField: 13)
        if native.zeroThreshold == 0, native.zeroCount == 0, native.positive.isEmpty,
            native.negative.isEmpty
        {
            // A span of no buckets, without which nothing would show that the histogram is native.
            writeSpan(field: 12, offset: 0, length: 0)
        }
    }

    /// Writes buckets as Prometheus packs them: spans of neighbours, each with its distance from
    /// the one before, and for all buckets together the differences of their counts.
    private mutating func write(
        _ buckets: [HistogramReading.NativeBucket], spanField: Int, deltaField: Int
    ) {
        var spanStart = 0
        var previousEnd = 0
        for (place, bucket) in buckets.enumerated() {
            let isLast = place == buckets.count - 1
            if !isLast, buckets[place + 1].index - bucket.index - 1 <= Self.bridgedGap { continue }
            let first = buckets[spanStart].index
            writeSpan(
                field: spanField, offset: first - previousEnd, length: bucket.index - first + 1)
            spanStart = place + 1
            previousEnd = bucket.index + 1
        }
        var previousCount: UInt64 = 0
        for (place, bucket) in buckets.enumerated() {
            if place > 0 {
                let gap = bucket.index - buckets[place - 1].index - 1
                for _ in 0..<(gap <= Self.bridgedGap ? gap : 0) {
                    write(field: deltaField, signed: -Int64(previousCount))
                    previousCount = 0
                }
            }
            write(field: deltaField, signed: Int64(bucket.count) - Int64(previousCount))
            previousCount = bucket.count
        }
    }

    /// As many empty buckets are written in place of a new span, which would be longer.
    private static var bridgedGap: Int { 2 }

    private mutating func writeSpan(field: Int, offset: Int, length: Int) {
        writeMessage(field: field) { writer in
            writer.write(field: 1, signed: Int64(offset))
            writer.write(field: 2, varint: UInt64(length))
        }
    }

    private mutating func write(_ exemplar: Exemplar) {
        for (name, value) in exemplar.labels {
            write(labelName: name, value: value)
        }
        write(field: 2, exemplar.value)
        writeMessage(field: 3) { writer in
            let (seconds, nanoseconds) = exemplar.time.nanoseconds.quotientAndRemainder(
                dividingBy: 1_000_000_000)
            writer.write(field: 1, varint: UInt64(bitPattern: seconds))
            writer.write(field: 2, varint: UInt64(bitPattern: nanoseconds))
        }
    }

    fileprivate mutating func write(labelName name: String, value: String) {
        writeMessage(field: 1) { writer in
            writer.write(field: 1, name)
            writer.write(field: 2, value)
        }
    }
}
