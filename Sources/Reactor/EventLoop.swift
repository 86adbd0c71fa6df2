package import Base
import Glibc

/// Handles the events of one descriptor, on the loop's thread.
package protocol ReadinessHandler: AnyObject {
    /// Called with what the descriptor is ready for. It may be called once more without need, so
    /// reading and writing must be prepared for "would block".
    func handle(_ readiness: Readiness)
}

/// One thread's loop over descriptors, timers and jobs from other threads.
///
/// Not `Sendable`: everything but `remote` belongs to the thread that calls `run`. A turn runs the
/// jobs that other threads sent, then the timers that are due, then what was put off until them,
/// then waits for descriptors and calls their handlers, in that order.
package final class EventLoop {
    /// The longest wait for events: an idle loop still turns, so that `remote.lastTurn` shows
    /// whether it lives.
    package static let turnInterval: Duration = .seconds(1)

    /// The most timers that are run before descriptors are looked at again: with few, what is ready waits
    /// little while the timers begin something.
    static let timerCountMax = 4

    /// The door for other threads.
    package let remote: EventLoopRemote

    /// The moment at which this turn's events came; refreshed before timers run.
    package private(set) var now = MonotonicInstant.now()

    /// The moment at which the events before those of this turn came: what is ready now was not ready
    /// then, unless there was more than a turn takes.
    package private(set) var lastLook = MonotonicInstant.now()
    private var look = MonotonicInstant.now()

    private var poller: Poller
    private var timers = TimerQueue()
    private var delayed: [() -> Void] = []

    /// Who watches a descriptor, by its number, with a generation that tells a late event of a
    /// closed descriptor from one of its successor with the same number.
    private var watchers: [Watcher] = []

    private struct Watcher {
        var handler: (any ReadinessHandler)?
        var generation: UInt32 = 0

        /// Whether the kernel may still watch the descriptor, for nobody.
        var isForgotten = false
    }

    /// The token of the wake-up descriptor, which no watcher can have.
    private static let wakeToken = UInt64.max

    package init() throws(SystemError) {
        poller = try Poller()
        remote = try EventLoopRemote()
        try poller.add(remote.wake.number, for: .readable, token: Self.wakeToken)
    }

    /// Turns until `remote.stop()` is called, then refuses further jobs and returns.
    package func run() {
        remote.adoptCurrentThread()
        while !remote.isStopping { turn() }
        remote.close()
    }

    // MARK: Descriptors

    /// Calls `handler` whenever `descriptor` is ready for one of `interest`, until `unwatch`.
    ///
    /// The loop holds the handler strongly. Throws when the kernel has no room for another watch.
    package func watch(
        _ descriptor: Int32, for interest: Readiness, handler: any ReadinessHandler
    ) throws(SystemError) {
        let index = Int(descriptor)
        while watchers.count <= index { watchers.append(Watcher()) }
        precondition(watchers[index].handler == nil, "descriptor \(descriptor) is watched already")
        watchers[index].generation &+= 1
        try add(descriptor, interest)
        watchers[index].isForgotten = false
        watchers[index].handler = handler
    }

    private func add(_ descriptor: Int32, _ interest: Readiness) throws(SystemError) {
        do {
            try poller.add(descriptor, for: interest, token: token(of: descriptor))
        } catch {
            guard error.code == EEXIST, watchers[Int(descriptor)].isForgotten else { throw error }
            rewatch(descriptor, for: interest)
        }
    }

    /// Watches `descriptor` for something else from now on.
    package func rewatch(_ descriptor: Int32, for interest: Readiness) {
        do {
            try poller.modify(descriptor, for: interest, token: token(of: descriptor))
        } catch {
            // Changing a watch that exists needs no memory and can fail by our mistake only.
            preconditionFailure("\(error)")
        }
    }

    /// Ends the watch; no event that is on its way reaches the handler any more. To be called
    /// before the descriptor is closed.
    package func unwatch(_ descriptor: Int32) {
        guard dropHandler(of: descriptor) else { return }
        do { try poller.remove(descriptor) } catch { preconditionFailure("\(error)") }
    }

    /// Ends the watch of a descriptor that may be closed already, or is about to be: for one that
    /// belongs to a library, which tells of its end too late or too early. The kernel drops the
    /// watch by itself when the descriptor is closed (epoll(7), "Questions and answers"); if it is
    /// not, the loop has it dropped when something comes on it.
    package func forget(_ descriptor: Int32) {
        if dropHandler(of: descriptor) { watchers[Int(descriptor)].isForgotten = true }
    }

    /// Lets go of who watches a descriptor; false if nobody does.
    private func dropHandler(of descriptor: Int32) -> Bool {
        let index = Int(descriptor)
        guard index < watchers.count, watchers[index].handler != nil else { return false }
        watchers[index].handler = nil
        watchers[index].generation &+= 1
        return true
    }

    private func token(of descriptor: Int32) -> UInt64 {
        UInt64(watchers[Int(descriptor)].generation) << 32 | UInt64(UInt32(descriptor))
    }

    // MARK: Timers

    /// Runs `action` at `moment`, or in the next turn if that has passed.
    @discardableResult
    package func schedule(
        at moment: MonotonicInstant, _ action: @escaping () -> Void
    ) -> TimerToken {
        timers.add(at: moment, action)
    }

    /// Runs `action` after `delay`, counted from this call.
    @discardableResult
    package func schedule(after delay: Duration, _ action: @escaping () -> Void) -> TimerToken {
        timers.add(at: .now() + delay, action)
    }

    /// Runs `action` in the next turn. For what a timer found that it is time for, but must not do
    /// before what is ready now has been looked at: a loop that is late has yet to learn what came in
    /// time.
    @discardableResult
    package func scheduleForNextTurn(_ action: @escaping () -> Void) -> TimerToken {
        timers.add(at: now, action)
    }

    /// Forgets an action; one that ran, or was cancelled before, is ignored.
    package func cancel(_ token: TimerToken) {
        timers.cancel(token)
    }

    /// Runs `action` once, after the timers of this turn, or of the next one if those have run: for
    /// work that each of them may ask for and that is done once for all.
    package func putOff(_ action: @escaping () -> Void) {
        delayed.append(action)
    }

    // MARK: A turn

    private func turn() {
        let jobs = remote.takeJobs()
        for job in jobs { job() }
        now = .now()
        runTimers()
        runPutOff()
        guard !remote.isStopping else { return }
        let count = poller.wait(milliseconds: waitMilliseconds())
        now = .now()
        (lastLook, look) = (look, now)
        remote.noteTurn(at: now)
        for index in 0..<count {
            let (token, readiness) = poller.event(index)
            dispatch(token, readiness)
        }
    }

    /// Runs the timers due at the start of the turn, a few at most: those that they add wait for the
    /// next one, and so does the rest of many, so that timers cannot starve descriptors. What has
    /// begun is then ended before ever more begins.
    private func runTimers() {
        let due = now
        let end = timers.arrivalCount
        var budget = Self.timerCountMax
        while budget > 0, let action = timers.popDue(due, arrivedBefore: end) {
            action()
            budget -= 1
        }
    }

    /// Runs what was put off; what that puts off itself waits for the next turn.
    private func runPutOff() {
        guard !delayed.isEmpty else { return }
        let actions = delayed
        delayed = []
        for action in actions { action() }
    }

    /// Until the first timer, rounded up so that none is looked at too early.
    private func waitMilliseconds() -> Int32 {
        guard delayed.isEmpty else { return 0 }
        let turn = Self.turnInterval.millisecondsRoundedUp
        guard let first = timers.firstMoment else { return Int32(turn) }
        let nanoseconds = first.nanoseconds - MonotonicInstant.now().nanoseconds
        return Int32(min(max(0, (nanoseconds + 999_999) / 1_000_000), turn))
    }

    private func dispatch(_ token: UInt64, _ readiness: Readiness) {
        if token == Self.wakeToken {
            remote.wake.take()
            return
        }
        let descriptor = Int32(truncatingIfNeeded: token)
        let watcher = watchers[Int(descriptor)]
        guard let handler = watcher.handler else {
            // Forgotten, and open all the same.
            return poller.removeIfOpen(descriptor)
        }
        guard watcher.generation == UInt32(truncatingIfNeeded: token >> 32) else { return }
        handler.handle(readiness)
    }
}
