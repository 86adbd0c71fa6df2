import Base
import Foundation

/// A TCP connection to loopback, for tests that choose each byte.
package final class RawConnection {
    private let descriptor: Int32
    private var isOpen = true

    package init(port: UInt16, timeout: Duration = patience) throws {
        descriptor = try Sockets.connected(to: port, timeout: timeout)
    }

    deinit {
        close()
    }

    /// Sends all of `text`; false when the peer is gone.
    @discardableResult
    package func send(_ text: String) -> Bool {
        send(Array(text.utf8))
    }

    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
        Sockets.sendAll(descriptor, bytes)
    }

    /// Sends no more; the peer can still answer.
    package func finishSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Reads once: bytes, nothing at the end, nil after a reset or a timeout.
    package func receive() -> [UInt8]? {
        Sockets.receive(descriptor)
    }

    /// Reads until the peer has finished; nil after a reset or a timeout.
    package func receiveAll() -> [UInt8]? {
        var all: [UInt8] = []
        while let bytes = receive() {
            if bytes.isEmpty { return all }
            all += bytes
        }
        return nil
    }

    /// Reads until what has come satisfies `isComplete`, or the peer has finished.
    package func receive(until isComplete: ([UInt8]) -> Bool) -> [UInt8] {
        var all: [UInt8] = []
        while !isComplete(all), let bytes = receive(), !bytes.isEmpty { all += bytes }
        return all
    }

    /// Breaks the connection.
    package func reset() {
        guard isOpen else { return }
        Sockets.resetOnClose(descriptor)
        close()
    }

    package func close() {
        guard isOpen else { return }
        isOpen = false
        Foundation.close(descriptor)
    }
}
