import Base
import Glibc
import HTTPWire
import Metrics
import Reactor

/// The server's part on one event loop: its listening sockets, its connections and what they share.
///
/// It lives until the loop has ended. Nothing refers to it weakly: one weak reference would put
/// each retain of it, several a request, on the slow path.
final class ServerLoop {
    let loop: EventLoop
    let limits: ServerLimits
    let router: Router
    let metrics: ServerMetrics
    let compression: Compression
    private(set) var isDraining = false
    private(set) var security: ServerSecurity

    let access: AccessPolicy
    private let peers: PeerTable
    private let onAnswer: (@Sendable (AnsweredRequest) -> Void)?

    private var acceptors: [Acceptor] = []
    private var connections: [ObjectIdentifier: Connection] = [:]
    private var onDrained: (() -> Void)?

    /// Connections whose handshake can go on.
    private var handshakes: [Connection] = []

    /// What all connections together hold for their clients, in bytes.
    private var heldByteCount = 0

    /// One read's worth of input, used by the connection whose turn it is.
    private var inputBuffer = [UInt8](repeating: 0, count: ServerLimits.readByteCount)

    /// A writer that has grown to the usual size of an answer; lent to one connection at a time.
    private var spareWriter = ByteWriter(capacity: 4096)
    private var dateText: [UInt8] = []
    private var dateSecond = Int64.min

    init(
        loop: EventLoop, routes: [Route], configuration: Server.Configuration, peers: PeerTable,
        metrics: ServerMetricFamilies
    ) {
        self.loop = loop
        limits = configuration.limits
        access = configuration.access
        security = configuration.security
        self.peers = peers
        onAnswer = configuration.onAnswer
        router = Router(routes)
        let counts = ServerMetrics(families: metrics, routes: routes)
        self.metrics = counts
        compression = Compression(
            loop: loop, waitingCountMax: limits.compressionCountMax,
            onLimit: { counts.count(limit: "compressions") })
        sweepLater()
    }

    // MARK: Connections

    /// Accepts connections from `socket` from now on.
    func listen(on socket: consuming ListeningSocket) throws {
        acceptors.append(try Acceptor(socket, server: self))
    }

    /// Takes over a connection; one too many is closed at once.
    func adopt(_ accepted: consuming AcceptedConnection) {
        metrics.connectionsTotal.increment()
        guard connections.count < limits.connectionCountMax else {
            metrics.count(limit: "connections")
            return
        }
        let peer = accepted.peer
        guard peers.admit(peer) else {
            metrics.count(limit: "peer_connections")
            return
        }
        let connection = Connection(
            accepted.takeDescriptor(), peer: peer, tls: security.tls, server: self)
        do {
            try connection.start()
        } catch {
            // The kernel has no room for another watch: as if one connection too many came.
            metrics.count(limit: "watches")
            peers.release(peer)
            return
        }
        connections[ObjectIdentifier(connection)] = connection
        metrics.connections.increment()
    }

    func forget(_ connection: Connection) {
        guard connections.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return }
        metrics.connections.decrement()
        peers.release(connection.peer)
        finishDrainIfIdle()
    }

    /// Takes note that `connection` holds `change` more bytes for its client than before, and makes
    /// room if all of them hold too many. It stays itself: it has just got ahead.
    func noteHeld(change: Int, by connection: Connection) {
        heldByteCount += change
        // Not while room is being made, which is when they hold less.
        guard change > 0, heldByteCount > limits.heldByteCountMax else { return }
        let holders = connections.values.filter { $0 !== connection && $0.canMakeRoom }
            .sorted { $0.phaseStart < $1.phaseStart }
        for holder in holders where heldByteCount > limits.heldByteCountMax / 2 {
            metrics.count(limit: "held_bytes")
            holder.reset()
        }
    }

    /// Enforces deadlines in a while, as they are then, but only once the loop has taken what had come
    /// by then: a loop that was held up does not take its own delay for its clients'.
    private func sweepLater() {
        loop.schedule(after: limits.sweepInterval) { [unowned self] in
            let moment = loop.now
            loop.scheduleForNextTurn { [unowned self] in sweep(at: moment) }
        }
    }

    private func sweep(at moment: MonotonicInstant) {
        for connection in Array(connections.values) { connection.enforceDeadline(moment) }
        sweepLater()
    }

    /// Demands and adds something else from now on; connections stay encrypted as they are.
    func apply(_ security: ServerSecurity) {
        self.security = security
        dateSecond = .min
    }

    // MARK: Handshakes

    /// Takes a step of a connection's handshake in one of the next turns. A step may take a
    /// millisecond; few are taken in each turn, so that a storm of new connections delays those
    /// that are there by a few of them only.
    func handshakeLater(_ connection: Connection) {
        handshakes.append(connection)
        if handshakes.count == 1 { takeHandshakesLater() }
    }

    private func takeHandshakesLater() {
        loop.scheduleForNextTurn { [unowned self] in
            let due = handshakes.prefix(limits.handshakeCountPerTurn)
            handshakes.removeFirst(due.count)
            for connection in due { connection.handshake() }
            if !handshakes.isEmpty { takeHandshakesLater() }
        }
    }

    // MARK: Requests

    /// Counts an answer, and tells who wants to know.
    func noteAnswer(_ exchange: Exchange, _ status: Status) {
        let seconds = MonotonicInstant.now().seconds(since: exchange.received)
        metrics.count(exchange, status: status, seconds: seconds)
        onAnswer?(AnsweredRequest(exchange: exchange, status: status, seconds: seconds))
    }

    // MARK: Stopping

    /// Stops accepting, lets requests under way finish, and calls `onDrained` when the last
    /// connection is gone or `limits.drainTimeout` has passed.
    func drain(_ onDrained: @escaping () -> Void) {
        isDraining = true
        self.onDrained = onDrained
        // What the kernel accepted for us already would be reset when the socket closes.
        for acceptor in acceptors { acceptor.close() }
        acceptors = []
        for connection in Array(connections.values) { connection.drain() }
        loop.schedule(after: limits.drainTimeout) { [unowned self] in
            for connection in Array(connections.values) { connection.close() }
            finishDrainIfIdle()
        }
        finishDrainIfIdle()
    }

    private func finishDrainIfIdle() {
        guard isDraining, connections.isEmpty, let action = onDrained else { return }
        onDrained = nil
        action()
    }

    // MARK: What connections share

    /// Reads once from a connection; nil when it is broken. `withInput` gives what came.
    func read(_ descriptor: Int32, _ tls: TLSSession?) -> Kernel.Transfer? {
        inputBuffer.withUnsafeMutableBytes { buffer in
            if let tls { return tls.read(into: buffer) }
            // A broken connection is the client's affair, and it ends; there is nobody to tell.
            return try? Kernel.receive(descriptor, into: buffer)
        }
    }

    /// Calls `body` with the first `count` bytes of the last read.
    func withInput(_ count: Int, _ body: (Span<UInt8>) -> Void) {
        // Taken out while it is looked at, so that nobody else can write to it.
        let buffer = inputBuffer
        body(buffer.span.extracting(first: count))
    }

    /// Sends what the kernel takes of `bytes` from `offset` on; nil when the connection is broken.
    func send(
        _ descriptor: Int32, _ tls: TLSSession?, _ bytes: [UInt8], from offset: Int
    ) -> Int? {
        var sent = offset
        while sent < bytes.count {
            let transfer = bytes.withUnsafeBytes { buffer in
                let rest = UnsafeRawBufferPointer(rebasing: buffer[sent...])
                if let tls { return tls.send(rest) }
                // Whatever is wrong with it, the connection is of no more use.
                return try? Kernel.send(descriptor, rest)
            }
            switch transfer {
            case .bytes(let count): sent += count
            case .wouldBlock: return sent - offset
            case .ended, nil: return nil
            }
        }
        return sent - offset
    }

    func finishSending(_ descriptor: Int32, _ tls: TLSSession?) {
        tls?.finishSending()
        // A connection that is broken already needs no end.
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    func resetOnClose(_ descriptor: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        // Without it the client sees an orderly end, which is the next best.
        _ = setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    func borrowWriter() -> ByteWriter {
        defer { spareWriter = ByteWriter() }
        return spareWriter
    }

    /// Takes a writer back; one that a large answer has made large is let go.
    func returnWriter(_ writer: inout ByteWriter) {
        writer.removeAll()
        if writer.bytes.capacity <= 256 * 1024 { spareWriter = writer }
        writer = ByteWriter()
    }

    /// The value of `Date` for an answer sent now, and behind it the fields that each answer has;
    /// written anew once a second.
    func date() -> [UInt8] {
        let second = loop.now.nanoseconds / 1_000_000_000
        if second != dateSecond {
            dateSecond = second
            var writer = ByteWriter(capacity: 32)
            let now = WallClockInstant.now()
            HTTPDate.write(secondsSinceEpoch: now.nanoseconds / 1_000_000_000, into: &writer)
            dateText = writer.bytes + security.headers.lines
        }
        return dateText
    }
}

extension ServerLimits {
    func timeout(of phase: Connection.Phase) -> Duration {
        switch phase {
        case .handshake: handshakeTimeout
        case .idle: idleTimeout
        case .head: headTimeout
        case .body: bodyTimeout
        case .answer: answerTimeout
        case .sending: sendTimeout
        case .lingering: lingerTimeout
        }
    }
}
