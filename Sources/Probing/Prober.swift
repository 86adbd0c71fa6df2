import Base
package import Logging
package import Metrics
package import Monitoring
package import Reactor
import Transfers

/// Runs probes by their schedules and hands the results to the sinks.
///
/// One run at a time for each probe, and a bounded number for all: one that is due while the last
/// still runs, or while too many do, is skipped and counted. From `start` on the loop keeps it alive
/// until `stop`. Not `Sendable`: it belongs to the loop's thread.
package final class Prober {
    private let loop: EventLoop
    private let prober: HTTPProber
    private var probes: [Probe]
    private let metrics: ScheduleMetrics
    private let results: MetricsSink
    private let sinks: [any ResultSink]
    private let runsInFlightMax: Int
    private let firstRunSpread: Duration
    private var entries: [ScheduledProbe] = []
    private var runsInFlight = 0

    /// - Parameters:
    ///   - loop: The loop on whose thread everything happens.
    ///   - probes: With unique names.
    ///   - registry: Where the metrics of results and schedule are registered.
    ///   - addedBounds: Finite bounds, in seconds, that `synthetic_request_duration` has as well.
    ///   - userAgent: How requests introduce themselves.
    ///   - runsInFlightMax: How many runs may be under way at once.
    ///   - firstRunSpread: The longest that the first run of a probe waits.
    ///   - sinks: What takes the results besides metrics and log.
    package init(
        loop: EventLoop, probes: [Probe], registry: MetricRegistry, log: Logger,
        addedBounds: [Double] = [], userAgent: String,
        runsInFlightMax: Int = ProberLimits.runsInFlightMax,
        firstRunSpread: Duration = ProberLimits.firstRunSpread,
        sinks: [any ResultSink] = []
    ) throws {
        self.loop = loop
        self.probes = probes
        self.runsInFlightMax = runsInFlightMax
        self.firstRunSpread = firstRunSpread
        prober = HTTPProber(engine: try TransferEngine(loop: loop), userAgent: userAgent)
        metrics = ScheduleMetrics(registry: registry)
        results = MetricsSink(
            registry: registry, probes: probes, addedBounds: addedBounds)
        self.sinks = [results, LogSink(log: log)] + sinks
    }

    /// Begins to run the probes, each by its schedule.
    package func start() {
        // The series first: making them takes a while, in which no run should be due yet.
        let series = probes.map(metrics.add)
        entries = zip(probes, series).map(makeEntry)
        for entry in entries { arm(entry) }
    }

    /// Gives up the runs under way, which count neither as success nor as failure, and begins no
    /// more.
    package func stop() {
        for entry in entries { stop(entry) }
        entries = []
    }

    /// Runs `probes`, with unique names, from now on.
    ///
    /// A probe that is equal to one that runs goes on as it is, with its schedule, its counters and
    /// its run under way. The run of any other is given up, and its series are gone.
    package func update(probes: [Probe]) {
        let wanted = Dictionary(uniqueKeysWithValues: probes.map { ($0.name, $0) })
        let parts = Dictionary(grouping: entries) { wanted[$0.probe.name] == $0.probe }
        for entry in parts[false] ?? [] {
            stop(entry)
            metrics.remove(entry.probe)
            results.remove(entry.probe)
        }
        let kept = Set((parts[true] ?? []).map(\.probe.name))
        let new = probes.filter { !kept.contains($0.name) }
        for probe in new { results.add(probe) }
        let added = zip(new, new.map(metrics.add)).map(makeEntry)
        self.probes = probes
        entries = (parts[true] ?? []) + added
        for entry in added { arm(entry) }
    }

    // MARK: Probes

    private func makeEntry(
        _ probe: Probe, _ series: ScheduleMetrics.Series
    ) -> ScheduledProbe {
        let wallClock = WallClockInstant.now()
        let schedule = FixedRateSchedule(
            name: probe.name, interval: probe.interval, jitter: probe.timing.jitter,
            firstRunSpread: firstRunSpread, now: .now(), wallClock: wallClock)
        let entry = ScheduledProbe(probe, schedule: schedule, series: series)
        // Until the first run is due, these say what it would find.
        series.inactive.set(!entry.isActive(at: wallClock))
        series.maintenance.set(entry.isInMaintenance(at: wallClock))
        return entry
    }

    private func stop(_ entry: ScheduledProbe) {
        if let timer = entry.timer { loop.cancel(timer) }
        guard let run = entry.run else { return }
        run.cancel()
        ended(entry)
    }

    // MARK: Runs

    private func arm(_ entry: ScheduledProbe) {
        // Until `stop` takes the timer away.
        entry.timer = loop.schedule(at: entry.schedule.nextMoment) {
            self.runDue(entry)
            self.arm(entry)
        }
    }

    private func runDue(_ entry: ScheduledProbe) {
        let now = MonotonicInstant.now()
        guard let due = entry.schedule.takeDue(at: now) else { return }
        entry.series.skip(.late, count: due.missedCount)
        let wallClock = WallClockInstant.now()
        if let reason = reasonToSkip(entry, wallClock) {
            entry.series.skip(reason)
            return
        }
        metrics.started(lateness: now - due.moment)
        begin(entry, isInMaintenance: entry.isInMaintenance(at: wallClock))
    }

    private func reasonToSkip(
        _ entry: ScheduledProbe, _ wallClock: WallClockInstant
    ) -> ScheduleMetrics.SkipReason? {
        guard entry.isActive(at: wallClock) else {
            entry.series.inactive.set(true)
            return .inactive
        }
        if entry.run != nil { return .running }
        return runsInFlight < runsInFlightMax ? nil : .overload
    }

    private func begin(_ entry: ScheduledProbe, isInMaintenance: Bool) {
        runsInFlight += 1
        entry.series.maintenance.set(isInMaintenance)
        let run = prober.start(entry.probe, isInMaintenance: isInMaintenance) {
            self.ended(entry)
            self.record($0, of: entry)
        }
        if !run.isFinished { entry.run = run }
    }

    private func ended(_ entry: ScheduledProbe) {
        entry.run = nil
        runsInFlight -= 1
        metrics.ended()
    }

    private func record(_ result: ProbeResult, of entry: ScheduledProbe) {
        let transition = entry.state.record(result.outcome)
        for sink in sinks { sink.record(result, entry.state, transition) }
        // After the sinks: who sees this has to see that the probe ran.
        entry.series.inactive.set(false)
    }
}

extension Gauge {
    fileprivate func set(_ isSet: Bool) {
        set(isSet ? 1 : 0)
    }
}
