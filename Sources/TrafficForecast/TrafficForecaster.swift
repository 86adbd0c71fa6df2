package import Base
import Forecasting
package import Logging
package import Metrics
package import Reactor

/// The forecasts of all traffic: reads at each step of each, some at once, and refits every hour.
///
/// Not `Sendable`: it belongs to the loop's thread, which a fit holds up for a few milliseconds.
package final class TrafficForecaster {
    /// So many reads are under way at once; the others wait for their turn.
    package static let readCountMax = 8

    private struct Entry {
        let watch: TrafficWatch
        var timer: TimerToken
    }

    private let loop: EventLoop
    private let metrics: ForecastMetrics
    private let folder: StateFolder?
    private let log: Logger
    private let now: @Sendable () -> WallClockInstant
    private var source: any HistorySource
    private var entries: [String: Entry] = [:]
    /// The traffic whose step has come, and that waits for a turn; a slice, whose first is taken
    /// in O(1).
    private var waiting: ArraySlice<String> = []
    /// The same, to be found.
    private var isWaiting: Set<String> = []
    private var readCount = 0

    /// - Parameters:
    ///   - source: Where samples are read.
    ///   - folder: Where forecasters are saved; nil: nowhere.
    ///   - now: The wall clock.
    package init(
        loop: EventLoop, source: any HistorySource, registry: MetricRegistry,
        folder: StateFolder?, log: Logger,
        now: @escaping @Sendable () -> WallClockInstant = { .now() }
    ) {
        self.loop = loop
        self.source = source
        self.folder = folder
        self.log = log
        self.now = now
        metrics = ForecastMetrics(registry: registry) { Self.seconds(now()) }
    }

    private static func seconds(_ time: WallClockInstant) -> Int64 {
        Int64(time.secondsSinceEpoch.rounded(.down))
    }

    /// Forecasts this traffic from now on. What stays as it was goes on; what is no longer there
    /// leaves no series.
    ///
    /// - Parameter source: Where samples are read from now on; nil: where they were.
    package func update(_ traffic: [ForecastedTraffic], source: (any HistorySource)? = nil) {
        if let source { self.source = source }
        let wanted = Dictionary(traffic.map { ($0.name, $0) }) { $1 }
        for (name, entry) in entries where wanted[name] != entry.watch.traffic {
            loop.cancel(entry.timer)
            entry.watch.save()
            entries[name] = nil
            if isWaiting.remove(name) != nil { waiting.removeAll { $0 == name } }
            metrics.remove(name)
        }
        for traffic in traffic where entries[traffic.name] == nil {
            let watch = TrafficWatch(
                traffic, metrics: metrics, folder: folder, log: log, now: Self.seconds(now()))
            // The first read comes at once; after that each has its own place in the step, so that
            // those of many do not come together.
            let timer = loop.schedule(after: .zero) { [weak self] in self?.take(traffic.name) }
            entries[traffic.name] = Entry(watch: watch, timer: timer)
        }
    }

    /// Saves all forecasters, and reads no more.
    package func stop() {
        for entry in entries.values {
            loop.cancel(entry.timer)
            entry.watch.save()
        }
        entries = [:]
        waiting = []
        isWaiting = []
    }

    /// The step of a traffic has come.
    private func take(_ name: String) {
        guard let entry = entries[name] else { return }
        entries[name]?.timer = loop.schedule(after: untilNextStep(of: entry.watch.traffic)) {
            [weak self] in self?.take(name)
        }
        guard !entry.watch.isReading, isWaiting.insert(name).inserted else {
            return entry.watch.countSkipped()
        }
        waiting.append(name)
        begin()
    }

    /// Begins what waits, as many as may be under way.
    private func begin() {
        while readCount < Self.readCountMax, let name = waiting.popFirst() {
            isWaiting.remove(name)
            guard let entry = entries[name] else { continue }
            readCount += 1
            entry.watch.step(now: Self.seconds(now()), source: source) { [weak self] in
                self?.readCount -= 1
                // A read that is done at once must not begin the next one within this one.
                self?.loop.schedule(after: .zero) { [weak self] in self?.begin() }
            }
        }
    }

    /// The time until the next step, which comes a little later for each traffic: by what a hash of
    /// its name says, at most a quarter of the step and ten seconds.
    private func untilNextStep(of traffic: ForecastedTraffic) -> Duration {
        let step = traffic.stepSeconds * 1_000_000_000
        let spread = min(step / 4, 10_000_000_000)
        let place = StableHash(traffic.name).number(below: spread)
        let time = now().nanoseconds - place
        let past = (time % step + step) % step
        return .nanoseconds(step - past)
    }
}
