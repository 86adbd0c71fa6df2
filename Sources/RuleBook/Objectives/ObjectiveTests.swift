/// The unit tests of an objective's alerts, made of the series that its rules read.
struct ObjectiveTests {
    private let made: ObjectiveRules
    private let settings: ObjectiveSettings

    /// Requests a minute, so many that a small share of them is a number of failures.
    private static let busyRate = 6_000.0

    init(_ made: ObjectiveRules) {
        self.made = made
        settings = made.settings
    }

    /// A file for the short windows, evaluated each minute, and one for the long ones.
    func files(named name: String) -> [UnitTestFile] {
        let quick = made.rates.filter { $0.short < .hours(1) }
        let slow = made.rates.filter { $0.short >= .hours(1) }
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
        let alert = made.alert(at: rate)
        let threshold = rate.threshold(budget: settings.budget)
        let high = min(1, 2 * threshold)
        // The windows need not be full: a share that was the same all the time is that from the
        // beginning.
        let time = .minutes(30) + alert.wait.roundedUp(toMultipleOf: .minutes(5))
        let rest =
            rate.short + .minutes(10) + alert.keepFiringFor.roundedUp(toMultipleOf: .minutes(5))
        let fires = AlertCheck.firing(alert, at: time, made.labels, value: high)
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
            further: fewRequests(rate, alert))
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
                    .firing(alert, at: .minutes(36), made.labels, value: 3.0 / 36),
                ])
        ]
    }

    // MARK: Series

    private func series(_ phases: [Phase]) -> [InputSeries] {
        let metrics = settings.metrics
        let common = Dictionary(
            metrics.select.filter { $0.comparison == .equal }.map { ($0.label, $0.value) }
        ) { $1 }
        func labels(isBad: Bool) -> [String: String] {
            guard let bad = metrics.bad, let examples = bad.examples else { return common }
            return common.merging([bad.label: isBad ? examples.met : examples.unmet]) { $1 }
        }
        let good = samples(phases) { $0.rate * (1 - $0.badShare) }
        guard let latency = settings.latency, let histogram = metrics.histogram else {
            let bad = samples(phases) { $0.rate * $0.badShare }
            return [
                InputSeries(metrics.total, labels(isBad: false), good),
                InputSeries(metrics.total, labels(isBad: true), bad),
            ]
        }
        let bound = histogram.unit.value(latency).exactText
        return [
            InputSeries(
                "\(histogram.name)_bucket", labels(isBad: false).merging(["le": bound]) { $1 }, good
            ),
            InputSeries(
                "\(histogram.name)_count", labels(isBad: false), samples(phases) { $0.rate }),
        ]
    }

    private func samples(_ phases: [Phase], _ increment: (Phase) -> Double) -> Samples {
        phases.reduce(Samples()) { $0.rising(by: increment($1), for: $1.time) }
    }
}
