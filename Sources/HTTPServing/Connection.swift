import Base
import HTTPWire
import Metrics
import Reactor

/// One client's connection: reads requests, has them answered one after the other, writes answers.
///
/// Requests that the client sends before it has the answer to the last one (pipelining, RFC 9112
/// section 9.3.2) wait in `pendingInput`, which is bounded by one read, and then in the kernel. A
/// connection between requests holds no buffers: reading and writing use the loop's.
final class Connection: ReadinessHandler {
    /// What the connection waits for, and so which limit of time holds.
    enum Phase: Equatable {
        case handshake
        case idle
        case head
        case body
        case answer
        case sending
        /// Everything is sent; what the client still sends is thrown away until it is through, for
        /// closing earlier would make its kernel discard our answer (RFC 9112 section 9.6).
        case lingering
    }

    let peer: SocketAddress

    private let descriptor: Descriptor

    /// Nil on a connection that is not encrypted.
    private var tls: TLSSession?
    private let server: ServerLoop
    private var decoder: RequestDecoder

    /// Bytes that were read and not looked at yet, because an answer is owed first.
    private var pendingInput: [UInt8] = []

    /// Answers being collected; the loop's writer while `process` or `finish` runs, else empty.
    private var output = ByteWriter()

    /// What the kernel did not take yet, and how much of it has gone since.
    private var unsent: [UInt8] = []
    private var unsentOffset = 0

    private var exchange: Exchange?

    /// Whether the kernel may hold input for us. It tells of a change only, so this is where it is
    /// remembered while the connection has something else to do.
    private var mayReceive = false

    /// Whether the client sends no more than what the kernel holds.
    private var peerFinished = false
    private var phase: Phase

    /// When the phase began, or when it last got ahead.
    private(set) var phaseStart: MonotonicInstant

    /// Bytes of unfinished requests and unread answers, as the loop was last told.
    private(set) var heldByteCount = 0

    /// Requests that were begun.
    private var requestCount = 0
    private var isProcessing = false
    private var isOpen = true

    /// No further request is read; the connection ends when everything is sent.
    private var endsAfterAnswer = false

    /// - Parameter context: How the connection is to be encrypted; nil: not.
    init(
        _ descriptor: consuming Descriptor, peer: SocketAddress, tls context: TLSContext?,
        server: ServerLoop
    ) {
        self.descriptor = descriptor
        self.peer = peer
        self.server = server
        let number = self.descriptor.number
        tls = context.map { TLSSession($0, descriptor: number) }
        phase = context == nil ? .idle : .handshake
        decoder = RequestDecoder(limits: server.limits.request)
        phaseStart = server.loop.now
    }

    var compression: Compression { server.compression }

    /// Whether a reset would give memory back; not while requests are being taken from it.
    var canMakeRoom: Bool { heldByteCount > 0 && !isProcessing }

    func start() throws(SystemError) {
        try server.loop.watch(
            descriptor.number, for: [.input, .writable, .changes], handler: self)
    }

    // MARK: Events

    func handle(_ readiness: Readiness) {
        if phase == .handshake {
            return readiness.isDisjoint(with: .broken) ? server.handshakeLater(self) : close()
        }
        // TLS may have something to send before it can read, and the other way round.
        if !unsent.isEmpty, readiness.contains(.writable) || tls != nil { sendUnsent() }
        if isOpen, !readiness.isDisjoint(with: .broken) { return close() }
        guard isOpen, !readiness.isDisjoint(with: .input) else { return }
        mayReceive = true
        if readiness.contains(.peerFinished) {
            peerFinished = true
            closeIfAbandoned()
        }
        receive()
    }

    /// Reads once, if nothing has to come first. While an answer is owed or being sent, requests
    /// wait in the kernel.
    private func receive() {
        guard isOpen, mayReceive, exchange == nil, unsent.isEmpty, pendingInput.isEmpty else {
            return
        }
        switch server.read(descriptor.number, tls) {
        case .bytes(let count):
            // Less than there was room for is all there was (epoll(7), "Questions and answers"),
            // but for the end, which is read for itself.
            mayReceive =
                count == ServerLimits.readByteCount || peerFinished || tls?.isFinished == true
            if phase == .lingering { return receiveLater() }
            server.withInput(count) { process($0) }
        case .wouldBlock: mayReceive = false
        case .ended, nil: close()
        }
    }

    /// Goes on with the TLS handshake.
    func handshake() {
        guard isOpen, phase == .handshake, let tls else { return }
        switch tls.handshake() {
        case .waits: break
        case .done:
            // A request may have come with the client's last message.
            mayReceive = true
            enter(.idle)
            receive()
        case .ended: close()
        case .failed:
            server.metrics.handshakeFailures.increment()
            // OpenSSL has sent why; what the client still sends would make the kernel discard it.
            self.tls = nil
            mayReceive = true
            server.finishSending(descriptor.number, nil)
            enter(.lingering)
            receiveLater()
        case .isPlainHTTP:
            server.metrics.handshakeFailures.increment()
            self.tls = nil
            output = server.borrowWriter()
            refuse(Refusal(status: .badRequest, reason: "this port speaks HTTPS only"))
            flush()
        }
    }

    /// Reads what is left in a turn of its own, so that a client that sends without a pause does
    /// not delay the others.
    private func receiveLater() {
        guard mayReceive else { return }
        server.loop.scheduleForNextTurn { [self] in receive() }
    }

    /// Ends an exchange that is to end with its client, when the client has finished.
    private func closeIfAbandoned() {
        if peerFinished, let exchange, exchange.endsWithPeer { close() }
    }

    // MARK: Requests

    /// Decodes and dispatches requests from `bytes`, and sends the answers that come at once.
    private func process(_ bytes: Span<UInt8>) {
        isProcessing = true
        output = server.borrowWriter()
        var offset = 0
        var budget = server.limits.requestCountPerTurn
        while offset < bytes.count, exchange == nil, !endsAfterAnswer, budget > 0, hasRoom {
            let (event, consumed) = decoder.decode(bytes.extracting(droppingFirst: offset))
            offset += consumed
            switch event {
            case .needsMoreBytes: break
            case .continueExpected: output.write(ResponseWriter.continueResponse)
            case .request(let request):
                budget -= 1
                begin(request)
            case .refused(let refusal): refuse(refusal)
            }
        }
        if offset < bytes.count, !endsAfterAnswer {
            pendingInput.append(copying: bytes.extracting(droppingFirst: offset))
        }
        isProcessing = false
        let isHeldBack = !hasRoom && !pendingInput.isEmpty
        flush()
        if isHeldBack, !unsent.isEmpty { server.metrics.count(limit: "waiting_bytes") }
    }

    /// Whether another answer may be written before the client has read those it has.
    private var hasRoom: Bool { output.count < server.limits.waitingByteCountMax }

    /// Goes on with the requests that were sent before the last answer.
    private func resume() {
        guard isOpen, exchange == nil, unsent.isEmpty, !pendingInput.isEmpty else { return }
        let bytes = pendingInput
        pendingInput = []
        process(bytes.span)
    }

    private func begin(_ request: Request) {
        let match = server.router.match(request)
        var index: Int?
        if case .route(let route) = match { index = route }
        let exchange = Exchange(
            request: request, route: index, connection: self, received: server.loop.now)
        self.exchange = exchange
        if !request.head.isPersistent { endsAfterAnswer = true }
        countRequest()
        server.serve(exchange, match)
    }

    private func countRequest() {
        requestCount += 1
        guard requestCount == server.limits.requestCountMax else { return }
        server.metrics.count(limit: "connection_requests")
        endsAfterAnswer = true
    }

    private func refuse(_ refusal: Refusal) {
        server.metrics.count(refusal)
        endsAfterAnswer = true
        ResponseWriter.write(refusal, date: server.date(), into: &output)
    }

    /// Writes the answer to `exchange`; called by it, once.
    func finish(_ exchange: Exchange, with response: Response) {
        precondition(self.exchange === exchange, "answer to a request that is not being answered")
        self.exchange = nil
        server.noteAnswer(exchange, response.status)
        if server.isDraining { endsAfterAnswer = true }
        if !isProcessing { output = server.borrowWriter() }
        ResponseWriter.write(
            response, for: exchange.request, keepAlive: !endsAfterAnswer,
            date: server.date(), into: &output)
        if !isProcessing { flush() }
    }

    // MARK: Sending

    /// Sends what has been collected, keeps what the kernel does not take, and goes on.
    private func flush() {
        let sent =
            output.count == 0 ? 0 : server.send(descriptor.number, tls, output.bytes, from: 0)
        guard let sent else {
            server.returnWriter(&output)
            return close()
        }
        if sent < output.count { unsent = Array(output.bytes[sent...]) }
        server.returnWriter(&output)
        proceed()
    }

    private func sendUnsent() {
        guard
            let sent = server.send(descriptor.number, tls, unsent, from: unsentOffset)
        else { return close() }
        unsentOffset += sent
        if sent > 0 { phaseStart = server.loop.now }
        guard unsentOffset == unsent.count else { return }
        unsent = []
        unsentOffset = 0
        proceed()
    }

    private func proceed() {
        chooseNext()
        noteHeld()
    }

    /// Chooses what to do next, when nothing can be done at once any more.
    private func chooseNext() {
        if !unsent.isEmpty { return enter(.sending) }
        if exchange != nil {
            enter(.answer)
            return closeIfAbandoned()
        }
        if endsAfterAnswer { return end() }
        if !pendingInput.isEmpty {
            // In a turn of its own, so that a client that sends many requests at once does not
            // delay the others.
            server.loop.scheduleForNextTurn { [self] in resume() }
            return enter(.answer)
        }
        receiveLater()
        switch decoder.phase {
        case .idle:
            enter(.idle)
            if server.isDraining { enforceDeadline(server.loop.now) }
        case .head: enter(.head)
        case .body: enter(.body)
        }
    }

    /// Tells the loop how much is held for the client now.
    private func noteHeld() {
        guard isOpen else { return }
        let partial = decoder.phase == .idle ? 0 : decoder.heldByteCount
        let count = unsent.count + pendingInput.count + partial
        guard count != heldByteCount else { return }
        let change = count - heldByteCount
        heldByteCount = count
        server.noteHeld(change: change, by: self)
    }

    // MARK: Time

    /// Enters a phase. Staying in one does not begin it anew: a client that sends a byte now
    /// and then does not win time with it.
    private func enter(_ next: Phase) {
        guard next != phase || next == .idle else { return }
        phase = next
        phaseStart = server.loop.now
    }

    /// Ends the connection if it has waited for longer than its phase allows.
    func enforceDeadline(_ now: MonotonicInstant) {
        guard now >= phaseStart + timeout else { return }
        switch phase {
        case .idle, .lingering: close()
        case .handshake:
            server.metrics.count(limit: "handshake_time")
            close()
        case .head: timeOut("head_time", "the head took too long")
        case .body: timeOut("body_time", "the body took too long")
        case .answer:
            server.metrics.count(limit: "answer_time")
            reset()
        case .sending:
            server.metrics.count(limit: "send_time")
            reset()
        }
    }

    private var timeout: Duration {
        guard server.isDraining, phase == .idle else { return server.limits.timeout(of: phase) }
        return requestCount == 0 ? server.limits.drainIdleTimeout : .zero
    }

    private func timeOut(_ limit: String, _ reason: String) {
        server.metrics.count(limit: limit)
        output = server.borrowWriter()
        refuse(Refusal(status: .requestTimeout, reason: reason, limit: nil))
        flush()
    }

    // MARK: The end

    /// Has the connection end as soon as it owes nothing (graceful stop): after the request that is
    /// under way, or after the first one of a client that has just connected.
    func drain() {
        if phase == .handshake { return close() }
        guard phase == .idle else { return }
        // A request may have come that this turn of the loop does not know of.
        mayReceive = true
        receive()
        if isOpen { enforceDeadline(server.loop.now) }
    }

    /// The client may have sent more before it can know of the end.
    private func end() {
        server.finishSending(descriptor.number, tls)
        enter(.lingering)
        receiveLater()
    }

    /// Ends the connection so that the client sees a reset.
    func reset() {
        guard isOpen else { return }
        server.resetOnClose(descriptor.number)
        close()
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        exchange?.cancel()
        exchange = nil
        tls?.finishSending()
        server.loop.unwatch(descriptor.number)
        server.noteHeld(change: -heldByteCount, by: self)
        heldByteCount = 0
        // The server's reference is the last one as a rule, and the descriptor closes with it.
        server.forget(self)
    }
}
