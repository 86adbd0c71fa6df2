/// One element of an `Accept` header (RFC 9110 section 12.5.1).
struct MediaRange {
    /// Type and subtype, lower case: `text/plain`, `text/*`, `*/*`.
    let type: String
    /// Names and values, lower case, without the weight.
    private(set) var parameters: [String: String] = [:]
    /// 0 (never) to 1.
    private(set) var weight = 1.0

    /// Reads one range; nil if there is no type in it. A weight that is no number from 0 to 1
    /// counts as 0, so that a garbled range is not preferred.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ";").map(\.trimmed)
        guard let type = parts.first, type.contains("/") else { return nil }
        self.type = type.lowercased()
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1).map(\.trimmed)
            guard pair.count == 2 else { continue }
            let value = pair[1].filter { $0 != "\"" }.lowercased()
            if pair[0].lowercased() == "q" {
                weight = Double(value).flatMap { (0...1).contains($0) ? $0 : nil } ?? 0
            } else {
                parameters[pair[0].lowercased()] = value
            }
        }
    }

    /// The ranges of a header in their order; what is none is left out.
    ///
    /// Commas in quoted strings divide too. No media type that matters here has any.
    static func list(_ header: String) -> [MediaRange] {
        header.split(separator: ",").compactMap { MediaRange($0) }
    }
}

extension StringProtocol {
    /// The text without spaces and tabs at its ends.
    fileprivate var trimmed: String {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        let tail = drop(while: isBlank)
        let end = tail.lastIndex { !isBlank($0) }
        return end.map { String(tail[...$0]) } ?? ""
    }
}
