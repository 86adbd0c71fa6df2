import CLinux
import Glibc

/// A signal from one thread to another: raised by any thread, and pending until it is taken
/// (eventfd(2)). Raising it several times before that is like raising it once.
package struct WakeSignal: ~Copyable, Sendable {
    private let descriptor: Descriptor

    /// - Parameter isBlocking: Whether `take` waits for the signal. One that an event loop watches
    ///   does not.
    package init(isBlocking: Bool) throws(SystemError) {
        let flags = EFD_CLOEXEC | (isBlocking ? 0 : EFD_NONBLOCK)
        descriptor = Descriptor(
            owning: try Kernel.call("make an eventfd") { eventfd(0, Int32(flags)) })
    }

    /// The number of the descriptor, which is readable while the signal is pending.
    var number: Int32 { descriptor.number }

    package func raise() {
        var one: UInt64 = 1
        // It fails only when the counter is full, and then the signal is pending.
        _ = Glibc.write(descriptor.number, &one, MemoryLayout<UInt64>.size)
    }

    package func take() {
        var count: UInt64 = 0
        // It fails when nothing is pending, or a signal interrupts the wait; callers look again.
        _ = Glibc.read(descriptor.number, &count, MemoryLayout<UInt64>.size)
    }
}
