import Base
import Reactor

/// Accepts the connections of one listening socket.
final class Acceptor: ReadinessHandler {
    private let socket: ListeningSocket
    private unowned let server: ServerLoop
    private var isOpen = true

    init(_ socket: consuming ListeningSocket, server: ServerLoop) throws(SystemError) {
        self.socket = socket
        self.server = server
        try server.loop.watch(self.socket.number, for: .readable, handler: self)
    }

    func handle(_ readiness: Readiness) {
        accept(countMax: server.limits.acceptCountPerTurn)
    }

    /// Accepts what waits, for the last time, and lets go of the socket.
    func close() {
        accept(countMax: Int(ListeningSocket.backlog))
        isOpen = false
        server.loop.unwatch(socket.number)
    }

    private func accept(countMax: Int) {
        do {
            for _ in 0..<countMax {
                guard let accepted = try socket.accept() else { return }
                server.adopt(accepted)
            }
        } catch {
            pause()
        }
    }

    /// Out of descriptors or memory: those who have a connection are served on, and those who wait
    /// for one wait in the kernel. Without the pause the loop would spin on a socket that stays
    /// readable.
    private func pause() {
        server.metrics.count(limit: "descriptors")
        server.loop.rewatch(socket.number, for: [])
        server.loop.schedule(after: server.limits.acceptPause) { [weak self] in
            guard let self, self.isOpen else { return }
            self.server.loop.rewatch(self.socket.number, for: .readable)
        }
    }
}
