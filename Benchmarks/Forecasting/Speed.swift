import Forecasting
import TestSupport

/// What forecasts cost.
enum Speed {
    static func samples(days: Int, step: Int64) -> [SeriesSample] {
        var series = TrafficSeries(seed: 1)
        series.step = step
        return series.points(count: days * 86_400 / Int(step))
            .map { SeriesSample(time: $0.time, value: $0.value) }
    }

    static func fitted(_ samples: [SeriesSample], isSearching: Bool = true) -> Forecaster {
        do {
            return try Forecaster(fitting: samples, isSearching: isSearching)
        } catch {
            fatalError("\(error)")
        }
    }

    /// A fit of a series, and two days with the bands of 80 and 99 %.
    static func measureFits() {
        for (name, days, step, rounds) in [
            ("fit and 2 days with bands, 2 weeks of 5 min", 14, 300 as Int64, 300),
            ("fit and 2 days with bands, 4 weeks of 5 min", 28, 300, 300),
            ("fit and 2 days with bands, 4 weeks of 1 min", 28, 60, 100),
        ] {
            let samples = samples(days: days, step: step)
            let all = Speed.samples(days: days + 2, step: step)
            for isSearching in [false, true] {
                let seconds = medianSeconds(rounds: rounds) {
                    let forecaster = fitted(samples, isSearching: isSearching)
                    use(forecaster.rows(for: all.dropFirst(samples.count)))
                }
                report(
                    name + (isSearching ? ", parameters searched" : ""), seconds * 1_000, "ms")
            }
        }
    }

    /// A sample in, and the bands for now out.
    static func measureSteps() {
        let samples = samples(days: 28, step: 300)
        var forecaster = fitted(samples)
        let last = forecaster.lastTime ?? 0
        let count = 200_000
        let update = meanSeconds(count: count) { index in
            forecaster.update(
                SeriesSample(time: last + Int64(index + 1) * 15, value: Double(index % 100)))
        }
        report("one sample in", update * 1e6, "us")
        let bands = meanSeconds(count: count) { index in
            guard let forecast = forecaster.forecast(at: last + Int64(index) * 7) else { return }
            use((forecast.expected, forecast.band(level: 0.8), forecast.band(level: 0.99)))
        }
        report("bands for now out", bands * 1e6, "us")
    }

    /// Ten thousand services, a sample every 15 s and a refit every hour each.
    static func measureManyServices() {
        let serviceCount = 10_000
        let fitted = fitted(samples(days: 28, step: 300))
        let last = fitted.lastTime ?? 0
        let before = residentByteCount()
        var services = [Forecaster](repeating: fitted, count: serviceCount)
        // Each gets memory of its own, and the slots of an hour.
        var time = last
        for _ in 0..<2 {
            time += 300
            for index in services.indices {
                services[index].update(SeriesSample(time: time, value: Double(index % 90)))
            }
        }
        let after = residentByteCount()
        report("10,000 services: state of one", Double(fitted.byteCount) / 1_024, "KB")
        report(
            "10,000 services: resident memory of one",
            (after - before) / Double(serviceCount) / 1_024, "KB")
        let update = meanSeconds(count: 20 * serviceCount) { index in
            services[index % serviceCount].update(
                SeriesSample(time: time + Int64(index / serviceCount + 1) * 15, value: 70))
        }
        let refit = meanSeconds(count: 1_000) { services[$0 * 7 % serviceCount].refit() }
        let share = Double(serviceCount) * (update / 15 + refit / 3_600)
        report("10,000 services: sample of one among them", update * 1e6, "us")
        report("10,000 services: refit of one among them", refit * 1_000, "ms")
        report(
            "10,000 services: a sample every 15 s, a refit every hour", share * 100, "% of a core")
        let state = meanSeconds(count: 200) { _ in use(fitted.savedState()) }
        report("state saved", state * 1e6, "us")
        let bytes = fitted.savedState()
        // A state that was just saved can be restored; what matters is the time.
        let restored = meanSeconds(count: 200) { _ in use(try? Forecaster(savedState: bytes)) }
        report("state restored and checked", restored * 1e6, "us")
    }
}
