/// Why a Prometheus gave no answer that can be used.
package struct PrometheusProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// What can be done about it.
    package enum Kind: Hashable, Sendable {
        /// No answer came, or one that says that the server cannot answer now: it may pass.
        case unavailable
        /// The expression, its times or the access is refused; asking again changes nothing.
        case refused
        /// What answers is not Prometheus' HTTP API.
        case notPrometheus
        /// The answer is larger than is taken, or took the server too long: less has to be asked for.
        case tooMuch
        /// A secret that it is to be shown cannot be read.
        case secret
    }

    package let kind: Kind

    /// For people, in one line, with the server's URL and without credentials.
    package let description: String

    package init(kind: Kind, description: String) {
        self.kind = kind
        self.description = description
    }
}

/// Why one request came to nothing; `PrometheusProblem` says where.
package struct RequestFailure: Error, Hashable {
    package let kind: PrometheusProblem.Kind

    /// For people, in one line.
    package let detail: String

    /// How long the server wants to be left alone, if it says so.
    let pause: Duration?

    /// Whether the same for a shorter stretch of time may succeed.
    let isLessWithLessTime: Bool

    init(
        _ kind: PrometheusProblem.Kind, _ detail: String, pause: Duration? = nil,
        isLessWithLessTime: Bool = false
    ) {
        self.kind = kind
        self.detail = detail
        self.pause = pause
        self.isLessWithLessTime = isLessWithLessTime
    }
}

extension String {
    /// The first line, at most 300 characters of it, for a message.
    var firstLine: String {
        let line = split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        return line.count > 300 ? line.prefix(300) + "..." : line
    }
}
