import Base
import CLinux
import Glibc

/// Tells for how long bytes have waited to be read, by the kernel's timestamps (socket(7),
/// `SO_TIMESTAMP`).
///
/// A loop that is busy, or a processor that takes its time to wake, reads an answer late; what is
/// measured of a target is not to hold that. Not `Sendable`: it belongs to the loop's thread.
package struct ReceiveTimestamps: ~Copyable {
    /// Nothing is asked for the sake of less than this, for it takes two system calls: a loop that looks
    /// that often has much to do.
    private static let limitMin: Duration = .microseconds(250)

    /// Has the kernel stamp what comes also while no other socket asks for it: to begin that, and to
    /// end it, takes all processors. Nil if it does not.
    private let keeper: Descriptor?

    package init() {
        let number = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let keeper = number >= 0 ? Descriptor(owning: number) : nil
        self.keeper = clinux_stamp_arrivals(number) == 0 ? keeper : nil
    }

    /// How long ago the newest of the bytes came that a TCP socket has to be read; zero if that cannot
    /// be told. It takes an error that the socket has away from who would read next.
    ///
    /// - Parameter limit: They came no longer ago than this: the stamps are of the clock that can be
    ///   set.
    package func age(of descriptor: Int32, atMost limit: Duration) -> Duration {
        guard keeper != nil, limit > Self.limitMin else { return .zero }
        let age = clinux_arrival_age(descriptor)
        return age > 0 ? min(.nanoseconds(age), limit) : .zero
    }
}
