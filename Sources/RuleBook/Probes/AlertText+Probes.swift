extension AlertText {
    /// An expression that names where and why a probe failed of late.
    ///
    /// A series of `synthetic_probe_failures_total` is there from the first such failure on, so its
    /// increase would not show that one: what is new, or has grown, does.
    static let failureReasons: AlertText = {
        let failures: AlertText = #"synthetic_probe_failures_total{probe="\#(.label("probe"))"}"#
        return "\(failures) unless \(failures) offset 5m == \(failures)"
    }()
}
