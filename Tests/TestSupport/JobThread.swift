import Foundation
import Synchronization

/// A thread that runs jobs one after the other until the process ends, for what the kernel ties to
/// one thread.
final class JobThread: Sendable {
    private let jobs = Mutex<[@Sendable () -> Void]>([])
    private let available = DispatchSemaphore(value: 0)

    init() {
        Thread.detachNewThread { [self] in
            while true {
                available.wait()
                jobs.withLock { $0.removeFirst() }()
            }
        }
    }

    /// Runs `job` on the thread, and returns or throws what it does.
    func run<Value: Sendable>(_ job: @escaping @Sendable () throws -> Value) throws -> Value {
        let done = DispatchSemaphore(value: 0)
        let result = Mutex<Result<Value, any Error>?>(nil)
        jobs.withLock { jobs in
            jobs.append {
                let outcome = Result { try job() }
                result.withLock { $0 = outcome }
                done.signal()
            }
        }
        available.signal()
        done.wait()
        return try result.withLock { $0! }.get()
    }
}
