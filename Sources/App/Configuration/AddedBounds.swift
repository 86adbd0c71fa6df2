package import RuleBook

/// The bounds that objectives add to Sonde's own histograms, beside those that these always have.
///
/// Each is one more series of every series of its histogram: two of each step of each probe where
/// `synthetic_request_duration` is given one. So objectives with the same latency share it, and there is
/// a limit.
package struct AddedBounds: Hashable, Sendable {
    /// How many one histogram takes.
    package static let countMax = 16

    /// In the histogram's unit, by its name.
    private var bounds: [String: Set<Double>] = [:]

    package init() {}

    /// Adds the bound that an objective needs, if it needs one.
    ///
    /// - Throws: If the histogram has as many as it takes; nothing is added then.
    package mutating func add(for objective: ObjectiveSettings) throws(ObjectiveProblem) {
        guard let bound = objective.addedBound, let histogram = objective.metrics.histogram else {
            return
        }
        var known = bounds[histogram.name] ?? []
        guard known.insert(bound).inserted else { return }
        guard known.count <= Self.countMax else {
            throw ObjectiveProblem(
                "\(histogram.name) has the latencies of \(Self.countMax) objectives as bounds, which is "
                    + "all that it takes; use one of them or of "
                    + (histogram.bounds ?? []).map { "\(PromQL.number($0))" }
                    .joined(separator: ", "))
        }
        bounds[histogram.name] = known
    }

    /// Those of one histogram, ascending and in its unit.
    package func of(_ histogram: String) -> [Double] { bounds[histogram]?.sorted() ?? [] }

    /// The names of the histograms that are given other bounds than by `other`, ascending.
    func histograms(differingFrom other: AddedBounds) -> [String] {
        Set(bounds.keys).union(other.bounds.keys).filter { bounds[$0] != other.bounds[$0] }.sorted()
    }
}
