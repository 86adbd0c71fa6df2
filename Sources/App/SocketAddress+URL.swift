import Reactor

extension SocketAddress {
    /// The URL by which the same machine reaches a server that listens here, without a path; nil
    /// for a Unix socket. For all addresses of the machine it names loopback.
    var localURL: String? {
        switch self {
        case .ipv4(0, let port): "http://127.0.0.1:\(port)"
        case .ipv6(0, 0, let port, _): "http://[::1]:\(port)"
        case .ipv4, .ipv6: "http://\(self)"
        case .unix: nil
        }
    }
}
