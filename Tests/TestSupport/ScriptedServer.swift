import Base
import CLinux
import Dispatch
import Foundation
import Glibc
import Synchronization

/// A server on loopback that plays the same script on each connection, to misbehave in one way.
///
/// Each connection has a thread; it is closed when its script ends, when the peer is gone, or when
/// the server stops.
package final class ScriptedServer: Sendable {
    package enum Act: Sendable {
        /// Reads up to the blank line after the header section, and the content that
        /// `Content-Length` announces.
        case readRequest
        /// Reads a request, and sends what the closure makes of it.
        case answer(@Sendable (String) -> String)
        /// Reads what comes first, whatever it is.
        case readAnything
        /// Goes on when the closure returns.
        case after(@Sendable () -> Void)
        case send(String)
        case sendBytes([UInt8])
        /// Sends the same text over and over, until the peer is gone.
        case sendForever(String)
        /// Sends the same text over and over with a pause after each, until the peer is gone.
        case trickle(String, every: Duration)
        /// Hands on what comes to another port of loopback, and what comes from there, until one of
        /// both is gone.
        case tunnel(to: UInt16)
        /// Does nothing until the peer is gone.
        case hang
        /// Breaks the connection: the peer gets a reset.
        case reset
    }

    /// Where it listens.
    package let port: UInt16

    private let script: [Act]
    private let listener: Int32
    /// An eventfd, readable once the server is to stop.
    private let stopSignal = eventfd(0, Int32(EFD_CLOEXEC))
    private let threads = DispatchGroup()
    private let received = Mutex<[String]>([])

    /// - Parameters:
    ///   - host: The address to listen on: an IPv4 address of loopback, or `::1`.
    ///   - port: 0 for one that the kernel chooses.
    /// - Precondition: The port is free, or the machine has one left.
    package init(_ script: [Act], at host: String = "127.0.0.1", port: UInt16 = 0) {
        self.script = script
        (listener, self.port) = listenOnLoopback(at: host, port: port)
        spawn { [self] in acceptAll() }
    }

    /// The URL of the server, with `path` after its port.
    package func url(_ path: String = "/", scheme: String = "http", host: String = "127.0.0.1")
        -> String
    {
        "\(scheme)://\(host):\(port)\(path)"
    }

    /// The requests read so far, as they came.
    package var requests: [String] { received.withLock { $0 } }

    /// Closes everything and waits for the threads. To be called once.
    package func stop() {
        var one: UInt64 = 1
        _ = write(stopSignal, &one, MemoryLayout<UInt64>.size)
        threads.wait()
        close(stopSignal)
        close(listener)
    }

    private func spawn(_ body: @escaping @Sendable () -> Void) {
        threads.enter()
        Thread.detachNewThread { [threads] in
            body()
            threads.leave()
        }
    }

    private func acceptAll() {
        while wait(for: listener, Int16(POLLIN)) {
            var peer = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let connection = clinux_accept(listener, &peer, &length)
            guard connection >= 0 else { continue }
            spawn { [self] in
                for act in script where !play(act, on: connection) { break }
                close(connection)
            }
        }
    }

    /// Plays one act; false when the peer is gone or the server stops.
    private func play(_ act: Act, on connection: Int32) -> Bool {
        switch act {
        case .readRequest: return readRequest(on: connection) != nil
        case .answer(let respond):
            guard let request = readRequest(on: connection) else { return false }
            return send(Array(respond(request).utf8), on: connection)
        case .after(let wait):
            wait()
            return true
        case .readAnything: return read(from: connection) != nil
        case .send(let text): return send(Array(text.utf8), on: connection)
        case .sendBytes(let bytes): return send(bytes, on: connection)
        case .sendForever(let text):
            while send(Array(text.utf8), on: connection) {}
            return false
        case .trickle(let text, let interval):
            while send(Array(text.utf8), on: connection), pause(interval) {}
            return false
        case .tunnel(let port):
            tunnel(connection, to: port)
            return false
        case .hang:
            while read(from: connection) != nil {}
            return false
        case .reset:
            Sockets.resetOnClose(connection)
            return false
        }
    }

    private func readRequest(on connection: Int32) -> String? {
        var bytes: [UInt8] = []
        while true {
            if let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) {
                let length = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
                    .components(separatedBy: "\r\n")
                    .first { $0.lowercased().hasPrefix("content-length:") }
                    .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) }
                if bytes.count - end.upperBound >= length ?? 0 { break }
            }
            guard let more = read(from: connection) else { return nil }
            bytes += more
        }
        let request = String(decoding: bytes, as: UTF8.self)
        received.withLock { $0.append(request) }
        return request
    }

    private func read(from connection: Int32) -> [UInt8]? {
        guard wait(for: connection, Int16(POLLIN)) else { return nil }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(connection, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    private func send(_ bytes: [UInt8], on connection: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard wait(for: connection, Int16(POLLOUT)) else { return false }
            // What there is no room for must not keep the server from stopping.
            let count = rest.withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            guard count > 0 || (count < 0 && errno == EAGAIN) else { return false }
            rest = rest.dropFirst(max(0, count))
        }
        return true
    }

    private func tunnel(_ connection: Int32, to port: UInt16) {
        // The peer finds the tunnel closed.
        guard let other = try? Sockets.connected(to: port, timeout: patience) else { return }
        defer { close(other) }
        while let ready = firstReady(of: [connection, other], Int16(POLLIN)),
            let bytes = read(from: ready),
            send(bytes, on: ready == other ? connection : other)
        {}
    }

    /// Waits until the descriptor is ready or broken; false when the server stops.
    private func wait(for descriptor: Int32, _ events: Int16) -> Bool {
        firstReady(of: [descriptor], events) != nil
    }

    /// Waits until one of the descriptors is ready or broken; nil when the server stops.
    private func firstReady(of descriptors: [Int32], _ events: Int16) -> Int32? {
        var watched = descriptors.map { pollfd(fd: $0, events: events, revents: 0) }
        watched.append(pollfd(fd: stopSignal, events: Int16(POLLIN), revents: 0))
        while poll(&watched, nfds_t(watched.count), -1) < 0 {}
        guard watched.removeLast().revents == 0 else { return nil }
        return watched.first { $0.revents != 0 }?.fd
    }

    /// Waits for `interval`; false when the server stops.
    private func pause(_ interval: Duration) -> Bool {
        var descriptor = pollfd(fd: stopSignal, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, Int32(interval.millisecondsRoundedUp)) == 0
    }
}

/// A listener on loopback whose queue is full: a connection to it is neither accepted nor refused.
package final class FullListener: Sendable {
    package let port: UInt16
    private let descriptors: [Int32]

    /// - Precondition: The machine has a port of loopback left.
    package init() {
        let (listener, port) = listenOnLoopback(backlog: 0)
        self.port = port
        var descriptors = [listener]
        // The queue has room for one more than the backlog says.
        for _ in 0..<3 {
            let kind = Int32(
                SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
            let client = socket(AF_INET, kind, 0)
            _ = Sockets.withAddress(port: port) { connect(client, $0, $1) }
            descriptors.append(client)
        }
        self.descriptors = descriptors
    }

    deinit {
        for descriptor in descriptors { close(descriptor) }
    }
}

private func listenOnLoopback(
    at host: String = "127.0.0.1", port: UInt16 = 0, backlog: Int32 = 128
) -> (descriptor: Int32, port: UInt16) {
    do {
        return try Sockets.listener(at: host, port: port, backlog: backlog)
    } catch {
        preconditionFailure("\(error)")
    }
}
