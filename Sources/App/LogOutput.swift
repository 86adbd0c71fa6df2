import Glibc
package import Reactor
import Synchronization

/// Writes log lines to a descriptor from a thread of its own.
///
/// A reader that stops reading (a full pipe, a stuck terminal) must not stop the probes: lines wait
/// in memory up to `pendingByteCountMax`, and what comes then is dropped and counted. So are lines
/// that cannot be written, because the disk is full or the pipe has no other end.
package final class LogOutput: Sendable {
    /// Bytes of lines that may wait for the writer.
    package static let pendingByteCountMax = 1 << 20

    private struct Pending {
        var bytes: [UInt8] = []
        var isClosed = false
    }

    private let pending = Mutex(Pending())
    private let droppedLineCount = Atomic<Int>(0)
    private let descriptor: Int32
    private let wake: WakeSignal
    private let done = Handover<Void>()

    /// Starts the writer.
    ///
    /// - Parameter descriptor: Open for writing, and not closed by this.
    package init(descriptor: Int32) throws(SystemError) {
        self.descriptor = descriptor
        wake = try WakeSignal(isBlocking: true)
        // Not joined: one that waits for a reader in vain must not hold up the end.
        try NamedThread(name: "log") { [self] in writeUntilClosed() }.detach()
    }

    /// Lines that were dropped so far.
    package var droppedCount: Int {
        droppedLineCount.load(ordering: .relaxed)
    }

    /// Has `line` written, in order; never waits. From any thread.
    package func write(_ line: String) {
        let (wasDropped, wasEmpty) = pending.withLock { pending in
            guard pending.bytes.count + line.utf8.count <= Self.pendingByteCountMax,
                !pending.isClosed
            else { return (true, false) }
            let wasEmpty = pending.bytes.isEmpty
            pending.bytes.append(contentsOf: line.utf8)
            return (false, wasEmpty)
        }
        if wasDropped { droppedLineCount.add(1, ordering: .relaxed) }
        if wasEmpty { wake.raise() }
    }

    /// Waits until all lines are written, at most `timeout`; later ones are dropped.
    package func close(timeout: Duration) {
        pending.withLock { $0.isClosed = true }
        wake.raise()
        // In parts: when the process as a whole stands still, that is the end of one of them only,
        // and the writer has the others to go on.
        let partCount = 10
        for _ in 0..<partCount where done.take(within: timeout / partCount) != nil { return }
    }

    private func writeUntilClosed() {
        while true {
            let (bytes, isClosed) = pending.withLock { pending in
                defer { pending.bytes = [] }
                return (pending.bytes, pending.isClosed)
            }
            if !bytes.isEmpty {
                writeAll(bytes)
            } else if isClosed {
                return done.put(())
            } else {
                wake.take()
            }
        }
    }

    private func writeAll(_ bytes: [UInt8]) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress! + written, bytes.count - written)
            }
            if count > 0 {
                written += count
            } else if count < 0, errno == EAGAIN {
                var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&wait, 1, -1)
            } else if count < 0, errno != EINTR {
                // Nobody reads the log any more, or the disk is full: the metric is left to say so.
                let lost = bytes[written...].count { $0 == UInt8(ascii: "\n") }
                droppedLineCount.add(lost, ordering: .relaxed)
                return
            }
        }
    }
}
