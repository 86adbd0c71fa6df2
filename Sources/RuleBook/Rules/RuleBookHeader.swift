/// What stands at the top of a generated file of rules.
package enum RuleBookHeader {
    /// What all rules keep to, and what they are for.
    package static func text(_ settings: RuleSettings) -> String {
        let version = settings.prometheusVersion
        let limits =
            version.knowsKeepFiringFor
            ? "For Prometheus \(version) and newer, 3.x included."
            : "For Prometheus \(version): no alert has keep_firing_for, which came with "
                + "\(PrometheusVersion.standard)."
        return """
            Alerts on what Sonde measures, and on its silence. Made by `sonde rules generate`; \
            `sonde rules test` makes and runs their unit tests.

            Every rule here keeps to this:
            - What is divided by is held above 0: 0/0 is NaN, which no comparison fires on, and x/0 \
            is +Inf, which every one does.
            - A series that is missing counts as 0 in a numerator and as missing in a denominator, so \
            that no failures is a share of 0, and no runs is no share at all; the group `silence` is \
            for the latter.
            - Both sides of an operator carry the same labels, so that one dead probe among twenty \
            fires.
            - `increase` extrapolates (three failures can read 2.9 or 3.3), so counts are compared \
            with half-integers.
            - A window holds at least four runs and four scrapes of what it counts, and is never as \
            short as the step of a subquery: ranges are open on the left from Prometheus 3 on.
            - What is meant to be is no alert: failures during maintenance, and for as long after it \
            as the rule looks back, and no runs outside of a probe's active hours.
            - One group holds what an alert is made of: its rules are evaluated in the order of the \
            file.

            \(limits)
            """
    }
}
