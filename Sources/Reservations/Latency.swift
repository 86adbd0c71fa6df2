import Base

/// How long the mock takes for an answer.
package enum Latency: Hashable, Sendable {
    /// (1, eight times; 2, twice; or 3) x (1 to 100) ms, both drawn uniformly.
    case standard
    /// Always the same.
    case fixed(Duration)

    private static let factors = [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3]

    /// Reads `default` or a duration such as `0s`, up to `Fault.slowMax`; nil for anything else.
    package init?(_ text: String) {
        if text == "default" {
            self = .standard
        } else if let duration = DurationText.parse(text), duration <= Fault.slowMax {
            self = .fixed(duration)
        } else {
            return nil
        }
    }

    /// Draws a delay.
    package func draw(using generator: inout some RandomNumberGenerator) -> Duration {
        switch self {
        case .standard:
            let factor = Self.factors.randomElement(using: &generator)!
            return .milliseconds(factor * Int.random(in: 1...100, using: &generator))
        case .fixed(let duration): return duration
        }
    }
}
