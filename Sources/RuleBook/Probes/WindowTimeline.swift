/// The times of a unit test of a rule that looks back over a window: all is well, then it is not for
/// as long as the alert needs and longer, then all is well again.
struct WindowTimeline {
    /// From one sample to the next: a twelfth of the window, and short enough for a gauge not to be
    /// forgotten in between, which takes 5 minutes.
    let step: TimeSpan

    /// When trouble begins.
    let onset: TimeSpan

    /// How long it lasts.
    let trouble: TimeSpan

    /// How long all is well behind it.
    let recovery: TimeSpan

    /// In trouble, when it has filled the window and the alert has waited.
    let firing: TimeSpan

    /// After trouble, when it has left the window.
    let calm: TimeSpan

    init(_ window: TimeSpan, _ alert: AlertingRule) {
        step = Self.step(of: window)
        let third = window / 3
        let wait = alert.wait.roundedUp(toMultipleOf: third)
        let keep = alert.keepFiringFor.roundedUp(toMultipleOf: third)
        onset = window + third
        trouble = window + 2 * third + wait
        recovery = window + 2 * third + keep
        firing = onset + window + third + wait
        calm = onset + trouble + window + third + keep
    }

    private static func step(of window: TimeSpan) -> TimeSpan { min(window / 12, .minutes(4)) }

    /// From one evaluation to the next.
    static func evaluationInterval(of window: TimeSpan) -> TimeSpan {
        window <= .minutes(5) ? .seconds(10) : step(of: window)
    }

    /// From the beginning to the end.
    var whole: TimeSpan { onset + trouble + recovery }

    /// A counter that grows while all is well.
    func whileWell(by step: Double = 1) -> Samples {
        .rising(by: step, for: onset).steady(for: trouble).rising(by: step, for: recovery)
    }

    /// A counter that grows in trouble.
    func inTrouble(by step: Double = 1) -> Samples {
        .steady(0, for: onset).rising(by: step, for: trouble).steady(for: recovery)
    }

    /// A counter that grows all the time.
    func always(by step: Double = 1) -> Samples { .rising(by: step, for: whole) }

    /// A gauge that is 0 but in trouble.
    func gaugeInTrouble(_ value: Double = 1) -> Samples {
        .steady(0, for: onset).jumping(to: value).steady(for: trouble).jumping(to: 0)
            .steady(for: recovery)
    }
}
