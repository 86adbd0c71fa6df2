package import Base
import Glibc
import Synchronization

/// What other threads may do with an event loop: send it jobs, and see whether it lives.
package final class EventLoopRemote: Sendable {
    /// Pending while jobs wait, or an order to stop.
    let wake: WakeSignal

    private struct Mailbox {
        var jobs: [@Sendable () -> Void] = []
        var isClosed = false
    }

    private let mailbox = Mutex(Mailbox())
    private let lastTurnNanoseconds = Atomic<Int64>(0)
    private let resumptionNanoseconds = Atomic<Int64>(0)
    private let threadIdentity = Atomic<UInt>(0)
    private let stopRequested = Atomic(false)

    init() throws(SystemError) {
        wake = try WakeSignal(isBlocking: false)
    }

    /// Has `job` run on the loop's thread, after the jobs sent before it. Returns false, and drops
    /// the job, when the loop's thread has ended.
    @discardableResult
    package func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
        let (wasAccepted, isFirst) = mailbox.withLock { mailbox in
            guard !mailbox.isClosed else { return (false, false) }
            mailbox.jobs.append(job)
            return (true, mailbox.jobs.count == 1)
        }
        if isFirst { wake.raise() }
        return wasAccepted
    }

    /// Has the loop end after its current turn; does not wait for it.
    package func stop() {
        stopRequested.store(true, ordering: .releasing)
        wake.raise()
    }

    var isStopping: Bool {
        stopRequested.load(ordering: .acquiring)
    }

    /// When the loop last came back from waiting for events; a loop that lives does so at least
    /// every `EventLoop.turnInterval`.
    package var lastTurn: MonotonicInstant {
        MonotonicInstant(nanoseconds: lastTurnNanoseconds.load(ordering: .relaxed))
    }

    /// When the loop last turned after it had not for longer than one that lives does: something held
    /// it up, or the process as a whole stood still.
    package var lastResumption: MonotonicInstant {
        MonotonicInstant(nanoseconds: resumptionNanoseconds.load(ordering: .relaxed))
    }

    /// Whether the caller is on the loop's thread.
    package var isCurrentThread: Bool {
        threadIdentity.load(ordering: .relaxed) == UInt(pthread_self())
    }

    func adoptCurrentThread() {
        threadIdentity.store(UInt(pthread_self()), ordering: .relaxed)
        noteTurn(at: .now())
    }

    func noteTurn(at moment: MonotonicInstant) {
        if moment - lastTurn > EventLoop.turnInterval * 2 {
            resumptionNanoseconds.store(moment.nanoseconds, ordering: .relaxed)
        }
        lastTurnNanoseconds.store(moment.nanoseconds, ordering: .relaxed)
    }

    func takeJobs() -> [@Sendable () -> Void] {
        mailbox.withLock { mailbox in
            guard !mailbox.jobs.isEmpty else { return [] }
            defer { mailbox.jobs = [] }
            return mailbox.jobs
        }
    }

    /// Refuses jobs from now on, and drops those that wait.
    func close() {
        mailbox.withLock { mailbox in
            mailbox.isClosed = true
            mailbox.jobs = []
        }
    }
}

/// A value that belongs to a loop's thread, carried by jobs of other threads.
///
/// `@unchecked Sendable`: `value` is read on the loop's thread only, which `get` checks.
package struct LoopBound<Value>: @unchecked Sendable {
    private let value: Value
    private let remote: EventLoopRemote

    /// Wraps a value of the loop behind `remote`.
    package init(_ value: Value, on remote: EventLoopRemote) {
        self.value = value
        self.remote = remote
    }

    /// The value; traps on any other thread than the loop's.
    package func get() -> Value {
        precondition(remote.isCurrentThread, "a value of an event loop used on another thread")
        return value
    }
}
