/// Why a command of `sonde forecast` did not do its work.
package struct ForecastFailure: Error, Equatable, CustomStringConvertible {
    package let description: String

    /// Whether the options were wrong, not the series.
    package let isUsage: Bool
}

/// How a command of `sonde forecast` tells what it found.
package enum ForecastFormat: String, CaseIterable, Sendable {
    case text
    case json
}
