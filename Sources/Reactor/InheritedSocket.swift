import CLinux
import Glibc

/// A listening socket that a service manager has opened and passed on when it started the process
/// (socket activation, sd_listen_fds(3)).
package struct InheritedSocket: Sendable {
    /// The descriptor, which stays open until the process ends.
    package let number: Int32

    /// Where it listens.
    package let address: SocketAddress

    /// Something was passed that cannot be listened on.
    package struct Problem: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    private static let firstNumber: Int32 = 3
    private static let variables = ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"]

    /// Takes over what was passed to this process, and removes the variables that tell of it, so
    /// that no child takes them for its own. To be called once, on the main thread before there are
    /// others.
    ///
    /// - Returns: No sockets if none were passed, or if they are for another process.
    /// - Throws: `Problem` if anything else than stream sockets that listen was passed.
    package static func takeAll() throws(Problem) -> [InheritedSocket] {
        let values = variables.map { name in getenv(name).map { String(cString: $0) } }
        for name in variables { unsetenv(name) }
        guard let process = values[0], process == String(getpid()) else { return [] }
        guard let text = values[1], let count = Int32(text), (0...1_024).contains(count) else {
            throw Problem(
                description: "LISTEN_FDS: must be a number of descriptors, got "
                    + "'\(values[1] ?? "")'")
        }
        let names = (values[2] ?? "").split(separator: ":", omittingEmptySubsequences: false)
        var sockets: [InheritedSocket] = []
        for index in 0..<count {
            let name = Int(index) < names.count ? String(names[Int(index)]) : ""
            sockets.append(try InheritedSocket(number: firstNumber + index, name: name))
        }
        return sockets
    }

    /// Makes the descriptor non-blocking and closed on exec, as all of the program are.
    private init(number: Int32, name: String) throws(Problem) {
        let label = name.isEmpty ? "" : " (\(name))"
        let attempt = "cannot listen on the passed descriptor \(number)\(label): it"
        if let fault = Self.fault(of: number) { throw Problem(description: "\(attempt) \(fault)") }
        guard let address = ListeningSocket.localAddress(of: number) else {
            throw Problem(description: "\(attempt) is of an unknown address family")
        }
        self.number = number
        self.address = address
        // Neither can fail for a descriptor that is open.
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
    }

    /// Why a descriptor is no stream socket that listens, or nil if it is one.
    private static func fault(of number: Int32) -> String? {
        guard let type = option(SO_TYPE, of: number) else {
            return errno == EBADF ? "is not open" : "is no socket"
        }
        if type != Int32(SOCK_STREAM.rawValue) { return "is no stream socket" }
        return option(SO_ACCEPTCONN, of: number) == 1 ? nil : "does not listen"
    }

    private static func option(_ name: Int32, of number: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(number, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
    }
}
