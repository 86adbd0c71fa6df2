import Base

/// What every scrape writes of a family in a text format, made once.
///
/// With the text of the labels, which each series keeps, it leaves only numbers to be made at a
/// scrape: a line is opening, labels, closing, number. All of it lies in one array, because taking
/// an array out of another counts references, which costs more than copying a line does.
package struct FamilyText: Sendable {
    /// Places in `bytes`.
    private struct Line {
        /// What stands before the series' labels: `http_request_duration_bucket{`.
        let opening: Range<Int>
        /// What stands after them: `,le="0.1"} ` with the space.
        let closing: Range<Int>
    }

    /// Whether the format is OpenMetrics, which has exemplars and the time a series was made.
    let isOpenMetrics: Bool
    private let bytes: [UInt8]
    /// The lines `# HELP`, `# TYPE` and so on.
    private let header: Range<Int>
    /// The lines of one series in their order.
    private let lines: [Line]

    init(_ definition: FamilyDefinition, isOpenMetrics: Bool) {
        self.isOpenMetrics = isOpenMetrics
        var writer = ByteWriter()
        writer.writeHeader(definition, isOpenMetrics: isOpenMetrics)
        header = 0..<writer.count
        let isLabelled = !definition.labelNames.isEmpty
        lines = definition.lines(isOpenMetrics: isOpenMetrics).map { line in
            let start = writer.count
            let hasBraces = isLabelled || line.label != nil
            writer.write(definition.baseName + line.suffix + (hasBraces ? "{" : ""))
            let middle = writer.count
            if let (name, value) = line.label {
                writer.write(isLabelled ? ",\(name)=\"" : "\(name)=\"")
                writer.write(escaped: value, quotes: true)
                writer.write(byte: UInt8(ascii: "\""))
            }
            writer.write(hasBraces ? "} " : " ")
            return Line(opening: start..<middle, closing: middle..<writer.count)
        }
        bytes = writer.bytes
    }

    /// How many lines a series has, and so how many series it is to Prometheus.
    var lineCount: Int { lines.count }

    func writeHeader(into writer: inout ByteWriter) {
        writer.write(bytes.span.extracting(header))
    }

    /// Writes the line `index` of a series.
    func write(
        _ index: Int, of labels: SeriesLabels, _ value: Double, _ exemplar: Exemplar? = nil,
        into writer: inout ByteWriter
    ) {
        writeBeginning(of: index, labels, into: &writer)
        writer.write(value)
        writeEnd(exemplar, into: &writer)
    }

    /// Writes the line `index` of a series.
    func write(
        _ index: Int, of labels: SeriesLabels, _ value: UInt64, _ exemplar: Exemplar? = nil,
        into writer: inout ByteWriter
    ) {
        writeBeginning(of: index, labels, into: &writer)
        writer.write(value)
        writeEnd(exemplar, into: &writer)
    }

    /// Writes the line `index` of a series; its value is a time.
    func write(
        _ index: Int, of labels: SeriesLabels, _ time: WallClockInstant,
        into writer: inout ByteWriter
    ) {
        write(index, of: labels, time.roundedSecondsSinceEpoch, into: &writer)
    }

    private func writeBeginning(
        of index: Int, _ labels: SeriesLabels, into writer: inout ByteWriter
    ) {
        let line = lines[index]
        writer.write(bytes.span.extracting(line.opening))
        writer.write(labels.text.span)
        writer.write(bytes.span.extracting(line.closing))
    }

    private func writeEnd(_ exemplar: Exemplar?, into writer: inout ByteWriter) {
        if let exemplar {
            writer.write(" # {")
            for (name, value) in exemplar.labels { writer.write(label: name, value) }
            writer.write("} ")
            writer.write(exemplar.value)
            writer.write(byte: UInt8(ascii: " "))
            writer.write(exemplar.time.roundedSecondsSinceEpoch)
        }
        writer.write(byte: UInt8(ascii: "\n"))
    }
}

extension ByteWriter {
    fileprivate mutating func writeHeader(_ definition: FamilyDefinition, isOpenMetrics: Bool) {
        let name = isOpenMetrics ? definition.baseName : definition.name
        let type = isOpenMetrics ? definition.kind.openMetricsName : definition.kind.textName
        write("# HELP \(name) ")
        write(escaped: definition.help, quotes: isOpenMetrics)
        write("\n# TYPE \(name) \(type)\n")
        if isOpenMetrics, let unit = definition.unit { write("# UNIT \(name) \(unit)\n") }
    }
}

extension FamilyDefinition {
    /// The lines of one series: what follows the base name, and the label that is the line's own.
    fileprivate func lines(
        isOpenMetrics: Bool
    ) -> [(suffix: String, label: (name: String, value: String)?)] {
        switch kind {
        case .gauge:
            return [("", nil)]
        case .info:
            return [("_info", nil)]
        case .stateSet:
            return states.map { ("", (name, $0)) }
        case .counter:
            return [("_total", nil)] + (isOpenMetrics ? [("_created", nil)] : [])
        case .histogram:
            let buckets = (bounds + [.infinity]).map { bound in
                (
                    "_bucket",
                    ("le", bound.boundText(isOpenMetrics: isOpenMetrics)) as (String, String)?
                )
            }
            return buckets + [("_sum", nil), ("_count", nil)]
                + (isOpenMetrics ? [("_created", nil)] : [])
        }
    }
}

extension Double {
    /// The value of the label `le`: as Go writes numbers, and in OpenMetrics with a `.0` at
    /// integers, where scrapers compare bounds as text.
    fileprivate func boundText(isOpenMetrics: Bool) -> String {
        var writer = ByteWriter()
        writer.write(self, exponentFrom: 6)
        let isInteger = writer.bytes.allSatisfy {
            $0 != UInt8(ascii: ".") && $0 < UInt8(ascii: "A")
        }
        if isOpenMetrics, isInteger { writer.write(".0") }
        return String(writer)
    }
}

extension WallClockInstant {
    /// Seconds since 1970-01-01T00:00:00Z to the millisecond, which is what Prometheus keeps.
    fileprivate var roundedSecondsSinceEpoch: Double {
        (Double(nanoseconds) / 1e6).rounded() / 1e3
    }
}
