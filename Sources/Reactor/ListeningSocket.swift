import CLinux
import Glibc

/// A socket that accepts connections; non-blocking.
package struct ListeningSocket: ~Copyable {
    /// Connections the kernel keeps for us until we accept them; it caps this at `somaxconn`.
    package static let backlog: Int32 = 4_096

    private let descriptor: Descriptor

    /// Where it listens, with the port that the kernel chose if 0 was asked for.
    package let address: SocketAddress

    package var number: Int32 { descriptor.number }

    /// Listens on `address`.
    ///
    /// Several sockets of one process may share an address (`SO_REUSEPORT`), the kernel spreads
    /// connections over them. Only the first of them must pass `isShared: false`: it fails if
    /// anybody else listens there, another copy of this program included.
    package init(on address: SocketAddress, isShared: Bool) throws(SystemError) {
        if !isShared, address.port != 0 { try Self.checkIsFree(address) }
        let descriptor = try Self.bound(to: address, sharesPort: true)
        try Kernel.call("listen on \(address)") { listen(descriptor.number, Self.backlog) }
        self.address = Self.localAddress(of: descriptor.number) ?? address
        self.descriptor = descriptor
    }

    /// Takes one connection that waits, or nil if none does.
    ///
    /// Throws for exhausted resources (`EMFILE`, `ENFILE`, `ENOBUFS`, `ENOMEM`) only; a connection
    /// that broke while it waited is passed over (accept(2), "Error handling").
    package func accept() throws(SystemError) -> AcceptedConnection? {
        var storage = sockaddr_storage()
        while true {
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let number = clinux_accept(descriptor.number, &storage, &length)
            if number >= 0 {
                return AcceptedConnection(
                    descriptor: Descriptor(owning: number),
                    peer: SocketAddress(kernelForm: storage) ?? .unix(path: ""))
            }
            switch errno {
            case EAGAIN: return nil
            case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                throw SystemError(attempt: "accept a connection on \(address)", code: errno)
            case EBADF, EFAULT, EINVAL, ENOTSOCK:
                preconditionFailure("accept4: our own mistake (errno \(errno))")
            default: continue
            }
        }
    }

    /// With `SO_REUSEPORT` set, binding succeeds beside another listener of the same user; without
    /// it, it does not. So a socket without it tells whether the port is free.
    private static func checkIsFree(_ address: SocketAddress) throws(SystemError) {
        if case .unix = address { return }
        _ = try bound(to: address, sharesPort: false)
    }

    private static func bound(
        to address: SocketAddress, sharesPort: Bool
    ) throws(SystemError) -> Descriptor {
        let attempt = "listen on \(address)"
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = Descriptor(
            owning: try Kernel.call(attempt) { socket(address.family, kind, 0) })
        if case .unix(let path) = address {
            removeStaleSocket(path)
        } else {
            try set(SO_REUSEADDR, of: SOL_SOCKET, on: descriptor.number, attempt)
            if sharesPort { try set(SO_REUSEPORT, of: SOL_SOCKET, on: descriptor.number, attempt) }
            // Accepted connections inherit it: small answers leave at once.
            try set(TCP_NODELAY, of: Int32(IPPROTO_TCP), on: descriptor.number, attempt)
        }
        let number = descriptor.number
        try Kernel.call(attempt) { address.withKernelForm { bind(number, $0, $1) } }
        return descriptor
    }

    /// Removes the socket file that an earlier run left behind; any other file stays, and binding
    /// fails.
    private static func removeStaleSocket(_ path: String) {
        var information = stat()
        guard lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFSOCK else {
            return
        }
        unlink(path)
    }

    private static func set(
        _ option: Int32, of level: Int32, on number: Int32, _ attempt: String
    ) throws(SystemError) {
        var one: Int32 = 1
        try Kernel.call(attempt) {
            setsockopt(number, level, option, &one, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    private static func localAddress(of number: Int32) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        guard clinux_local_address(number, &storage, &length) == 0,
            storage.ss_family != sa_family_t(AF_UNIX)
        else { return nil }
        return SocketAddress(kernelForm: storage)
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
