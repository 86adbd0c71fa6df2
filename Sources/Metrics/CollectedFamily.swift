import Base

/// A value of a gauge that is worked out at a scrape, with labels of its own.
package struct CollectedSample: Sendable {
    /// `name="value"` of every label, ascending by name.
    let labels: [(name: String, value: String)]
    let value: Double

    /// - Precondition: The names are label names.
    package init(labels: [String: String], value: Double) {
        for name in labels.keys {
            precondition(name.isLabelName, "\(name) is no label name: [a-zA-Z_][a-zA-Z0-9_]*")
        }
        self.labels = labels.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        self.value = value
    }
}

/// The gauges of one name that somebody else keeps: which there are, and with which labels, is
/// asked at each scrape. Unlike in other families, series may differ in the names of their labels.
final class CollectedFamily: ExposedFamily {
    let definition: FamilyDefinition
    private let collect: @Sendable () -> [CollectedSample]

    init(_ definition: FamilyDefinition, collect: @escaping @Sendable () -> [CollectedSample]) {
        self.definition = definition
        self.collect = collect
    }

    /// There is no limit: nobody looks series up.
    var overflowCount: UInt64 { 0 }

    func write(
        _ format: ExpositionFormat, into writer: inout ByteWriter, scratch: inout HistogramReading
    ) -> Int {
        let samples = collect()
        guard !samples.isEmpty else { return 0 }
        switch format {
        case .text, .openMetrics:
            let text = FamilyText(definition, isOpenMetrics: format == .openMetrics)
            text.writeHeader(into: &writer)
            let lines = samples.map { sample in
                (
                    labels: SeriesLabels(
                        names: sample.labels.map(\.name), values: sample.labels.map(\.value)),
                    value: sample.value
                )
            }
            for line in lines.sorted(by: {
                $0.labels.text.lexicographicallyPrecedes($1.labels.text)
            }
            ) {
                text.write(0, of: line.labels, line.value, into: &writer)
            }
        case .protobuf:
            let message = MetricMessage(definition)
            message.writeFamily(into: &writer) { writer in
                for sample in samples { message.write(sample, into: &writer) }
            }
        }
        return samples.count
    }

    /// A gauge is no count of anything.
    func total(where isMeant: ([String: String]) -> Bool) -> Double? { nil }
}

extension MetricRegistry {
    /// Registers a gauge whose series are asked for at each scrape, on the scraping thread.
    ///
    /// `collect` must not block and must not scrape the registry.
    ///
    /// - Precondition: The names are valid, and no other family has the name.
    package func collectedGauge(
        _ name: String, help: String, unit: MetricUnit? = nil, file: StaticString = #fileID,
        line: UInt = #line, collect: @escaping @Sendable () -> [CollectedSample]
    ) {
        // A label name has the lines written with braces; which labels there are the samples say.
        let definition = FamilyDefinition(
            kind: .gauge, name: name, help: help, labelNames: ["collected"], unit: unit)
        register(
            CollectedFamily(definition, collect: collect),
            at: RegistrationSite(file: file, line: line))
    }
}
