import Base
import FoundationEssentials

/// A fault to be set, as JSON: `{"kind": "status", "code": 401, "for": "2m"}`.
package struct FaultChange: Equatable, Sendable {
    package let fault: Fault
    package let duration: Duration

    /// How long a fault lasts if nothing is said.
    package static let standardDuration: Duration = .seconds(120)

    package init(fault: Fault, duration: Duration) {
        self.fault = fault
        self.duration = duration
    }

    /// Reads the words of the command line and the value of `--for`.
    package init(words: [String], duration text: String?) throws(Fault.Problem) {
        fault = try Fault(words: words)
        guard let text else {
            duration = Self.standardDuration
            return
        }
        guard let parsed = DurationText.parse(text), parsed > .zero,
            parsed <= FaultSwitch.durationMax
        else {
            throw Fault.Problem(
                description: "the duration must be a time with a unit such as 90s or 2m, above 0 "
                    + "and at most \(DurationText.print(FaultSwitch.durationMax)), got '\(text)'")
        }
        duration = parsed
    }

    /// Reads a JSON document.
    package init(json: [UInt8]) throws(Fault.Problem) {
        let members: Members
        do {
            members = try JSONDecoder().decode(Members.self, from: Data(json))
        } catch {
            throw Fault.Problem(
                description: "the body must be JSON such as "
                    + #"{"kind": "status", "code": 401, "for": "2m"}"#)
        }
        try self.init(words: members.words, duration: members.duration)
    }

    /// The document that `init(json:)` reads as this.
    package var json: [UInt8] {
        var members = Members(kind: fault.kind.rawValue, duration: DurationText.print(duration))
        switch fault {
        case .status(let code): members.code = code
        case .errorRate(let share, let code):
            members.share = share
            members.code = code
        case .slow(let delay): members.delay = DurationText.print(delay)
        case .normal, .unmapped, .refuse, .hang: break
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        // Strings and finite numbers always encode.
        return Array(try! encoder.encode(members))
    }

    private struct Members: Codable {
        var kind: String
        var code: Int?
        var share: Double?
        var delay: String?
        var duration: String?

        /// The members in the order of the words of the command line.
        var words: [String] {
            [kind] + [share.map { "\($0)" }, code.map { "\($0)" }, delay].compactMap { $0 }
        }

        private enum CodingKeys: String, CodingKey {
            case kind
            case code
            case share
            case delay
            case duration = "for"
        }
    }
}
