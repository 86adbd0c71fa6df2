import Base
import Monitoring
import PrometheusClient
import Reporting
import RuleBook

/// `sonde rules suggest`: thresholds for the traffic of services, and what each would have cost in the
/// past.
///
/// Everything happens on the calling thread, which waits for the server.
package struct RulesSuggest {
    package enum Format: String, CaseIterable, Sendable {
        case text
        case json
    }

    /// What the past says.
    package struct Outcome: Sendable {
        private let suggestions: [TrafficSuggestions]

        /// What makes it less than whole, a line each.
        package let problems: [String]

        fileprivate init(_ suggestions: [TrafficSuggestions], _ problems: [String]) {
            self.suggestions = suggestions
            self.problems = problems
        }

        /// The suggestions as they are printed.
        package func text(_ format: Format) -> String {
            switch format {
            case .text: suggestions.map(\.text).joined(separator: "\n")
            case .json: SuggestionDocument(suggestions).jsonText
            }
        }
    }

    /// An expression for a rate, and what people call it.
    private struct Query {
        let name: String
        let expression: String
    }

    /// Samples of one series: two weeks of one a second, and some more.
    package static let sampleCountMax = 2_000_000

    /// Series of one expression that are looked at; each is tried with some forty thresholds.
    package static let seriesCountMax = 20

    private let queries: [Query]
    private let times: QueryRange
    private let reader: PrometheusReader
    private let progress: (String) -> Void

    /// Prepares the search.
    ///
    /// - Parameters:
    ///   - query: The expression of the rate; nil for those of the `traffic:` entries of `file`.
    ///   - file: The configuration file, if one is named.
    ///   - plan: Over what time; its step is that of the samples, a minute if there is none.
    ///   - progress: Told what is being asked for.
    /// - Throws: `SettingProblems` if there is nothing to ask for; `DocumentProblems` if the file
    ///   cannot be used.
    package init(
        query: String?, file: ConfigurationFile?, _ plan: RulesBacktest.Plan,
        by access: PrometheusAccess, progress: @escaping (String) -> Void
    ) throws {
        if let query {
            queries = [Query(name: query, expression: query)]
        } else {
            queries =
                try file?.load().configuration.traffic.map {
                    Query(name: $0.name, expression: $0.forecastQuery)
                } ?? []
        }
        guard !queries.isEmpty else {
            throw SettingProblems([
                SettingProblem(
                    "--query", nil,
                    "is missing, and no configuration file has an entry of `traffic`")
            ])
        }
        let step = plan.step ?? .seconds(60)
        guard step >= .seconds(1), step <= .seconds(300) else {
            throw SettingProblems([
                SettingProblem("--step", DurationText.print(step), "must be from 1s to 5m")
            ])
        }
        times = QueryRange(
            start: plan.start.nanoseconds / 1_000_000, end: plan.end.nanoseconds / 1_000_000,
            step: step.wholeNanoseconds / 1_000_000)
        guard times.pointCount <= Self.sampleCountMax else {
            throw SettingProblems([
                SettingProblem(
                    "--step", DurationText.print(step),
                    "must be longer for a past as long: \(times.pointCount) samples are more than "
                        + "\(Self.sampleCountMax)")
            ])
        }
        reader = access.reader
        self.progress = progress
    }

    /// Reads the past, and tries thresholds on it.
    ///
    /// - Throws: `PrometheusProblem` if the Prometheus gives no answer.
    package func outcome() throws -> Outcome {
        var suggestions: [TrafficSuggestions] = []
        var problems: [String] = []
        for query in queries {
            progress("reading \(query.name)")
            let answer = try reader.queryRange(query.expression, over: times)
            problems += answer.warnings.map { "\(query.name): the server warns: \($0)" }
            if answer.series.isEmpty { problems.append("\(query.name): there is no such series") }
            if answer.series.count > Self.seriesCountMax {
                problems.append(
                    "\(query.name): has \(answer.series.count) series, of which the first "
                        + "\(Self.seriesCountMax) are looked at")
            }
            for series in answer.series.prefix(Self.seriesCountMax) {
                progress("trying thresholds on \(series.name)")
                suggestions.append(TrafficSuggestions(RateHistory(series, times), of: query.name))
            }
        }
        return Outcome(suggestions, problems.map(\.printable))
    }
}
