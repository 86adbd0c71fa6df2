import Base
import CLinux
import Glibc

/// One value handed from one thread to another, which waits for it.
///
/// `@unchecked Sendable`: `value` is touched with `lock` held only; the pointers never change.
package final class Handover<Value: Sendable>: @unchecked Sendable {
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let arrival = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var value: Value?

    package init() {
        pthread_mutex_init(lock, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(arrival, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(arrival)
        pthread_mutex_destroy(lock)
        arrival.deallocate()
        lock.deallocate()
    }

    /// Hands `value` over, in place of an earlier one.
    package func put(_ value: Value) {
        pthread_mutex_lock(lock)
        self.value = value
        pthread_cond_broadcast(arrival)
        pthread_mutex_unlock(lock)
    }

    /// Waits for the value.
    package func take() -> Value {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while true {
            if let value { return value }
            pthread_cond_wait(arrival, lock)
        }
    }

    /// Waits for the value, but no longer than `timeout`; nil if it did not come.
    package func take(within timeout: Duration) -> Value? {
        let end = (MonotonicInstant.now() + timeout).nanoseconds
        var deadline = timespec(
            tv_sec: Int(end / 1_000_000_000), tv_nsec: Int(end % 1_000_000_000))
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while value == nil {
            if pthread_cond_timedwait(arrival, lock, &deadline) == ETIMEDOUT { return value }
        }
        return value
    }
}
