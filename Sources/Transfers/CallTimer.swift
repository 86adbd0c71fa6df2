import Base
import Reactor

/// Calls libcurl when it wants to be called (`CURLMOPT_TIMERFUNCTION(3)`).
///
/// It may be called too early. Its moment changes with each transfer, and is mostly put further off,
/// so a timer of the loop is left as it is if it is early enough. When its moment has come it is called
/// in the turn after, for a loop that is late has yet to look at what came in time. Not `Sendable`: it
/// belongs to the loop's thread.
final class CallTimer {
    private let loop: EventLoop
    private let call: () -> Void

    /// When libcurl wants to be called; nil: not for its own sake.
    private var moment: MonotonicInstant?

    /// What wakes this up, then or before.
    private var timer: (token: TimerToken, moment: MonotonicInstant)?
    private var isCallPutOff = false

    init(loop: EventLoop, call: @escaping () -> Void) {
        self.loop = loop
        self.call = call
    }

    /// Takes what libcurl says: to be called after this time, at once (0), or not any more (-1). "At
    /// once" is after the loop's timers, once for all transfers that begin in this turn.
    func set(milliseconds: Int) {
        guard milliseconds != 0 else { return putOffCall() }
        moment = milliseconds < 0 ? nil : .now() + .milliseconds(milliseconds)
        arm()
    }

    private func putOffCall() {
        guard !isCallPutOff else { return }
        isCallPutOff = true
        loop.putOff { [weak self] in
            self?.isCallPutOff = false
            self?.call()
        }
    }

    private func arm() {
        guard let moment else { return }
        if let timer {
            guard moment < timer.moment else { return }
            loop.cancel(timer.token)
        }
        timer = (loop.schedule(at: moment) { [weak self] in self?.fire() }, moment)
    }

    private func fire() {
        timer = nil
        guard let moment else { return }
        guard moment <= .now() else { return arm() }
        self.moment = nil
        loop.scheduleForNextTurn { [weak self] in self?.call() }
    }
}
