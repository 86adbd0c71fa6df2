import Base
import Reactor
import Synchronization

/// Whether every part of the program works: whether each of its loops turns.
final class Readiness: Sendable {
    /// A loop that has not turned for this long is stuck; one that lives turns once a second.
    static let stuckAfter: Duration = .seconds(5)

    private let loops = Mutex<[(name: String, remote: EventLoopRemote)]>([])
    private let isStopping = Atomic(false)

    /// Watches a loop from now on.
    func watch(_ name: String, _ remote: EventLoopRemote) {
        loops.withLock { $0.append((name, remote)) }
    }

    /// The program is about to end and wants no new work.
    func stop() {
        isStopping.store(true, ordering: .relaxed)
    }

    /// Why the program is not ready, or nil if it is. To be asked on one of the loops.
    func problem(now: MonotonicInstant) -> String? {
        if isStopping.load(ordering: .relaxed) { return "stopping" }
        let stuck = loops.withLock { loops in
            // When a whole process stood still, its loops go on one after the other: what has kept
            // the loop that is asked from turning does not tell against those behind it.
            let resumption = loops.first { $0.remote.isCurrentThread }?.remote.lastResumption
            return loops.first { _, remote in
                let begin = resumption.map { max($0, remote.lastTurn) } ?? remote.lastTurn
                return now - begin > Self.stuckAfter
            }
        }
        return stuck.map { "thread \($0.name) is stuck" }
    }
}
