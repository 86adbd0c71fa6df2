package import Base

/// The fault in force, as JSON tells it.
package struct FaultDocument: Codable, Equatable, Sendable {
    /// The kind, such as `status`.
    package let kind: String

    /// The fault with its values, as it is written on the command line.
    package let fault: String

    /// Seconds until it ends by itself; null if there is none.
    package let endsInSeconds: Double?

    package init(_ setting: FaultSwitch.Setting, now: MonotonicInstant) {
        kind = setting.fault.kind.rawValue
        fault = setting.fault.description
        endsInSeconds = setting.end.map { max(0, ($0 - now).inSeconds) }
    }

    private enum CodingKeys: String, CodingKey {
        case kind
        case fault
        case endsInSeconds = "ends_in_seconds"
    }
}
