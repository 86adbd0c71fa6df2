import Base
package import Metrics
package import Monitoring

/// Keeps results as metrics.
///
/// All series that rules divide by or count exist at 0 from the start: both results of every step,
/// and what may mark it as degraded. A series of where and why a step failed is made by the first
/// failure; there would be dozens for each step that nobody ever needs. Not `Sendable`: it belongs to the prober's thread.
package final class MetricsSink: ResultSink {
    /// The bounds that `synthetic_request_duration` always has, and those of the phases, in seconds;
    /// alert rules depend on them.
    package static let durationBounds: [Double] = [0.01, 0.1, 0.5, 2]

    private let durations: HistogramFamily
    private let phases: HistogramFamily
    private let failures: CounterFamily
    private let cleanupFailures: CounterFamily
    private let degraded: CounterFamily
    private let retries: CounterFamily
    private let info: GaugeFamily
    private let lastRun: GaugeFamily
    private let consecutiveFailures: GaugeFamily
    private let addresses: AddressMetrics
    private let certificates: CertificateMetrics

    /// The series of each probe, by its name.
    private var series: [String: ProbeSeries] = [:]

    /// - Parameters:
    ///   - probes: Those whose series are made.
    ///   - addedBounds: Finite bounds, in seconds, that `synthetic_request_duration` has as well.
    package init(registry: MetricRegistry, probes: [Probe], addedBounds: [Double] = []) {
        durations = registry.histogram(
            "synthetic_request_duration",
            help: "Time that one request of a probe took, in seconds.",
            labels: ["probe", "step", "method", "url", "result"],
            buckets: Set(Self.durationBounds + addedBounds).sorted(),
            native: NativeBuckets(), seriesLimit: ProberLimits.seriesCountMax)
        phases = registry.histogram(
            "synthetic_phase_duration_seconds",
            help: "Time that one phase of a request took; redirects are requests of their own.",
            labels: ["probe", "step", "phase"], buckets: Self.durationBounds,
            seriesLimit: ProberLimits.seriesCountMax)
        func counter(_ name: String, _ help: String, _ labels: [String]) -> CounterFamily {
            registry.counter(
                name, help: help, labels: labels, seriesLimit: ProberLimits.seriesCountMax)
        }
        failures = counter(
            "synthetic_probe_failures_total", "Failed steps, and where and why they failed.",
            ["probe", "step", "stage", "reason"])
        cleanupFailures = counter(
            "synthetic_cleanup_failures_total",
            "Failed steps that clean up, and where and why they failed.",
            ["probe", "step", "stage", "reason"])
        degraded = counter(
            "synthetic_degraded_total", "What should have been otherwise, and was no failure.",
            ["probe", "step", "reason"])
        retries = counter(
            "synthetic_retries_total", "Attempts after the first one of a run.", ["probe"])
        info = registry.gauge(
            "synthetic_probe_info",
            help: "1 for each label that the configuration gives a probe; without any, 1 for it.",
            labels: ["probe", "label", "value"], seriesLimit: ProberLimits.seriesCountMax)
        lastRun = registry.gauge(
            "synthetic_last_run_timestamp_seconds", help: "When the last run ended.",
            labels: ["probe"], seriesLimit: ProberLimits.probeCountMax)
        consecutiveFailures = registry.gauge(
            "synthetic_consecutive_failures",
            help: "Runs that failed since the last one that succeeded.", labels: ["probe"],
            seriesLimit: ProberLimits.probeCountMax)
        addresses = AddressMetrics(registry: registry)
        certificates = CertificateMetrics(registry: registry)
        for probe in probes { add(probe) }
    }

    /// Makes the series of a probe, all of them at 0.
    package func add(_ probe: Probe) {
        let series = ProbeSeries(
            steps: probe.steps.map { makeSeries(of: $0, probe) },
            consecutiveFailures: consecutiveFailures.labels(probe.name))
        series.consecutiveFailures.set(0)
        for (label, value) in Self.infoLabels(of: probe) {
            info.labels(probe.name, label, value).set(1)
        }
        if probe.attempts > 1 { _ = retries.labels(probe.name) }
        addresses.add(probe)
        self.series[probe.name] = series
    }

    /// Takes the series of a probe out of every later scrape.
    package func remove(_ probe: Probe) {
        guard let series = series.removeValue(forKey: probe.name) else { return }
        for family in [lastRun, consecutiveFailures] { family.remove(probe.name) }
        for (label, value) in Self.infoLabels(of: probe) {
            info.remove(probe.name, label, value)
        }
        retries.remove(probe.name)
        addresses.remove(probe)
        certificates.remove(probe)
        for (step, known) in zip(probe.steps, series.steps) {
            for label in Outcome.labels {
                durations.remove(
                    probe.name, step.name, step.request.method, step.request.label, label)
            }
            for phase in PhaseTimings.Phase.allCases {
                phases.remove(probe.name, step.name, phase.rawValue)
            }
            for key in known.failures {
                failureFamily(step).remove(
                    probe.name, step.name, key.stage.rawValue, key.reason.rawValue)
            }
            for reason in known.degraded.union(step.warnings.map(\.reason)) {
                degraded.remove(probe.name, step.name, reason.rawValue)
            }
        }
    }

    package func record(
        _ result: ProbeResult, _ state: ProbeState, _ transition: ProbeState.Transition
    ) {
        let probe = result.probe
        guard let series = series[probe.name] else { return }
        for step in result.steps {
            record(step, of: result, series)
            addresses.record(step, of: probe)
            certificates.record(step, of: probe)
        }
        if result.attemptCount > 1 {
            retries.labels(probe.name).increment(by: Double(result.attemptCount - 1))
        }
        series.consecutiveFailures.set(Double(state.consecutiveFailureCount))
        if series.lastRun == nil { series.lastRun = lastRun.labels(probe.name) }
        series.lastRun?.set(result.ended.secondsSinceEpoch)
    }

    /// The labels `label` and `value` of the series of `synthetic_probe_info`; both are empty, and
    /// so no labels to Prometheus, for a probe that was given none: every probe is in the inventory.
    private static func infoLabels(of probe: Probe) -> [String: String] {
        probe.labels.isEmpty ? ["": ""] : probe.labels
    }

    // MARK: Steps

    private func record(_ result: StepResult, of run: ProbeResult, _ series: ProbeSeries) {
        guard let index = run.probe.steps.firstIndex(where: { $0.name == result.step.name }) else {
            return
        }
        let series = series.steps[index]
        let duration = result.outcome == .success ? series.success : series.failure
        if let traceID = run.traceID {
            duration.observe(result.duration.inSeconds, exemplar: ["trace_id": traceID])
        } else {
            duration.observe(result.duration.inSeconds)
        }
        for hop in result.hops { observe(hop.phases, of: result.step, run.probe, series) }
        observe(result.phases, of: result.step, run.probe, series)
        if case .failure(let failure) = result.outcome {
            let key = StepSeries.FailureKey(stage: failure.stage, reason: failure.reason)
            series.failures.insert(key)
            failures(key, of: result.step, run.probe).increment()
        }
        guard !result.warnings.isEmpty else { return }
        for reason in Set(result.warnings.map(\.reason)) {
            series.degraded.insert(reason)
            degraded.labels(run.probe.name, result.step.name, reason.rawValue).increment()
        }
    }

    private func observe(
        _ timings: PhaseTimings, of step: Step, _ probe: Probe, _ series: StepSeries
    ) {
        for (index, phase) in PhaseTimings.Phase.allCases.enumerated()
        where timings[phase] > .zero {
            let histogram =
                series.phases[index] ?? phases.labels(probe.name, step.name, phase.rawValue)
            series.phases[index] = histogram
            histogram.observe(timings[phase].inSeconds)
        }
    }

    private func makeSeries(of step: Step, _ probe: Probe) -> StepSeries {
        func duration(_ result: String) -> Histogram {
            durations.labels(
                probe.name, step.name, step.request.method, step.request.label, result)
        }
        for reason in step.warnings.map(\.reason) {
            _ = degraded.labels(probe.name, step.name, reason.rawValue)
        }
        return StepSeries(success: duration("success"), failure: duration("failure"))
    }

    private func failureFamily(_ step: Step) -> CounterFamily {
        step.isAlways ? cleanupFailures : failures
    }

    private func failures(
        _ key: StepSeries.FailureKey, of step: Step, _ probe: Probe
    ) -> Counter {
        failureFamily(step).labels(
            probe.name, step.name, key.stage.rawValue, key.reason.rawValue)
    }
}
