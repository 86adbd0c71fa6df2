import Base
import Foundation
import Synchronization

/// A server on loopback that treats every connection in one way; usually a wrong one.
package final class LoopbackServer: Sendable {
    /// What it does with a connection.
    package enum Behaviour: Sendable {
        /// Reads until the head of a request has come, answers with these bytes, closes.
        case answer(String)
        /// The same, but waits before it answers.
        case answerAfter(Duration, String)
        /// Closes at once.
        case close
        /// Reads a head, then closes without an answer.
        case closeAfterRequest
        /// Breaks the connection at once.
        case reset
        /// Reads a head, then breaks the connection.
        case resetAfterRequest
        /// Reads what comes, and never answers.
        case silent
        /// Answers with these bytes, again and again.
        case endless(String, then: String)
        /// Answers with these bytes one at a time, with such pauses between them.
        case trickle(String, Duration)
    }

    package let port: UInt16
    private let listener: Int32
    private let behaviour: Behaviour
    private let isStopped = Atomic(false)
    private let received = Mutex<[[UInt8]]>([])

    package init(_ behaviour: Behaviour) throws {
        self.behaviour = behaviour
        (listener, port) = try Sockets.listener()
        Thread.detachNewThread { [self] in acceptUntilStopped() }
    }

    package var url: String { "http://127.0.0.1:\(port)" }

    /// What each connection sent, so far as it was read.
    package var requests: [String] {
        received.withLock { $0.map { String(decoding: $0, as: UTF8.self) } }
    }

    /// Ends the server; connections that are open end too.
    package func stop() {
        isStopped.store(true, ordering: .relaxed)
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func acceptUntilStopped() {
        while !isStopped.load(ordering: .relaxed) {
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else { break }
            Thread.detachNewThread { [self] in serve(descriptor) }
        }
        close(listener)
    }

    private func serve(_ descriptor: Int32) {
        Sockets.setTimeouts(descriptor, .seconds(1))
        switch behaviour {
        case .answer(let text):
            readHead(descriptor)
            _ = Sockets.sendAll(descriptor, Array(text.utf8))
        case .answerAfter(let delay, let text):
            readHead(descriptor)
            usleep(UInt32(delay / .microseconds(1)))
            _ = Sockets.sendAll(descriptor, Array(text.utf8))
        case .close: break
        case .closeAfterRequest: readHead(descriptor)
        case .reset: return Sockets.reset(descriptor)
        case .resetAfterRequest:
            readHead(descriptor)
            return Sockets.reset(descriptor)
        case .silent: readUntilEnd(descriptor)
        case .endless(let first, let rest):
            readHead(descriptor)
            var isAlive = Sockets.sendAll(descriptor, Array(first.utf8))
            while isAlive, !isStopped.load(ordering: .relaxed) {
                isAlive = Sockets.sendAll(descriptor, Array(rest.utf8))
            }
        case .trickle(let text, let pause):
            readHead(descriptor)
            for byte in text.utf8 where !isStopped.load(ordering: .relaxed) {
                guard Sockets.sendAll(descriptor, [byte]) else { break }
                usleep(UInt32(pause / .microseconds(1)))
            }
        }
        close(descriptor)
    }

    private func readHead(_ descriptor: Int32) {
        var bytes: [UInt8] = []
        while bytes.firstRange(of: Array("\r\n\r\n".utf8)) == nil,
            !isStopped.load(ordering: .relaxed)
        {
            guard let more = Sockets.receive(descriptor) else { continue }
            if more.isEmpty { break }
            bytes += more
        }
        received.withLock { $0.append(bytes) }
    }

    private func readUntilEnd(_ descriptor: Int32) {
        var bytes: [UInt8] = []
        while !isStopped.load(ordering: .relaxed) {
            guard let more = Sockets.receive(descriptor) else {
                if errno == EAGAIN { continue }
                break
            }
            if more.isEmpty { break }
            bytes += more
        }
        received.withLock { $0.append(bytes) }
    }
}
