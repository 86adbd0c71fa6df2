import Base
import Monitoring
import PrometheusClient
import RuleBook

/// The bounds that histograms have in a Prometheus, whatever is known of them otherwise.
struct ObjectiveBounds {
    private let reader: PrometheusReader
    private let server: String

    init(_ access: PrometheusAccess) {
        reader = access.reader
        server = Redaction.url(access.server.url)
    }

    /// The objectives with the bounds that their histograms had within the last day; of those that
    /// are given their bounds by the configuration, Sonde's own, nothing is asked.
    ///
    /// - Throws: `PrometheusProblem` if the Prometheus does not answer; `SettingProblems` naming the
    ///   objectives for whose histograms it has no series.
    func asked(for objectives: [ObjectiveSettings]) throws -> [ObjectiveSettings] {
        var problems: [SettingProblem] = []
        let known = try objectives.map { objective in
            guard objective.latency != nil, let histogram = objective.metrics.histogram,
                !histogram.takesBounds
            else { return objective }
            let buckets = PromQL.metric(
                "\(histogram.name)_bucket", where: objective.metrics.select)
            let query = PromQL.aggregate(
                .group, by: ["le"], .call(.lastOverTime, [buckets.over(.days(1))]))
            let bounds = try reader.query(query.description).series
                .compactMap { $0.labels["le"].flatMap(Double.init) }.filter(\.isFinite)
            if bounds.isEmpty {
                problems.append(
                    SettingProblem(
                        "objective '\(objective.name)'", nil,
                        "the Prometheus at \(server) has no series of \(buckets)"))
            }
            var objective = objective
            objective.metrics.histogram?.bounds = Set(bounds).sorted()
            return objective
        }
        guard problems.isEmpty else { throw SettingProblems(problems) }
        return known
    }
}
