/// The syntax of a regular expression as Prometheus reads it (RE2, in the version of Go 1.19).
///
/// A condition on labels is checked before any series is seen: whether its pattern is one, and
/// whether the empty text matches. Both need only the syntax, so nothing is ever matched here. Of
/// `\p{Name}` the form is checked, not whether there is such a script.
struct RegexSyntax {
    struct Problem: Error {
        let message: String
    }

    /// The parts of a pattern, as far as they matter here.
    indirect enum Node: Hashable {
        /// Matches the empty text: an anchor, or nothing at all.
        case empty
        /// Matches no empty text: a word boundary.
        case boundary
        /// One character; the text if it can be no other.
        case character(Unicode.Scalar?)
        case sequence([Node])
        case choice([Node])
        /// `maximum` nil is without end.
        case repetition(Node, minimum: Int, maximum: Int?)
    }

    let root: Node

    /// Reads a pattern, as it is and between the anchors that Prometheus puts around it: there a
    /// `\Q` without its `\E` takes the end away.
    init(_ pattern: String) throws(Problem) {
        var reader = RegexReader(pattern)
        root = try reader.whole()
        var anchored = RegexReader("^(?:\(pattern))$")
        _ = try anchored.whole()
    }

    /// Whether the pattern matches the empty text.
    var matchesEmpty: Bool { root.matchesEmpty }

    /// The texts that the pattern matches, if they can be counted up: `a|b` has two, `5..` none
    /// that can be told. At most `countMax`.
    func texts(countMax: Int = 64) -> [String]? { root.texts(countMax: countMax) }
}

extension RegexSyntax.Node {
    var matchesEmpty: Bool {
        switch self {
        case .empty: true
        case .boundary, .character: false
        case .sequence(let parts): parts.allSatisfy(\.matchesEmpty)
        case .choice(let parts): parts.contains(where: \.matchesEmpty)
        case .repetition(let part, let minimum, _): minimum == 0 || part.matchesEmpty
        }
    }

    fileprivate func texts(countMax: Int) -> [String]? {
        switch self {
        case .empty: return [""]
        case .character(let scalar): return scalar.map { [String($0)] }
        case .sequence(let parts):
            var texts = [""]
            for part in parts {
                guard let endings = part.texts(countMax: countMax),
                    texts.count * endings.count <= countMax
                else { return nil }
                texts = texts.flatMap { start in endings.map { start + $0 } }
            }
            return texts
        case .choice(let parts):
            var texts: [String] = []
            for part in parts {
                guard let more = part.texts(countMax: countMax),
                    texts.count + more.count <= countMax
                else { return nil }
                texts += more
            }
            return texts
        case .boundary, .repetition: return nil
        }
    }

    /// Whether the repetitions within each other ask for at most `count` copies of one part;
    /// Go refuses more than 1000.
    func asksForAtMost(_ count: Int) -> Bool {
        switch self {
        case .empty, .boundary, .character: return true
        case .sequence(let parts), .choice(let parts):
            return parts.allSatisfy { $0.asksForAtMost(count) }
        case .repetition(let part, let minimum, let maximum):
            if maximum == 0 { return true }
            let copies = maximum ?? minimum
            guard copies <= count else { return false }
            return part.asksForAtMost(copies > 0 ? count / copies : count)
        }
    }
}
