/// Which status codes the mock answers with, and how often each: weights, such as
/// `200=12,400=1,401=1,500=1`.
package struct Outcomes: Hashable, Sendable, CustomStringConvertible {
    /// Codes in ascending order, each with a positive weight.
    package let weights: [Weight]
    private let total: Int

    package struct Weight: Hashable, Sendable {
        package let code: Int
        package let weight: Int
    }

    /// 200 with 12/15; 400, 401 and 500 with 1/15 each.
    package static let standard = Outcomes("200=12,400=1,401=1,500=1")!

    /// The largest weight of one code.
    package static let weightMax = 1_000_000

    /// Reads `CODE=WEIGHT` pairs; a code alone has weight 1. Nil if the text is no such list, a
    /// code is not in `Fault.allowedCodes` or stands twice, or all weights are 0.
    package init?(_ text: String) {
        var weights: [Weight] = []
        for pair in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = pair.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count <= 2, let code = Int(parts[0]), Fault.allowedCodes.contains(code),
                let weight = parts.count == 2 ? Int(parts[1]) : 1,
                (0...Self.weightMax).contains(weight),
                !weights.contains(where: { $0.code == code })
            else { return nil }
            if weight > 0 { weights.append(Weight(code: code, weight: weight)) }
        }
        guard !weights.isEmpty else { return nil }
        self.weights = weights.sorted { $0.code < $1.code }
        total = weights.reduce(0) { $0 + $1.weight }
    }

    /// The codes that can come.
    package var codes: [Int] { weights.map(\.code) }

    /// Draws a code.
    package func draw(using generator: inout some RandomNumberGenerator) -> Int {
        var rest = Int.random(in: 0..<total, using: &generator)
        for entry in weights {
            rest -= entry.weight
            if rest < 0 { return entry.code }
        }
        preconditionFailure("a draw of \(rest) past the sum of all weights")
    }

    package var description: String {
        weights.map { "\($0.code)=\($0.weight)" }.joined(separator: ",")
    }
}
