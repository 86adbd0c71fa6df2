extension PromQL {
    /// What is no fault of a probe in maintenance: the expression without the series of probes that
    /// were in it at any time of a window.
    func heldBackInMaintenance(_ window: TimeSpan) -> PromQL {
        let maintenance = PromQL.metric("synthetic_maintenance").over(window)
        return unless(
            PromQL.call(.maximumOverTime, [maintenance]).equal(to: 1), .on(ProbeLabels.probe))
    }
}
