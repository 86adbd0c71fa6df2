/// The unit tests of an objective's alerts, made of the series that its rules read.
struct ObjectiveTests {
    private let rules: ObjectiveRules
    private var settings: ObjectiveSettings { rules.settings }

    /// Requests a minute, so many that a small share of them is a number of failures.
    private static let busyRate = 6_000.0

    init(_ rules: ObjectiveRules) {
        self.rules = rules
    }

    /// A file for the short windows, evaluated each minute, and one for the long ones.
    func files(named name: String) -> [UnitTestFile] {
        let quick = rules.rates.filter { $0.short < .hours(1) }
        let slow = rules.rates.filter { $0.short >= .hours(1) }
        return [("quick", quick, TimeSpan.minutes(1)), ("slow", slow, .minutes(5))]
            .compactMap { speed, rates, interval in
                rates.isEmpty
                    ? nil
                    : UnitTestFile(
                        name: "\(name)-\(speed)", evaluationInterval: interval,
                        tests: rates.map(test))
            }
    }

    /// A share of bad requests for a time.
    private struct Phase {
        let badShare: Double
        let time: TimeSpan
        var rate = ObjectiveTests.busyRate
    }

    private func test(of rate: BurnRate) -> AlertTest {
        let alert = rules.alert(at: rate)
        let threshold = rate.threshold(budget: settings.budget)
        let high = min(1, 2 * threshold)
        // The windows need not be full: a share that was the same all the time is that from the
        // beginning.
        let time = .minutes(30) + alert.wait.roundedUp(toMultipleOf: .minutes(5))
        let rest =
            rate.short + .minutes(10) + alert.keepFiringFor.roundedUp(toMultipleOf: .minutes(5))
        let fires = AlertCheck.firing(alert, at: time, rules.labels, value: high)
        return AlertTest(
            alert,
            fires: UnitTest(
                "fires while the budget burns twice as fast as it may", interval: .minutes(1),
                series: series([Phase(badShare: high, time: time + .minutes(5))]), alerts: [fires]
            ),
            silent: UnitTest(
                "is silent while it burns half as fast", interval: .minutes(1),
                series: series([Phase(badShare: threshold / 2, time: time + .minutes(5))]),
                alerts: [.silent(alert, at: time)]),
            withoutData: UnitTest(
                "is silent without requests", interval: .minutes(1), series: [],
                alerts: [.silent(alert, at: time)]),
            recovers: UnitTest(
                "ends a short window after the trouble", interval: .minutes(1),
                series: series([
                    Phase(badShare: high, time: time), Phase(badShare: 0, time: rest + .minutes(5)),
                ]), alerts: [fires, .silent(alert, at: time + rest)]),
            further: fewRequests(rate, alert) + newBound(alert))
    }

    /// With a request a minute two failures are no reason to wake anybody; for the shortest windows,
    /// where three are above the threshold.
    private func fewRequests(_ rate: BurnRate, _ alert: AlertingRule) -> [UnitTest] {
        guard rate == BurnRate.all.first, alert.wait == .zero, alert.keepFiringFor == .zero,
            rate.threshold(budget: settings.budget) < 0.08
        else { return [] }
        let phases = [
            Phase(badShare: 0, time: .minutes(30), rate: 1),
            Phase(badShare: 1, time: .minutes(2), rate: 1),
            Phase(badShare: 0, time: .minutes(2), rate: 1),
            Phase(badShare: 1, time: .minutes(1), rate: 1),
            Phase(badShare: 0, time: .minutes(5), rate: 1),
        ]
        return [
            UnitTest(
                "waits for the third failure of few requests", interval: .minutes(1),
                series: series(phases),
                alerts: [
                    .silent(alert, at: .minutes(33)),
                    .firing(alert, at: .minutes(36), rules.labels, value: 3.0 / 36),
                ])
        ]
    }

    /// A bound that the histogram is given when Sonde starts anew: of the requests before it nothing
    /// is known, so they are not slow.
    private func newBound(_ alert: AlertingRule) -> [UnitTest] {
        guard settings.addedBound != nil else { return [] }
        let before = TimeSpan.minutes(20)
        let after = TimeSpan.minutes(10)
        return [
            UnitTest(
                "is silent about requests from before the bound", interval: .minutes(1),
                series: histogram(
                    fast: Samples.missing(for: before).rising(by: Self.busyRate, for: after),
                    all: Samples.rising(by: Self.busyRate, for: before + after)),
                alerts: [3, 5].map { .silent(alert, at: before + .minutes($0)) })
        ]
    }

    // MARK: Series

    private func series(_ phases: [Phase]) -> [InputSeries] {
        let metrics = settings.metrics
        let good = samples(phases) { $0.rate * (1 - $0.badShare) }
        guard settings.latency != nil, metrics.histogram != nil else {
            let bad = samples(phases) { $0.rate * $0.badShare }
            return [
                InputSeries(metrics.total, labels(isBad: false), good),
                InputSeries(metrics.total, labels(isBad: true), bad),
            ]
        }
        return histogram(fast: good, all: samples(phases) { $0.rate })
    }

    /// The series of requests none of which failed; none if there is no latency.
    private func histogram(fast: Samples, all: Samples) -> [InputSeries] {
        guard let latency = settings.latency, let histogram = settings.metrics.histogram else {
            return []
        }
        let labels = labels(isBad: false)
        let bound = histogram.unit.value(latency).exactText
        return [
            InputSeries("\(histogram.name)_bucket", labels.merging(["le": bound]) { $1 }, fast),
            InputSeries("\(histogram.name)_count", labels, all),
        ]
    }

    private func labels(isBad: Bool) -> [String: String] {
        let metrics = settings.metrics
        let common = Dictionary(
            metrics.select.filter { $0.comparison == .equal }.map { ($0.label, $0.value) }
        ) { $1 }
        guard let bad = metrics.bad, let examples = bad.examples else { return common }
        return common.merging([bad.label: isBad ? examples.met : examples.unmet]) { $1 }
    }

    private func samples(_ phases: [Phase], _ increment: (Phase) -> Double) -> Samples {
        phases.reduce(Samples()) { $0.rising(by: increment($1), for: $1.time) }
    }
}
