/// The cases that prove one alert: it fires when it should, is silent when all is well, does what it
/// should without any data, and recovers.
package struct AlertTest: Hashable, Sendable {
    package let alert: AlertingRule
    package let cases: [UnitTest]

    /// - Parameters:
    ///   - fires: Has the alert firing.
    ///   - silent: Never has it firing, with data.
    ///   - withoutData: Has no series of what is watched; most alerts are silent then.
    ///   - recovers: Has it firing, and later not.
    ///   - further: What else matters: counters that begin anew, first appearances, maintenance.
    /// - Precondition: Each case looks at `alert`, as is said here.
    package init(
        _ alert: AlertingRule, fires: UnitTest, silent: UnitTest, withoutData: UnitTest,
        recovers: UnitTest, further: [UnitTest] = []
    ) {
        precondition(
            fires.checks(of: alert).contains { !$0.firing.isEmpty },
            "\(alert.name): '\(fires.name)' does not look at it firing")
        let silentChecks = silent.checks(of: alert)
        precondition(
            !silent.series.isEmpty && !silentChecks.isEmpty
                && silentChecks.allSatisfy(\.firing.isEmpty),
            "\(alert.name): '\(silent.name)' has no data, or does not look at it being silent only")
        precondition(
            !withoutData.checks(of: alert).isEmpty,
            "\(alert.name): '\(withoutData.name)' does not look at it")
        let course = recovers.checks(of: alert).map(\.firing.isEmpty)
        precondition(
            course.firstIndex(of: false).map { course[$0...].contains(true) } ?? false,
            "\(alert.name): '\(recovers.name)' does not look at it firing, and then being silent")
        self.alert = alert
        cases = [fires, silent, withoutData, recovers] + further
    }
}

extension UnitTest {
    /// What is looked at of one alert, in the order of time.
    fileprivate func checks(of alert: AlertingRule) -> [AlertCheck] {
        alerts.filter { $0.alert == alert }.sorted { $0.time < $1.time }
    }
}
