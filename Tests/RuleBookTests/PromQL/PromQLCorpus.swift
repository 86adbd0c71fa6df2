import TestSupport

/// The expressions of `Tests/PromQLCorpus`, one a line; `⏎`, `␍` and `␉` stand for line ends and
/// tabs.
enum PromQLCorpus {
    /// Expressions that Prometheus 2.42 accepts.
    static func accepted() throws -> [String] {
        try lines(of: "accepted.txt").map(plain)
    }

    /// Expressions that Prometheus 2.42 refuses, and what is said of each instead.
    static func refused() throws -> [(expression: String, problem: String)] {
        try lines(of: "refused.txt").map { line in
            let end = line.ranges(of: " ⇒ ").last!
            return (plain(String(line[..<end.lowerBound])), String(line[end.upperBound...]))
        }
    }

    private static func lines(of file: String) throws -> [String] {
        try Checkout.text("Tests/PromQLCorpus/\(file)")
            .split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    }

    private static func plain(_ line: String) -> String {
        line.replacing("⏎", with: "\n").replacing("␍", with: "\r").replacing("␉", with: "\t")
    }
}
