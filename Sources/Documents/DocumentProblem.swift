import Base

/// Something in a document that cannot be used, or should not stand there: one line that says
/// where, what is wrong, and how to mend it.
package struct DocumentProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Severity: String, Sendable {
        /// The document cannot be used.
        case error
        /// The document can be used, and probably does not mean what it says.
        case warning
    }

    package let severity: Severity
    package let place: SourcePlace

    /// The path of keys to the value, such as `probes[3].interval`; empty for the whole document.
    package let path: String
    package let message: String

    package init(
        _ severity: Severity = .error, at place: SourcePlace, path: String = "", _ message: String
    ) {
        self.severity = severity
        self.place = place
        self.path = path
        self.message = message
    }

    /// One line, whatever the document holds:
    /// `sonde.yml:12:5: probes[3].interval: must be at least 50ms, got '10ms'`
    package var description: String {
        let mark = severity == .warning ? "warning: " : ""
        return "\(place): \(mark)\(path.isEmpty ? "" : path + ": ")\(message)".printable
    }
}

/// Every problem of a document, in the order of places.
package struct DocumentProblems: Error, Equatable, Sendable, CustomStringConvertible {
    package let all: [DocumentProblem]

    /// Sorts by line within each file, the files in the order in which they first come up. What
    /// stands in an alias is decoded each time; its problems are told once.
    package init(_ problems: [DocumentProblem]) {
        var order: [String: Int] = [:]
        for problem in problems where order[problem.place.file] == nil {
            order[problem.place.file] = order.count
        }
        var known: Set<DocumentProblem> = []
        let unique = problems.filter { known.insert($0).inserted }
        all = unique.enumerated().sorted { left, right in
            let (first, second) = (left.element.place, right.element.place)
            let keys = [first, second].map { (order[$0.file] ?? 0, $0.line, $0.column) }
            return keys[0] == keys[1] ? left.offset < right.offset : keys[0] < keys[1]
        }.map(\.element)
    }

    package var errors: [DocumentProblem] { all.filter { $0.severity == .error } }
    package var warnings: [DocumentProblem] { all.filter { $0.severity == .warning } }

    package var description: String {
        all.map(\.description).joined(separator: "\n")
    }
}
