import CLinux
import Glibc

/// A socket that accepts connections; non-blocking.
package struct ListeningSocket: ~Copyable {
    /// Connections the kernel keeps for us until we accept them; it caps this at `somaxconn`.
    package static let backlog: Int32 = 4_096

    /// Broken connections passed over by one `accept`.
    private static let brokenCountMax = 64

    private let descriptor: Descriptor

    /// The file of a Unix socket, if this value made it; declared behind the descriptor, for the
    /// socket should be closed first.
    private let file: SocketFile?

    /// Where it listens, with the port that the kernel chose if 0 was asked for.
    package let address: SocketAddress

    /// Whether the queue of connections belongs to somebody who outlives this process.
    package let isInherited: Bool

    package var number: Int32 { descriptor.number }

    /// Listens on `address`.
    ///
    /// Several sockets of one process may share an IP address (`SO_REUSEPORT`), the kernel spreads
    /// connections over them. Only the first of them must pass `isShared: false`: it fails if
    /// anybody else listens there, another copy of this program included. A Unix socket has one
    /// socket only, which others share with `init(sharing:)`; its file is removed when this value
    /// ends.
    ///
    /// - Parameter isIPv6Only: Whether `[::]` leaves IPv4 to somebody else. It accepts connections of
    ///   both families otherwise, whatever the machine's default is (`bindv6only`, ipv6(7)).
    package init(
        on address: SocketAddress, isShared: Bool, isIPv6Only: Bool = false
    ) throws(SystemError) {
        // With `SO_REUSEPORT` set, listening succeeds beside another listener of the same user;
        // without it, it does not, and the kernel lets only one of two that begin at once have the
        // port. So the first one shares it when it has it.
        let isFirst = !isShared && address.port != 0
        if case .unix(let path) = address { SocketFile.removeStale(path) }
        let descriptor = try Self.bound(to: address, sharesPort: !isFirst, isIPv6Only: isIPv6Only)
        let file = Self.file(of: address)
        let attempt = "listen on \(address)"
        try Kernel.call(attempt) { listen(descriptor.number, Self.backlog) }
        if isFirst, address.isIP {
            try Self.set(SO_REUSEPORT, of: SOL_SOCKET, on: descriptor.number, attempt)
        }
        self.address = Self.localAddress(of: descriptor.number) ?? address
        self.descriptor = descriptor
        self.file = file
        isInherited = false
    }

    /// Shares the listening socket behind a descriptor that is open and non-blocking: several loops
    /// then take turns at one queue of connections.
    package init(sharing number: Int32, isInherited: Bool) throws(SystemError) {
        guard let address = Self.localAddress(of: number) else {
            preconditionFailure("descriptor \(number) has no address")
        }
        let attempt = "listen on \(address)"
        let descriptor = Descriptor(
            owning: try Kernel.call(attempt) { fcntl(number, F_DUPFD_CLOEXEC, 0) })
        try Self.sendAtOnce(descriptor.number, address, attempt)
        self.descriptor = descriptor
        self.address = address
        self.isInherited = isInherited
        file = nil
    }

    /// Takes one connection that waits, or nil if none does.
    ///
    /// Throws for exhausted resources (`EMFILE`, `ENFILE`, `ENOBUFS`, `ENOMEM`). A connection that
    /// broke while it waited is passed over (accept(2), "Error handling"), but what fails again and
    /// again, such as for a firewall (`EPERM`), is thrown as well.
    package func accept() throws(SystemError) -> AcceptedConnection? {
        var storage = sockaddr_storage()
        var brokenCount = 0
        while true {
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let number = clinux_accept(descriptor.number, &storage, &length)
            if number >= 0 {
                return AcceptedConnection(
                    descriptor: Descriptor(owning: number),
                    peer: SocketAddress(kernelForm: storage, length: length) ?? .unix(path: ""))
            }
            switch errno {
            case EAGAIN: return nil
            case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                throw SystemError(attempt: "accept a connection on \(address)", code: errno)
            case EBADF, EFAULT, EINVAL, ENOTSOCK:
                preconditionFailure("accept4: our own mistake (errno \(errno))")
            case let code:
                brokenCount += 1
                guard brokenCount < Self.brokenCountMax else {
                    throw SystemError(attempt: "accept a connection on \(address)", code: code)
                }
            }
        }
    }

    /// The address that a socket is bound to; nil for a family we do not know.
    static func localAddress(of number: Int32) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        guard clinux_local_address(number, &storage, &length) == 0 else { return nil }
        return SocketAddress(kernelForm: storage, length: length)
    }

    private static func file(of address: SocketAddress) -> SocketFile? {
        guard case .unix(let path) = address else { return nil }
        return SocketFile(path: path)
    }

    private static func bound(
        to address: SocketAddress, sharesPort: Bool, isIPv6Only: Bool
    ) throws(SystemError) -> Descriptor {
        let attempt = "listen on \(address)"
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = Descriptor(
            owning: try Kernel.call(attempt) { socket(address.family, kind, 0) })
        let number = descriptor.number
        if address.isIP {
            try set(SO_REUSEADDR, of: SOL_SOCKET, on: number, attempt)
            if sharesPort { try set(SO_REUSEPORT, of: SOL_SOCKET, on: number, attempt) }
        }
        if case .ipv6 = address {
            try set(
                IPV6_V6ONLY, of: Int32(IPPROTO_IPV6), on: number, to: isIPv6Only ? 1 : 0, attempt)
        }
        try sendAtOnce(number, address, attempt)
        try Kernel.call(attempt) { address.withKernelForm { bind(number, $0, $1) } }
        return descriptor
    }

    /// Has small answers leave at once; accepted connections inherit it.
    private static func sendAtOnce(
        _ number: Int32, _ address: SocketAddress, _ attempt: String
    ) throws(SystemError) {
        guard address.isIP else { return }
        try set(TCP_NODELAY, of: Int32(IPPROTO_TCP), on: number, attempt)
    }

    private static func set(
        _ option: Int32, of level: Int32, on number: Int32, to value: Int32 = 1, _ attempt: String
    ) throws(SystemError) {
        var value = value
        try Kernel.call(attempt) {
            setsockopt(number, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
        }
    }
}

/// A connection just accepted: its descriptor, non-blocking, and who is at the other end.
package struct AcceptedConnection: ~Copyable {
    package let descriptor: Descriptor
    package let peer: SocketAddress

    /// Gives the descriptor away.
    package consuming func takeDescriptor() -> Descriptor {
        descriptor
    }
}
