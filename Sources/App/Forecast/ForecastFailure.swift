/// Why nothing can be learned from a series, or nothing be said of it.
package struct ForecastFailure: Error, Equatable, CustomStringConvertible {
    package let description: String
}

/// How a command of `sonde forecast` tells what it found.
package enum ForecastFormat: String, CaseIterable, Sendable {
    case text
    case json
}
