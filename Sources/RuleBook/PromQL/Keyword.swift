/// The words that the grammar keeps for itself, all of them read in any mix of cases.
package enum Keyword {
    /// Words of which no selector can begin; all other keywords are metrics where one is expected.
    static let reserved: Set = ["atan2", "bool", "on", "ignoring", "group_left", "group_right"]
    /// Words that are numbers.
    static let numbers: Set = ["inf", "nan"]

    /// Whether a selector can begin with `name`, which is a valid metric name.
    static func canBeMetricName(_ name: String) -> Bool {
        let lower = name.lowercased()
        return isMetricName(name) && !reserved.contains(lower) && !numbers.contains(lower)
    }

    /// Whether `text` has the form of a metric name: `[a-zA-Z_:][a-zA-Z0-9_:]*`.
    package static func isMetricName(_ text: some StringProtocol) -> Bool {
        isName(text.utf8, allowingColon: true)
    }

    /// Whether `text` has the form of a label's name: `[a-zA-Z_][a-zA-Z0-9_]*`.
    package static func isLabelName(_ text: some StringProtocol) -> Bool {
        isName(text.utf8, allowingColon: false)
    }

    private static func isName(_ bytes: some Collection<UInt8>, allowingColon: Bool) -> Bool {
        guard let first = bytes.first, !isDigit(first) else { return false }
        return bytes.allSatisfy { isNameByte($0) || (allowingColon && $0 == UInt8(ascii: ":")) }
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Whether a label's name may hold `byte`.
    static func isNameByte(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower)
            || isDigit(byte) || byte == UInt8(ascii: "_")
    }
}

extension Keyword {
    /// Whether `word` can stand in the parentheses after `by`, `on` or `group_left`.
    static func canBeGroupingLabel(_ word: String) -> Bool {
        let lower = word.lowercased()
        return isLabelName(word) && lower != "without" && !numbers.contains(lower)
    }
}
