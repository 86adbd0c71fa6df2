import CLinux
import Foundation
import Synchronization

/// Plain sockets on loopback, with errors for everything that goes wrong.
enum Sockets {
    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ attempt: String) {
            description = "cannot \(attempt): \(String(cString: strerror(errno)))"
        }
    }

    /// 127.0.0.1 as a number.
    static let loopback: UInt32 = 0x7f00_0001

    /// Calls `body` with the address of a port of 127.0.0.1, or of another IPv4 address.
    static func withAddress<Result>(
        port: UInt16, host: UInt32 = loopback,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = host.bigEndian
        return withUnsafeBytes(of: &address) {
            body($0.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
        }
    }

    /// A listening socket on `port`, or on one that the kernel chooses.
    ///
    /// - Parameter host: An IPv4 address, or `::1`.
    static func listener(
        at host: String = "127.0.0.1", port: UInt16 = 0, backlog: Int32 = 128
    ) throws -> (descriptor: Int32, port: UInt16) {
        let family = host.contains(":") ? AF_INET6 : AF_INET
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure("make a socket") }
        // A port that the caller names may be one that `freeLoopbackPort` holds.
        if port > 0 { allowReuse(descriptor) }
        guard bindTo(host, port, descriptor) == 0, listen(descriptor, backlog) == 0 else {
            let failure = Failure("listen on \(host)")
            close(descriptor)
            throw failure
        }
        var bound = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        _ = withUnsafeMutableBytes(of: &bound) {
            getsockname(descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), &length)
        }
        // Both kinds of addresses have the port at the same place.
        return (descriptor, UInt16(bigEndian: bound.sin6_port))
    }

    private static func bindTo(_ host: String, _ port: UInt16, _ descriptor: Int32) -> Int32 {
        guard !host.contains(":") else {
            return withLoopbackIPv6(port: port) { bind(descriptor, $0, $1) }
        }
        var address = in_addr()
        precondition(inet_pton(AF_INET, host, &address) == 1, "no IPv4 address: \(host)")
        return withAddress(port: port, host: UInt32(bigEndian: address.s_addr)) {
            bind(descriptor, $0, $1)
        }
    }

    /// Connects to a port of loopback.
    ///
    /// - Parameter source: The IPv4 address of the client's side.
    static func connected(
        to port: UInt16, from source: UInt32 = loopback, hasSmallBuffers: Bool = false,
        timeout: Duration
    ) throws -> Int32 {
        try connected(AF_INET, "connect to port \(port)", timeout) { descriptor in
            if hasSmallBuffers { makeBuffersSmall(descriptor) }
            if source != loopback {
                let code = withAddress(port: 0, host: source) { bind(descriptor, $0, $1) }
                guard code == 0 else { return code }
            }
            return withAddress(port: port) { connect(descriptor, $0, $1) }
        }
    }

    /// Connects to a port of ::1.
    static func connectedIPv6(to port: UInt16, timeout: Duration) throws -> Int32 {
        try connected(AF_INET6, "connect to [::1]:\(port)", timeout) { descriptor in
            withLoopbackIPv6(port: port) { connect(descriptor, $0, $1) }
        }
    }

    /// Calls `body` with the address of a port of ::1.
    static func withLoopbackIPv6<Result>(
        port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        address.sin6_addr = in6addr_loopback
        return withUnsafeBytes(of: &address) {
            body($0.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
        }
    }

    /// Connects to a Unix socket.
    static func connected(toPath path: String, timeout: Duration) throws -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { room in
            precondition(path.utf8.count < room.count, "too long for a socket: \(path)")
            room.copyBytes(from: path.utf8)
        }
        return try connected(AF_UNIX, "connect to \(path)", timeout) { descriptor in
            withUnsafeBytes(of: &address) {
                connect(
                    descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self),
                    socklen_t($0.count))
            }
        }
    }

    private static func connected(
        _ family: Int32, _ attempt: String, _ timeout: Duration, _ connect: (Int32) -> Int32
    ) throws -> Int32 {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure("make a socket") }
        setTimeouts(descriptor, timeout)
        guard retried({ connect(descriptor) }) == 0 else {
            let failure = Failure(attempt)
            close(descriptor)
            throw failure
        }
        return descriptor
    }

    /// Has both kernels keep little of what this end does not read: this one by its buffer, the
    /// other one because packets are small.
    private static func makeBuffersSmall(_ descriptor: Int32) {
        let size = socklen_t(MemoryLayout<Int32>.size)
        var byteCount: Int32 = 4_096
        var segment: Int32 = 536
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &byteCount, size)
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_MAXSEG, &segment, size)
    }

    /// Has reads and writes end with an error after `timeout`.
    static func setTimeouts(_ descriptor: Int32, _ timeout: Duration) {
        let (seconds, attoseconds) = timeout.components
        // A time of zero would mean no limit.
        let microseconds = seconds == 0 ? max(1, attoseconds / 1_000_000_000_000) : 0
        var time = timeval(tv_sec: Int(seconds), tv_usec: Int(microseconds))
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, size)
    }

    static func sendAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                retried {
                    send(
                        descriptor, bytes.baseAddress! + sent, bytes.count - sent,
                        Int32(MSG_NOSIGNAL))
                }
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Makes a system call again for as long as a signal interrupts it; a stop of the process does
    /// so to sockets that have a timeout, without any handler (signal(7)).
    static func retried<Value: SignedInteger>(_ call: () -> Value) -> Value {
        while true {
            let value = call()
            if value >= 0 || errno != EINTR { return value }
        }
    }

    /// Reads once; empty at the end, nil after an error or a timeout.
    static func receive(_ descriptor: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let count = retried { recv(descriptor, &buffer, buffer.count, 0) }
        return count < 0 ? nil : Array(buffer[..<count])
    }

    /// Reads what is there: empty at the end, an inner nil when nothing is there, nil after an error.
    static func receiveAvailable(_ descriptor: Int32) -> [UInt8]?? {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let count = retried { recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT)) }
        if count >= 0 { return Array(buffer[..<count]) }
        return errno == EAGAIN ? .some(nil) : nil
    }

    static func sendWithoutDelay(_ descriptor: Int32) {
        var option: Int32 = 1
        setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &option,
            socklen_t(MemoryLayout<Int32>.size))
    }

    /// Lets others bind the descriptor's address as well, as long as they allow the same and nobody
    /// listens there (socket(7)).
    static func allowReuse(_ descriptor: Int32) {
        var option: Int32 = 1
        setsockopt(
            descriptor, SOL_SOCKET, SO_REUSEADDR, &option, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Has the peer see a reset when the descriptor is closed (a linger time of 0: socket(7)).
    static func resetOnClose(_ descriptor: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }
}

/// Whether the machine has IPv6 at least on loopback.
package let hasIPv6: Bool = {
    let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return Sockets.withLoopbackIPv6(port: 0) { bind(descriptor, $0, $1) } == 0
}()

/// A TCP port of loopback that nobody listens on, and that is given to no other test, not even to one
/// of another process; none of those that the kernel gives to clients, for one of them could have it
/// before it is used.
///
/// Servers that set `SO_REUSEADDR`, as good as all, can listen on it.
package func freeLoopbackPort() throws -> UInt16 {
    var attemptCount = 0
    while true {
        attemptCount += 1
        do {
            // The kernel's begin at 32,768 (ip_local_port_range: ip(7)).
            return try HeldPorts.hold(.random(in: 20_000..<32_768))
        } catch {
            guard attemptCount < 100 else { throw error }
        }
    }
}

/// The ports that `freeLoopbackPort` has given out: each is bound by a socket that does not listen,
/// until the process ends.
private enum HeldPorts {
    private static let descriptors = Mutex<[Int32]>([])

    static func hold(_ port: UInt16) throws -> UInt16 {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else { throw Sockets.Failure("make a socket") }
        // Whoever else holds the port is in the way of this, and this of whoever comes later.
        guard Sockets.withAddress(port: port, { bind(descriptor, $0, $1) }) == 0 else {
            let failure = Sockets.Failure("bind port \(port)")
            close(descriptor)
            throw failure
        }
        Sockets.allowReuse(descriptor)
        descriptors.withLock { $0.append(descriptor) }
        return port
    }
}
