package import Base
package import Documents
import Monitoring
import PrometheusClient
import Reporting
package import RuleBook

/// `sonde rules backtest`: replays the alerts of rule files over the history of a Prometheus.
///
/// Each expression is evaluated there by range queries; whether an alert is pending or fires is worked
/// out here (`AlertReplay`). Everything happens on the calling thread, which waits for the server.
package struct RulesBacktest {
    package enum Format: String, CaseIterable, Sendable {
        case text
        case json
        case svg
    }

    /// What is replayed.
    package struct Plan: Hashable, Sendable {
        /// The first evaluation; a fraction of a millisecond is cut off.
        package var start: WallClockInstant
        package var end: WallClockInstant

        /// The time from one evaluation to the next; nil: as the groups say.
        package var step: Duration?

        package init(start: WallClockInstant, end: WallClockInstant, step: Duration? = nil) {
            self.start = start
            self.end = end
            self.step = step
        }

        /// The stretch of a length that ends at a moment, both in whole minutes.
        ///
        /// - Parameters:
        ///   - since: The value of `--since`.
        ///   - until: The value of `--until`; nil for now.
        ///   - step: The value of `--step`.
        /// - Throws: `SettingProblems` with all values that cannot be used.
        package init(since: String, until: String?, step: String?) throws(SettingProblems) {
            var problems: [SettingProblem] = []
            let length = DurationText.parse(since)
            if length.map({ $0 < .seconds(60) || $0 > .seconds(366 * 86_400) }) ?? true {
                problems.append(
                    SettingProblem(
                        "--since", since, "must be a duration such as 14d, from 1m to 366d"))
            }
            let end = until.map { WallClockInstant(rfc3339: $0) } ?? .now()
            // No stretch begins before 1970.
            if (end?.secondsSinceEpoch ?? -1) < (length ?? .zero).inSeconds {
                problems.append(
                    SettingProblem(
                        "--until", until, "must be a time such as 2026-01-31T12:00:00Z"))
            }
            let distance = step.map(DurationText.parse)
            if let distance, distance.map({ $0 < .milliseconds(1) }) ?? true {
                problems.append(
                    SettingProblem("--step", step, "must be a duration such as 15s or 1m"))
            }
            guard problems.isEmpty, let length, let end else { throw SettingProblems(problems) }
            let minute: Int64 = 60_000_000_000
            let last = WallClockInstant(nanoseconds: end.nanoseconds / minute * minute)
            self.init(start: last + (.zero - length), end: last, step: distance ?? nil)
        }
    }

    /// What a replay came to.
    package struct Outcome: Sendable {
        package let report: BacktestReport

        /// What makes the report less than whole, a line each: warnings of the server, and rules that
        /// could not be replayed.
        package let problems: [String]

        /// The report as it is printed.
        package func text(_ format: Format) -> String {
            switch format {
            case .text: report.text
            case .json: BacktestDocument(report).jsonText
            case .svg: BacktestTimeline(report).svg
            }
        }
    }

    /// The most evaluations of one alert: a year of one each 15 s has a fifth of that.
    package static let evaluationCountMax = 10_000_000

    /// Prometheus' own, where a group says nothing of its interval.
    package static let standardInterval = TimeSpan.minutes(1)

    private let rules: BacktestRules
    private let plan: Plan
    private let reader: PrometheusReader
    private let progress: (String) -> Void

    /// Prepares a replay.
    ///
    /// - Parameters:
    ///   - paths: The rule files.
    ///   - progress: Told what is being asked for.
    /// - Throws: `DocumentProblems` with everything that is wrong with the rule files.
    package init(
        _ paths: [String], _ plan: Plan, by access: PrometheusAccess,
        progress: @escaping (String) -> Void
    ) throws(DocumentProblems) {
        rules = try BacktestRules(
            paths, interval: plan.step.map { TimeSpan($0) },
            standard: Self.standardInterval)
        self.plan = plan
        reader = access.reader
        self.progress = progress
    }

    /// Makes the replay.
    ///
    /// - Throws: `PrometheusProblem` if the Prometheus cannot be asked at all; what it refuses of one
    ///   rule is told of that one.
    package func outcome() throws -> Outcome {
        var problems: [String] = []
        let inventory = HistoryInventory(reader, from: start, to: end)
        let missing = try missingRecordings(inventory)
        var alerts: [BacktestReport.Alert] = []
        for (index, alert) in rules.alerts.enumerated() {
            progress("\(index + 1) of \(rules.alerts.count): \(alert.name)")
            alerts.append(try replay(alert, missing, inventory, &problems))
        }
        return Outcome(
            report: BacktestReport(start: start, end: end, alerts: alerts),
            problems: problems.map(\.printable))
    }

    /// The moments of evaluation at a distance.
    private func times(_ interval: TimeSpan) -> QueryRange {
        QueryRange(start: start, end: max(start, end), step: Int64(interval.milliseconds))
    }

    private var start: Int64 { plan.start.nanoseconds / 1_000_000 }
    private var end: Int64 { plan.end.nanoseconds / 1_000_000 }

    private func replay(
        _ alert: BacktestRules.Alert, _ missing: [String: BacktestNote],
        _ inventory: HistoryInventory, _ problems: inout [String]
    ) throws -> BacktestReport.Alert {
        let times = times(alert.interval)
        let names = rules.recorded.names(in: alert.expression).filter { missing[$0] != nil }
        let inlined = rules.recorded.inlined(Set(names), in: alert.expression)
        let expression = inlined ?? alert.expression
        var notes = alert.notes + names.compactMap { missing[$0] }
        let replay = AlertReplay(
            times: times, hold: Int64(alert.hold.milliseconds),
            keepFiring: Int64(alert.keepFiring.milliseconds), side: expression.alertingSide)
        func made(_ episodes: [AlertEpisode], problem: String? = nil) -> BacktestReport.Alert {
            BacktestReport.Alert(
                name: alert.name, group: alert.group, expression: expression, replay: replay,
                episodes: episodes, notes: notes, problem: problem)
        }
        if let problem = refusal(of: inlined, over: times) {
            problems.append("\(alert.name): \(problem)")
            return made([], problem: problem)
        }
        do {
            let answer = try reader.queryRange(expression.description, over: times)
            problems += answer.warnings.map { "\(alert.name): the server warns: \($0)" }
            notes += answer.warnings.map { .remark("the server warns: \($0)") }
            let (episodes, failed) = replay.episodes(
                of: answer.series, settingLabels: alert.labels)
            if let first = failed.first {
                notes.append(
                    .remark(
                        "\(failed.count) evaluations fail, the first at \(first.utcText): two "
                            + "series have the same labels once those of the rule are set"))
            }
            if answer.series.isEmpty, answer.warnings.isEmpty {
                let selectors = try inventory.selectorsOfNothing(in: expression)
                if !selectors.isEmpty { notes.append(.noSeries(selectors)) }
            }
            return made(episodes)
        } catch let problem as PrometheusProblem
            where problem.kind == .refused || problem.kind == .tooMuch
        {
            problems.append("\(alert.name): \(problem)")
            return made([], problem: problem.description)
        }
    }

    /// Why an expression is not asked for; nil if it can be.
    private func refusal(of inlined: PromQL?, over times: QueryRange) -> String? {
        guard inlined != nil else {
            return "with what is recorded in the place of the recorded series, the expression has "
                + "more than \(RecordedSeries.partCountMax) parts"
        }
        guard times.pointCount <= Self.evaluationCountMax else {
            return "\(times.pointCount) evaluations are too many, at most "
                + "\(Self.evaluationCountMax) are made: --step makes them rarer"
        }
        return nil
    }

    /// The recorded series that the history does not have over the whole time, each with what is
    /// done about it.
    private func missingRecordings(
        _ inventory: HistoryInventory
    ) throws -> [String: BacktestNote] {
        let names = Set(rules.alerts.flatMap { rules.recorded.names(in: $0.expression) })
        var missing: [String: BacktestNote] = [:]
        for name in names.sorted() {
            progress("looking for \(name)")
            let first = try inventory.firstMoment(of: name)
            guard let first else {
                missing[name] = .replaced(name, until: nil)
                continue
            }
            guard first > start + 2 * inventory.step else { continue }
            missing[name] = .replaced(name, until: first)
        }
        return missing
    }
}
