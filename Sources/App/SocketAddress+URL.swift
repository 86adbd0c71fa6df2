import Reactor

extension SocketAddress {
    /// The URL by which the same machine reaches a server that listens here, without a path. For
    /// all addresses of the machine it names loopback.
    ///
    /// - Precondition: It is no Unix socket.
    var localURL: String {
        switch self {
        case .ipv4(0, let port): return "http://127.0.0.1:\(port)"
        case .ipv6(0, 0, let port, _): return "http://[::1]:\(port)"
        case .ipv4, .ipv6: return "http://\(self)"
        case .unix: preconditionFailure("a Unix socket has no URL")
        }
    }
}
