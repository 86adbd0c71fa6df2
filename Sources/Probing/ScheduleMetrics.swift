import Base
import Metrics
import Monitoring

/// The metrics that tell a slow prober from a slow target.
final class ScheduleMetrics {
    /// Why a run was not made; the label `reason`.
    enum SkipReason: String, CaseIterable {
        /// The last run of the probe was still under way.
        case running
        /// The program was behind by a whole interval or more.
        case late
    }

    /// The bounds of the lateness, in seconds.
    static let latenessBounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5]

    private var lateness: [String: Histogram] = [:]
    private var skipped: [String: [SkipReason: Counter]] = [:]
    private let inFlight: Gauge

    init(registry: MetricRegistry, probes: [Probe]) {
        let latenessFamily = registry.histogram(
            "synthetic_schedule_lateness_seconds",
            help: "Time by which a run began later than its schedule says.", labels: ["probe"],
            buckets: Self.latenessBounds)
        let skippedFamily = registry.counter(
            "synthetic_schedule_skipped_total",
            help: "Runs that were due and not made: the last one still ran, or the program was "
                + "behind.",
            labels: ["probe", "reason"])
        let interval = registry.gauge(
            "synthetic_interval_seconds", help: "Time from the start of one run to the next.",
            labels: ["probe"])
        inFlight = registry.gauge(
            "synthetic_probes_in_flight", help: "Runs that are under way.", labels: []
        ).labels()
        for probe in probes {
            interval.labels(probe.name).set(probe.interval.inSeconds)
            lateness[probe.name] = latenessFamily.labels(probe.name)
            for reason in SkipReason.allCases {
                skipped[probe.name, default: [:]][reason] = skippedFamily.labels(
                    probe.name, reason.rawValue)
            }
        }
    }

    func started(_ probe: Probe, lateness duration: Duration) {
        inFlight.increment()
        lateness[probe.name]?.observe(max(0, duration.inSeconds))
    }

    func ended() {
        inFlight.decrement()
    }

    func skipped(_ probe: Probe, _ reason: SkipReason, count: Int64) {
        guard count > 0 else { return }
        skipped[probe.name]?[reason]?.increment(by: Double(count))
    }
}
