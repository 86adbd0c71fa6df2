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
        let name = alert.name
        precondition(
            fires.checks(of: alert).contains { !$0.firing.isEmpty }, "\(name): \(fires.name)")
        precondition(
            !silent.series.isEmpty && !silent.checks(of: alert).isEmpty
                && silent.checks(of: alert).allSatisfy(\.firing.isEmpty), "\(name): \(silent.name)")
        precondition(!withoutData.checks(of: alert).isEmpty, "\(name): \(withoutData.name)")
        let course = recovers.checks(of: alert).map(\.firing.isEmpty)
        precondition(
            course.firstIndex(of: false).map { course[$0...].contains(true) } ?? false,
            "\(name): \(recovers.name)")
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
