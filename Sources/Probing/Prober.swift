import Base
package import Logging
package import Metrics
package import Monitoring
package import Reactor
import Transfers

/// Runs probes by their schedules and hands the results to the sinks.
///
/// One run at a time for each probe: one that is due while the last still runs is skipped, and
/// counted. Not `Sendable`: it belongs to the loop's thread.
package final class Prober {
    /// One probe with its schedule, its state and its run.
    private final class Entry {
        let probe: Probe
        var schedule: FixedRateSchedule
        var state = ProbeState()
        var run: ProbeRun?
        var timer: TimerToken?

        init(_ probe: Probe, schedule: FixedRateSchedule) {
            self.probe = probe
            self.schedule = schedule
        }
    }

    private let loop: EventLoop
    private let prober: HTTPProber
    private let probes: [Probe]
    private let metrics: ScheduleMetrics
    private let sinks: [any ResultSink]
    private var entries: [Entry] = []

    /// - Parameters:
    ///   - loop: The loop on whose thread everything happens.
    ///   - probes: With unique names.
    ///   - registry: Where the metrics of results and schedule are registered.
    ///   - userAgent: How requests introduce themselves.
    package init(
        loop: EventLoop, probes: [Probe], registry: MetricRegistry, log: Logger,
        userAgent: String
    ) throws {
        self.loop = loop
        self.probes = probes
        prober = HTTPProber(engine: try TransferEngine(loop: loop), userAgent: userAgent)
        metrics = ScheduleMetrics(registry: registry, probes: probes)
        sinks = [MetricsSink(registry: registry, probes: probes), LogSink(log: log)]
    }

    /// Begins: the first run of each probe is due now.
    package func start() {
        let now = MonotonicInstant.now()
        entries = probes.map {
            Entry($0, schedule: FixedRateSchedule(start: now, interval: $0.interval))
        }
        for entry in entries { arm(entry) }
    }

    /// Gives up the runs under way, which count neither as success nor as failure, and begins no
    /// more.
    package func stop() {
        for entry in entries {
            if let timer = entry.timer { loop.cancel(timer) }
            guard let run = entry.run else { continue }
            run.cancel()
            metrics.ended()
        }
        entries = []
    }

    private func arm(_ entry: Entry) {
        entry.timer = loop.schedule(at: entry.schedule.nextMoment) { [weak self, weak entry] in
            guard let self, let entry else { return }
            self.runDue(entry)
            self.arm(entry)
        }
    }

    private func runDue(_ entry: Entry) {
        let now = MonotonicInstant.now()
        guard let due = entry.schedule.takeDue(at: now) else { return }
        metrics.skipped(entry.probe, .late, count: due.missedCount)
        guard entry.run == nil else {
            metrics.skipped(entry.probe, .running, count: 1)
            return
        }
        metrics.started(entry.probe, lateness: now - due.moment)
        let run = prober.start(entry.probe) { [weak self, weak entry] result in
            guard let self, let entry else { return }
            entry.run = nil
            self.record(result, of: entry)
        }
        if !run.isFinished { entry.run = run }
    }

    private func record(_ result: ProbeResult, of entry: Entry) {
        metrics.ended()
        let transition = entry.state.record(result.outcome)
        for sink in sinks { sink.record(result, entry.state, transition) }
    }
}
