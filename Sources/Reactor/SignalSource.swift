import CLinux
import Glibc

/// Signals of the process, delivered as events of a loop (signalfd(2)).
package final class SignalSource: ReadinessHandler {
    private let descriptor: Descriptor
    private let onSignal: (Int32) -> Void

    /// Blocks `signals` on the calling thread, and so on all threads that it starts later; to be
    /// called on the main thread before there are others. Ignores `SIGPIPE` for good: a peer that
    /// is gone is an error of one write.
    package static func block(_ signals: [Int32]) {
        var set = signalSet(signals)
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Calls `onSignal` on `loop` for each of `signals`, which must have been blocked before.
    package init(
        _ signals: [Int32], on loop: EventLoop, onSignal: @escaping (Int32) -> Void
    ) throws(SystemError) {
        var set = signalSet(signals)
        descriptor = Descriptor(
            owning: try Kernel.call("make a signalfd") {
                signalfd(-1, &set, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
            })
        self.onSignal = onSignal
        try loop.watch(descriptor.number, for: .readable, handler: self)
    }

    package func handle(_ readiness: Readiness) {
        var information = signalfd_siginfo()
        // A failed read means that no signal waits; there is nothing else to do about it.
        while case .bytes? = try? withUnsafeMutableBytes(
            of: &information, { try Kernel.read(descriptor.number, into: $0) })
        {
            onSignal(Int32(information.ssi_signo))
        }
    }
}

private func signalSet(_ signals: [Int32]) -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    return set
}
