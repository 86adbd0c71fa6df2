import Base
import Metrics
import Monitoring

/// When the certificates end that targets show.
///
/// A step has its series from the first certificate on; until the next one it says what the last one
/// said, so a target that is down does not look like one whose certificate is over. Not `Sendable`: it
/// belongs to the prober's thread.
final class CertificateMetrics {
    private let expiry: GaugeFamily

    init(registry: MetricRegistry) {
        expiry = registry.gauge(
            "synthetic_certificate_expiry_timestamp_seconds",
            help: "When the first certificate of the chain that the target shows ends.",
            labels: ["probe", "step"], seriesLimit: ProberLimits.seriesCountMax)
    }

    /// Takes the series of a probe out of every later scrape.
    func remove(_ probe: Probe) {
        for step in probe.steps { expiry.remove(probe.name, step.name) }
    }

    /// Takes note of what a step was shown, whether or not it was trusted.
    func record(_ result: StepResult, of probe: Probe) {
        guard let certificate = result.certificate else { return }
        expiry.labels(probe.name, result.step.name)
            .set(certificate.earliestExpiry.secondsSinceEpoch)
    }
}
