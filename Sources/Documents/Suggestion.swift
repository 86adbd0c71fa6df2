/// Finds what somebody meant who misspelt a name.
package enum Suggestion {
    /// The candidate closest to `name`, if it is close enough to be meant: equal but for case,
    /// hyphens and underscores, or with at most one change for every three characters.
    package static func closest(to name: String, among candidates: [String]) -> String? {
        let wanted = normal(name)
        let limit = max(1, wanted.count / 3)
        let distances = candidates.map { distance(wanted, normal($0)) }
        guard let best = distances.min(), best <= limit else { return nil }
        return zip(candidates, distances).first { $0.1 == best }?.0
    }

    /// Candidates that are listed where none is close.
    private static let listedCountMax = 20

    /// `; did you mean 'interval'?`, or the list of those that would be right, the first 20.
    package static func hint(_ name: String, among candidates: [String]) -> String {
        if let meant = closest(to: name, among: candidates) { return "; did you mean '\(meant)'?" }
        guard !candidates.isEmpty else { return "" }
        let more = candidates.count - listedCountMax
        let end = more > 0 ? " and \(more) more" : ""
        return "; known are "
            + candidates.prefix(listedCountMax).joined(separator: ", ") + end
    }

    private static func normal(_ name: String) -> [Character] {
        name.lowercased().filter { $0 != "-" && $0 != "_" }
    }

    /// Insertions, deletions, substitutions and swaps of neighbours that lead from one to the
    /// other ("optimal string alignment"). Names longer than 64 characters are far from everything.
    ///
    /// Row `i` of the matrix holds the distances of the first `i` characters of `left` to every
    /// beginning of `right`; only three rows are kept.
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        guard left.count <= 64, right.count <= 64 else { return .max }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for i in left.indices {
            var row = [i + 1]
            for j in right.indices {
                let substitution = last[j] + (left[i] == right[j] ? 0 : 1)
                var best = min(last[j + 1] + 1, row[j] + 1, substitution)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    best = min(best, beforeLast[j - 1] + 1)
                }
                row.append(best)
            }
            (beforeLast, last) = (last, row)
        }
        return last[right.count]
    }
}
