extension LabelMatcher {
    /// A value that meets the condition, and one that does not; nil if none was found.
    ///
    /// Of regular expressions it understands what is usual for such labels: words, `.`, `|`, groups
    /// and characters in brackets, of which it takes the first.
    var examples: (met: String, unmet: String)? {
        let candidates = ["200", "success", "ok", "0", "2", "500", "5", "failure", "error", value]
        switch comparison {
        case .equal: return (value, value == "200" ? "500" : "200")
        case .unequal: return (value == "500" ? "200" : "500", value)
        case .matches, .avoids:
            // A pattern of RE2 that Swift does not read has no example.
            guard let regex = try? Regex("(?:\(value))") else { return nil }
            func matches(_ text: String) -> Bool {
                // An error in matching is no match.
                (try? regex.wholeMatch(in: text)) != nil
            }
            guard let inside = ([Self.word(of: value)] + candidates).first(where: matches),
                let outside = candidates.first(where: { !matches($0) })
            else { return nil }
            return comparison == .matches ? (inside, outside) : (outside, inside)
        }
    }

    /// A guess at a text that a pattern matches.
    private static func word(of pattern: String) -> String {
        var word = ""
        var rest = pattern[...]
        while let character = rest.popFirst() {
            switch character {
            case "|": return word
            case ".": word += "0"
            case "(", ")", "^", "$", "?", ":", "*", "+": continue
            case "[":
                word += String(rest.first ?? "0")
                rest = rest.drop { $0 != "]" }.dropFirst()
            case "\\":
                let next = rest.popFirst() ?? "0"
                word += next == "d" || next == "w" ? "0" : String(next)
            default: word.append(character)
            }
        }
        return word
    }
}
