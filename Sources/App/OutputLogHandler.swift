import Base
package import Logging

/// Sends what a `Logger` is told to a `LogOutput`.
package struct OutputLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel: Logger.Level

    private let label: String
    private let format: LogFormat
    private let output: LogOutput

    package init(label: String, level: Logger.Level, format: LogFormat, output: LogOutput) {
        self.label = label
        self.format = format
        self.output = output
        logLevel = level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let line = LogLine(
            time: WallClockInstant.now().rfc3339, level: event.level, label: label,
            message: event.message.description, fields: fields.mapValues { "\($0)" })
        output.write(line.rendered(format))
    }
}
