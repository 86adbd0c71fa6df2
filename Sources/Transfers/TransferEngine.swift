import Base
import CCurl
import COpenSSL
import Glibc
package import Reactor

/// Runs HTTP transfers on an event loop, with libcurl's multi interface.
///
/// libcurl tells which sockets it wants to be told about and when it wants to be called again; the
/// loop does both (`curl_multi_socket_action(3)`). Each transfer ends at its deadline, by a timer of
/// the loop.
///
/// Not `Sendable`: it belongs to the loop's thread, completions are called there. It must outlive
/// its transfers.
package final class TransferEngine {
    let loop: EventLoop
    private let multi: UnsafeMutableRawPointer
    private var watchers: [Int32: SocketWatcher] = [:]
    private lazy var callTimer = CallTimer(loop: loop) { [weak self] in
        self?.act(CURL_SOCKET_TIMEOUT, 0)
    }
    private var idleHandles: [CurlHandle] = []
    private let resolver: Resolver
    private let timestamps = ReceiveTimestamps()

    /// How long the bytes that libcurl is reading had waited for it, and for which handle.
    private var waiting: (owner: UnsafeMutableRawPointer, time: Duration)?

    /// The names, with their ports, whose addresses libcurl has been given and not told to forget.
    private var knownNames: Set<String> = []

    /// Transfers under way with the timers of their deadlines, by their handle.
    private var active: [UnsafeMutableRawPointer: (transfer: Transfer, deadline: TimerToken)] = [:]

    /// There is no engine without libcurl.
    package struct Unavailable: Error, CustomStringConvertible {
        package let description = "cannot initialise libcurl: out of memory"
    }

    /// libcurl wants this once, before anything else, and not from two threads at once.
    private static let globalInitialisation = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    package init(loop: EventLoop) throws(Unavailable) {
        guard Self.globalInitialisation == CURLE_OK, let multi = curl_multi_init() else {
            throw Unavailable()
        }
        self.loop = loop
        self.multi = multi
        resolver = Resolver(loop: loop)
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = ccurl_multi_set_callbacks(multi, onSocket, onTimer, context)
        _ = ccurl_multi_setopt_long(
            multi, CURLMOPT_MAXCONNECTS, TransferLimits.idleConnectionCountMax)
    }

    deinit {
        for (pointer, entry) in active {
            curl_multi_remove_handle(multi, pointer)
            _ = entry.transfer.end()
        }
        curl_multi_cleanup(multi)
    }

    /// How many transfers are under way.
    package var activeCount: Int { active.count }

    /// Begins a transfer. `completion` is called once, later, on the loop's thread, unless the
    /// transfer is cancelled.
    @discardableResult
    package func start(
        _ request: TransferRequest, completion: @escaping (TransferResult) -> Void
    ) -> Transfer? {
        guard let handle = idleHandles.popLast() ?? CurlHandle() else {
            fail(CURLE_OUT_OF_MEMORY, "cannot make a libcurl handle: out of memory", completion)
            return nil
        }
        let transfer = Transfer(request, handle: handle, engine: self, completion: completion)
        let deadline = loop.schedule(after: request.timeout) { [weak self] in
            self?.runOutOfTime(handle.pointer)
        }
        active[handle.pointer] = (transfer, deadline)
        guard request.isWellFormed else { return refuse(transfer, CURLE_BAD_FUNCTION_ARGUMENT) }
        if request.usesTLS, let failure = request.tls.fileFailure {
            finishLater(transfer) { transfer.result(failure) }
            return transfer
        }
        guard let contact = Contact(of: request) else { return begin(transfer, addresses: []) }
        guard request.route.addresses.isEmpty else {
            return begin(transfer, contact, transfer.allowed(request.route.addresses))
        }
        resolver.resolve(contact.name, request.route.family, servers: request.route.resolvers) {
            [weak self, weak transfer] answer in
            guard let self, let transfer, transfer.isUnderWay else { return }
            take(answer, for: transfer, contact)
        }
        return transfer
    }

    /// Looks up a name. `completion` is called once, later, on the loop's thread.
    ///
    /// - Parameters:
    ///   - name: Without brackets; an IP address is its own answer.
    ///   - servers: As `TransferRoute.resolvers`.
    package func resolve(
        _ name: String, _ family: TransferRoute.Family = .any, servers: [String] = [],
        completion: @escaping (NameAnswer) -> Void
    ) {
        guard IPAddress(name) == nil else {
            loop.scheduleForNextTurn { completion(.addresses([name])) }
            return
        }
        resolver.resolve(name, family, servers: servers) { [loop] answer in
            loop.scheduleForNextTurn { completion(answer) }
        }
    }

    private func take(_ answer: NameAnswer, for transfer: Transfer, _ contact: Contact) {
        switch answer {
        case .addresses(let addresses):
            begin(transfer, contact, transfer.allowed(addresses))
        case .failure(let failure):
            finishLater(transfer) { transfer.result(TransferFailure(failure)) }
        }
    }

    /// Hands a transfer to libcurl with the addresses to connect to; without any, the network policy
    /// has denied all of them.
    @discardableResult
    private func begin(
        _ transfer: Transfer, _ contact: Contact, _ addresses: [String]
    ) -> Transfer? {
        guard !addresses.isEmpty else {
            finishLater(transfer) { transfer.result(CURLE_COULDNT_CONNECT) }
            return transfer
        }
        var lines = ["\(contact):\(addresses.joined(separator: ","))"]
        knownNames.insert(contact.description)
        if knownNames.count > TransferLimits.knownNameCountMax {
            lines += knownNames.filter { $0 != contact.description }.map { "-" + $0 }
            knownNames = [contact.description]
        }
        return begin(transfer, addresses: lines)
    }

    private func begin(_ transfer: Transfer, addresses: [String]) -> Transfer? {
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        let code = transfer.handle.configure(
            transfer.request, addresses: addresses, context: context, callbacks)
        guard code == CURLE_OK else { return refuse(transfer, code) }
        guard transfer.handle.begin(multi) else {
            return refuse(transfer, CURLE_OUT_OF_MEMORY)
        }
        return transfer
    }

    private func refuse(_ transfer: Transfer, _ code: CURLcode) -> Transfer? {
        finishLater(transfer) { transfer.result(code, "the request cannot be sent as it is") }
        return transfer
    }

    /// Ends a transfer that does not begin, in a later turn, so that `start` has returned.
    private func finishLater(_ transfer: Transfer, _ result: @escaping () -> TransferResult) {
        loop.scheduleForNextTurn { [weak self] in
            guard let self, transfer.isUnderWay else { return }
            finish(transfer.handle.pointer, result())
        }
    }

    func cancel(_ transfer: Transfer) {
        _ = remove(transfer.handle.pointer)
    }

    // MARK: The end of a transfer

    /// Reports a transfer that could not begin, in a later turn, so that `start` has returned.
    private func fail(
        _ code: CURLcode, _ message: String, _ completion: @escaping (TransferResult) -> Void
    ) {
        let report = CurlReport(code: code, message: message)
        let result = TransferResult(
            outcome: .failure(report.failure), timings: TransferTimings(), address: nil,
            certificate: nil)
        loop.scheduleForNextTurn { completion(result) }
    }

    /// Ends a transfer whose time is up, in the next turn: when the loop is late, the answer may have
    /// come long ago, and be read in this one.
    private func runOutOfTime(_ pointer: UnsafeMutableRawPointer) {
        active[pointer]?.deadline = loop.scheduleForNextTurn { [weak self] in
            self?.finish(pointer, CURLE_OPERATION_TIMEDOUT)
        }
    }

    private func finish(_ pointer: UnsafeMutableRawPointer, _ code: CURLcode) {
        guard let transfer = active[pointer]?.transfer else { return }
        finish(pointer, transfer.result(code))
    }

    private func finish(_ pointer: UnsafeMutableRawPointer, _ result: TransferResult) {
        let completion = remove(pointer)
        completion?(result)
    }

    /// Takes a transfer out of libcurl's hands, and its handle back.
    private func remove(
        _ pointer: UnsafeMutableRawPointer
    ) -> ((TransferResult) -> Void)? {
        guard let (transfer, deadline) = active.removeValue(forKey: pointer) else { return nil }
        loop.cancel(deadline)
        curl_multi_remove_handle(multi, pointer)
        recycle(transfer.handle)
        return transfer.end()
    }

    private func recycle(_ handle: CurlHandle) {
        guard handle.isReusable, idleHandles.count < TransferLimits.idleHandleCountMax else {
            return
        }
        handle.clear()
        idleHandles.append(handle)
    }

    // MARK: Between libcurl and the loop

    /// Tells libcurl that there is something to read, which came after the loop looked last.
    fileprivate func read(_ watcher: SocketWatcher, _ readiness: Int32) {
        if let owner = watcher.owner {
            let limit = MonotonicInstant.now() - loop.lastLook
            waiting = (owner, timestamps.age(of: watcher.descriptor, atMost: limit))
        }
        act(watcher.descriptor, readiness)
        waiting = nil
    }

    /// How long what is being read for a transfer had waited for that; zero while nothing is.
    func waitingTime(of transfer: Transfer) -> Duration {
        guard let waiting, waiting.owner == transfer.handle.pointer else { return .zero }
        return waiting.time
    }

    /// Tells libcurl that a socket is ready, or that its time has come, and ends what is done.
    fileprivate func act(_ descriptor: Int32, _ readiness: Int32) {
        var runningCount: Int32 = 0
        curl_multi_socket_action(multi, descriptor, readiness, &runningCount)
        var code = CURLE_OK
        while let pointer = ccurl_multi_next_done(multi, &code) { finish(pointer, code) }
    }

    fileprivate func watch(
        _ descriptor: Int32, _ what: Int32, owner: UnsafeMutableRawPointer?
    ) {
        guard what != CURL_POLL_REMOVE else {
            if watchers.removeValue(forKey: descriptor) != nil { loop.forget(descriptor) }
            return
        }
        var interest = Readiness()
        if what != CURL_POLL_OUT { interest.insert(.readable) }
        if what != CURL_POLL_IN { interest.insert(.writable) }
        if let watcher = watchers[descriptor] {
            watcher.interest = interest
            watcher.owner = owner
            loop.rewatch(descriptor, for: interest)
        } else {
            add(SocketWatcher(descriptor, interest, owner: owner, engine: self))
        }
    }

    /// Takes note of a new socket. libcurl closes the socket of an attempt to connect that failed
    /// before it tells so, and does not tell at all when the socket of the next attempt gets the
    /// same number and is to be watched for the same: then the watch goes over to that one.
    func adopt(_ descriptor: Int32) {
        guard let watcher = watchers.removeValue(forKey: descriptor) else { return }
        loop.forget(descriptor)
        add(watcher)
    }

    private func add(_ watcher: SocketWatcher) {
        do {
            try loop.watch(watcher.descriptor, for: watcher.interest, handler: watcher)
            watchers[watcher.descriptor] = watcher
        } catch {
            // The kernel has no room for another watch: the transfer runs into its deadline.
            return
        }
    }

    fileprivate func callBack(after milliseconds: Int) {
        callTimer.set(milliseconds: milliseconds)
    }
}

/// Tells the engine when one of libcurl's sockets is ready.
private final class SocketWatcher: ReadinessHandler {
    let descriptor: Int32
    var interest: Readiness

    /// The easy handle that libcurl named last.
    var owner: UnsafeMutableRawPointer?
    private unowned let engine: TransferEngine

    init(
        _ descriptor: Int32, _ interest: Readiness, owner: UnsafeMutableRawPointer?,
        engine: TransferEngine
    ) {
        self.descriptor = descriptor
        self.interest = interest
        self.owner = owner
        self.engine = engine
    }

    func handle(_ readiness: Readiness) {
        var bits: Int32 = 0
        if readiness.contains(.readable) { bits |= CURL_CSELECT_IN }
        if readiness.contains(.writable) { bits |= CURL_CSELECT_OUT }
        if !readiness.isDisjoint(with: .broken) { bits |= CURL_CSELECT_ERR }
        // Asking when it came would take the error of a broken connection away from libcurl.
        guard readiness.contains(.readable), readiness.isDisjoint(with: .broken) else {
            return engine.act(descriptor, bits)
        }
        engine.read(self, bits)
    }
}

// libcurl's callbacks. The contexts are the engine and the transfer, which both outlive the calls.

private func onSocket(
    _ handle: UnsafeMutableRawPointer?, _ descriptor: curl_socket_t, _ what: Int32,
    _ context: UnsafeMutableRawPointer?, _ socketContext: UnsafeMutableRawPointer?
) -> Int32 {
    Unmanaged<TransferEngine>.fromOpaque(context!).takeUnretainedValue()
        .watch(descriptor, what, owner: handle)
    return 0
}

private func onTimer(
    _ multi: UnsafeMutableRawPointer?, _ milliseconds: Int, _ context: UnsafeMutableRawPointer?
) -> Int32 {
    Unmanaged<TransferEngine>.fromOpaque(context!).takeUnretainedValue()
        .callBack(after: milliseconds)
    return 0
}

private let callbacks = CurlCallbacks(
    onOpen: onOpen, onReady: onReady, onTLS: onTLS, onHeader: onHeader, onBody: onBody)

private func onOpen(
    _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype,
    _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    Unmanaged<Transfer>.fromOpaque(context!).takeUnretainedValue().openSocket(address!)
}

private func onReady(
    _ context: UnsafeMutableRawPointer?, _ peer: UnsafeMutablePointer<CChar>?,
    _ own: UnsafeMutablePointer<CChar>?, _ peerPort: Int32, _ ownPort: Int32
) -> Int32 {
    let isAllowed = Unmanaged<Transfer>.fromOpaque(context!).takeUnretainedValue()
        .mayUseConnection(to: peer.map { String(cString: $0) } ?? "")
    return isAllowed ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

private func onTLS(
    _ handle: UnsafeMutableRawPointer?, _ tlsContext: UnsafeMutableRawPointer?,
    _ context: UnsafeMutableRawPointer?
) -> CURLcode {
    // The transfer outlives the handshake, and there is no second one.
    Unmanaged<Transfer>.fromOpaque(context!).takeUnretainedValue().beginTLS()
    copenssl_verify_by(OpaquePointer(tlsContext), onVerify, context)
    return CURLE_OK
}

private func onVerify(_ store: OpaquePointer?, _ context: UnsafeMutableRawPointer?) -> Int32 {
    Unmanaged<Transfer>.fromOpaque(context!).takeUnretainedValue().verify(store!) ? 1 : 0
}

private func onHeader(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let wasTaken = Unmanaged<Transfer>.fromOpaque(context!).takeUnretainedValue()
        .appendHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
    return wasTaken ? size * count : 0
}

private func onBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let wasTaken = Unmanaged<Transfer>.fromOpaque(context!).takeUnretainedValue()
        .appendBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
    return wasTaken ? size * count : 0
}
