import CLinux
import Glibc

/// The file of a Unix socket that this process listens on; the end of its life removes it, unless
/// somebody has put another one in its place.
struct SocketFile: ~Copyable, Sendable {
    private let path: String
    private let identity: Identity

    /// What tells a file from another one of the same name.
    private struct Identity: Equatable, Sendable {
        let device: dev_t
        let number: ino_t
    }

    /// Takes over the file that a socket was just bound to; nil if it is gone already.
    init?(path: String) {
        guard let identity = Self.identityOfSocket(path) else { return nil }
        self.path = path
        self.identity = identity
    }

    deinit {
        if Self.identityOfSocket(path) == identity { unlink(path) }
    }

    /// Removes the socket file that an earlier run left behind, so that `path` can be bound.
    ///
    /// One that somebody listens on stays, and so does a file of any other kind; binding fails then.
    static func removeStale(_ path: String) {
        guard identityOfSocket(path) != nil, isAbandoned(path) else { return }
        unlink(path)
    }

    /// Whether nobody listens on the socket file: only then is a connection refused (unix(7)).
    private static func isAbandoned(_ path: String) -> Bool {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let number = socket(AF_UNIX, kind, 0)
        // Without a socket there is no way to tell, and binding will say why there is none.
        guard number >= 0 else { return false }
        let descriptor = Descriptor(owning: number)
        return SocketAddress.unix(path: path).withKernelForm { address, length in
            connect(descriptor.number, address, length) == -1 && errno == ECONNREFUSED
        }
    }

    /// Nil if there is no file of this name, or if it is no socket.
    private static func identityOfSocket(_ path: String) -> Identity? {
        var information = stat()
        guard lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFSOCK else {
            return nil
        }
        return Identity(device: information.st_dev, number: information.st_ino)
    }
}
