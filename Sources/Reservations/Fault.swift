import Base

/// What the mock service does instead of its usual draw, so that an alert can be watched at work.
package enum Fault: Hashable, Sendable {
    /// The usual draw.
    case normal
    /// Every answer has this status code.
    case status(Int)
    /// This share of the answers, 0 to 1, has this code; the others are 200.
    case errorRate(Double, code: Int)
    /// Every answer takes this long.
    case slow(Duration)
    /// The route is gone: 404, and nothing is measured, as behind a gateway that lost it.
    case unmapped
    /// Connections are reset.
    case refuse
    /// Requests are accepted and never answered.
    case hang

    /// The name of a fault without its values: the metric label, and the word on the command line.
    package enum Kind: String, CaseIterable, Sendable {
        case normal
        case status
        case errorRate = "error-rate"
        case slow
        case unmapped
        case refuse
        case hang
    }

    package var kind: Kind {
        switch self {
        case .normal: .normal
        case .status: .status
        case .errorRate: .errorRate
        case .slow: .slow
        case .unmapped: .unmapped
        case .refuse: .refuse
        case .hang: .hang
        }
    }

    /// The codes a fault may answer with: final ones, and few enough to be metric labels.
    package static let allowedCodes = 200...599

    /// The longest `slow`, below the time that the server gives a handler.
    package static let slowMax: Duration = .seconds(60)

    /// The code that the fault itself causes, if it has one.
    package var code: Int? {
        switch self {
        case .status(let code), .errorRate(_, let code): code
        default: nil
        }
    }
}

extension Fault: CustomStringConvertible {
    /// The fault as it is written on the command line: `error-rate 0.5 503`.
    package var description: String {
        switch self {
        case .status(let code): "status \(code)"
        case .errorRate(let share, let code): "error-rate \(share) \(code)"
        case .slow(let duration): "slow \(DurationText.print(duration))"
        case .normal, .unmapped, .refuse, .hang: kind.rawValue
        }
    }
}

extension Fault {
    /// Why words name no fault; prints as one line that says what would be right.
    package struct Problem: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// Reads a fault from the words of the command line, such as `["error-rate", "0.5", "503"]`.
    package init(words: [String]) throws(Problem) {
        guard let name = words.first, let kind = Kind(rawValue: name) else {
            let names = Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(
                description: words.isEmpty
                    ? "no fault given; one of \(names)"
                    : "unknown fault '\(words[0])'; one of \(names)")
        }
        let values = Array(words.dropFirst())
        try Self.check(count: values.count, of: kind)
        switch kind {
        case .normal: self = .normal
        case .unmapped: self = .unmapped
        case .refuse: self = .refuse
        case .hang: self = .hang
        case .status: self = .status(try Self.code(values[0]))
        case .errorRate:
            self = .errorRate(try Self.share(values[0]), code: try Self.code(values[1]))
        case .slow: self = .slow(try Self.delay(values[0]))
        }
    }

    /// How the values of a kind are written.
    private static func usage(of kind: Kind) -> String {
        switch kind {
        case .status: "status CODE, such as `status 401`"
        case .errorRate: "error-rate P CODE, such as `error-rate 0.5 503`"
        case .slow: "slow DURATION, such as `slow 3s`"
        case .normal, .unmapped, .refuse, .hang: "\(kind.rawValue), without a value"
        }
    }

    private static func check(count: Int, of kind: Kind) throws(Problem) {
        let wanted: Int
        switch kind {
        case .status, .slow: wanted = 1
        case .errorRate: wanted = 2
        case .normal, .unmapped, .refuse, .hang: wanted = 0
        }
        guard count == wanted else {
            throw Problem(
                description:
                    "\(kind.rawValue) takes \(wanted) value\(wanted == 1 ? "" : "s"), "
                    + "got \(count); write \(usage(of: kind))")
        }
    }

    private static func code(_ text: String) throws(Problem) -> Int {
        guard let code = Int(text), allowedCodes.contains(code) else {
            throw Problem(
                description: "CODE must be a status code from \(allowedCodes.lowerBound) to "
                    + "\(allowedCodes.upperBound), got '\(text)'")
        }
        return code
    }

    private static func share(_ text: String) throws(Problem) -> Double {
        guard let share = Double(text), (0...1).contains(share) else {
            throw Problem(description: "P must be a share from 0 to 1, got '\(text)'")
        }
        return share
    }

    private static func delay(_ text: String) throws(Problem) -> Duration {
        guard let delay = DurationText.parse(text), delay <= slowMax else {
            throw Problem(
                description: "DURATION must be a time with a unit, such as 250ms or 3s, and at "
                    + "most \(DurationText.print(slowMax)), got '\(text)'")
        }
        return delay
    }
}
