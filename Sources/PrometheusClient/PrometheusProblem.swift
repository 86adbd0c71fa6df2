import Base

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
    /// The first line that is not empty, at most 300 characters of it, for a message.
    ///
    /// It is what a server says, which may mean harm: what would steer a terminal is spelt out, and
    /// `secrets` that it sends back are not told.
    func firstLine(hiding secrets: [String] = []) -> String {
        // A text as large as an answer is not to be cut into all its lines for one of them.
        let start = drop(while: \.isNewline).prefix(16_384).prefix { !$0.isNewline }
        let line = String(start).hiding(secrets)
        return (line.count > 300 ? line.prefix(300) + "..." : line).printable
    }

    /// The text with a mark in place of secrets.
    func hiding(_ secrets: [String]) -> String {
        secrets.reduce(self) { $0.replacing($1, with: Redaction.mark) }
    }
}
