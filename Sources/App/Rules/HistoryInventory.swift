import Monitoring
import PrometheusClient
import RuleBook

/// What a Prometheus has over a stretch of its history. What it was asked once it is not asked again.
///
/// Not `Sendable`: it belongs to the thread that asks, which waits for the server.
final class HistoryInventory {
    /// The distance of the moments that are looked at, in milliseconds.
    let step: Int64

    private let reader: PrometheusReader
    private let range: QueryRange

    /// By the text of the selector.
    private var isKnown: [String: Bool] = [:]

    /// At most so many moments tell since when a series is there.
    private static let momentCountMax: Int64 = 200

    /// - Parameters:
    ///   - start: The first moment, in milliseconds since 1970.
    ///   - end: The last one.
    init(_ reader: PrometheusReader, from start: Int64, to end: Int64) {
        self.reader = reader
        step = max(1_000, (end - start) / Self.momentCountMax / 1_000 * 1_000)
        range = QueryRange(start: start, end: max(start, end), step: step)
    }

    /// The first moment at which there is a series of a name; nil if there is none.
    ///
    /// - Throws: `PrometheusProblem` if the Prometheus gives no answer.
    func firstMoment(of name: String) throws -> Int64? {
        try reader.queryRange("group(\(name))", over: range)
            .series.first?.samples.first?.milliseconds
    }

    /// What an expression selects and the history has no series of: the name alone where there is
    /// none of that name, and else the selector with its labels; in order.
    ///
    /// - Throws: `PrometheusProblem` if the Prometheus gives no answer.
    func selectorsOfNothing(in expression: PromQL) throws -> [String] {
        var missing: Set<String> = []
        for selector in expression.selectors {
            let names = selector.matchers.filter { $0.label == "__name__" }
            let series = [
                PromQL.selector(Selector(selector.name, names)),
                .selector(Selector(selector.name, selector.matchers)),
            ]
            if let first = try series.first(where: { try !hasSeries($0) }) {
                missing.insert(first.description)
            }
        }
        return missing.sorted()
    }

    /// Whether there is a sample at any time; yes if the Prometheus refuses to look.
    private func hasSeries(_ selector: PromQL) throws -> Bool {
        let text = selector.description
        if let known = isKnown[text] { return known }
        let answer: Bool
        do {
            // The ranges meet, so that no sample lies between them.
            let found = try reader.queryRange(
                "group(last_over_time(\(text)[\(TimeSpan(milliseconds: Int(step)))]))", over: range)
            answer = !found.series.isEmpty || !found.warnings.isEmpty
        } catch let problem as PrometheusProblem
            where problem.kind == .refused || problem.kind == .tooMuch
        {
            answer = true
        }
        isKnown[text] = answer
        return answer
    }
}
