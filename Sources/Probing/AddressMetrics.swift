import Base
import Metrics
import Monitoring

/// The metrics of steps whose request goes to every address of its target.
///
/// Addresses are no labels, for they come and go; which one failed is in the log. Not `Sendable`: it
/// belongs to the prober's thread.
final class AddressMetrics {
    private let counts: GaugeFamily
    private let durations: HistogramFamily

    init(registry: MetricRegistry) {
        counts = registry.gauge(
            "synthetic_addresses",
            help: "Addresses of the target that a step was last tried at, by what it came to.",
            labels: ["probe", "step", "family", "result"],
            seriesLimit: ProberLimits.seriesCountMax)
        durations = registry.histogram(
            "synthetic_address_duration_seconds",
            help: "Time that a step took at one address of the target.",
            labels: ["probe", "step", "family"], buckets: MetricsSink.durationBounds,
            seriesLimit: ProberLimits.seriesCountMax)
    }

    /// Makes the series of a probe, all of them at 0.
    func add(_ probe: Probe) {
        forEachFamily(of: probe) { step, family in
            for result in Outcome.labels {
                counts.labels(probe.name, step.name, family.label, result).set(0)
            }
            _ = durations.labels(probe.name, step.name, family.label)
        }
    }

    /// Takes the series of a probe out of every later scrape.
    func remove(_ probe: Probe) {
        forEachFamily(of: probe) { step, family in
            for result in Outcome.labels {
                counts.remove(probe.name, step.name, family.label, result)
            }
            durations.remove(probe.name, step.name, family.label)
        }
    }

    /// Takes note of what a step came to; nothing if it does not go to every address.
    func record(_ result: StepResult, of probe: Probe) {
        let connection = result.step.request.connection
        guard connection.addresses == .all else { return }
        for family in connection.family.kinds {
            let ofFamily = result.addresses.filter { $0.family == family }
            for label in Outcome.labels {
                counts.labels(probe.name, result.step.name, family.label, label)
                    .set(Double(ofFamily.count { $0.outcome.label == label }))
            }
            let duration = durations.labels(probe.name, result.step.name, family.label)
            for address in ofFamily { duration.observe(address.duration.inSeconds) }
        }
    }

    private func forEachFamily(
        of probe: Probe, _ body: (Step, IPAddress.Family) -> Void
    ) {
        for step in probe.steps where step.request.connection.addresses == .all {
            for family in step.request.connection.family.kinds { body(step, family) }
        }
    }
}
