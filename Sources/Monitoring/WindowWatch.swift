package import Base

/// Tells again and again whether the wall clock is within some windows; works it out only when the
/// answer may have changed, or the clock was set back.
package struct WindowWatch {
    private let windows: [TimeWindow]

    /// The last answer, and the moment from which it holds.
    private var known: (begin: WallClockInstant, state: TimeWindow.State)?

    package init(_ windows: [TimeWindow]) {
        self.windows = windows
    }

    /// Whether there are no windows at all.
    package var isEmpty: Bool { windows.isEmpty }

    /// Whether `moment` is within one of the windows.
    package mutating func isInside(at moment: WallClockInstant) -> Bool {
        if windows.isEmpty { return false }
        if let known, known.begin <= moment, moment < known.state.end {
            return known.state.isInside
        }
        let state = windows.state(at: moment)
        known = (moment, state)
        return state.isInside
    }
}
