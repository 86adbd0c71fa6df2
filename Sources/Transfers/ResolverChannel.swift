import Base
import CCares
import Glibc
import Reactor

/// A set of name servers that is asked over sockets of its own, on the loop.
///
/// Not `Sendable`: it belongs to the loop's thread. Answers are handed on when c-ares has returned,
/// never out of one of its callbacks, so that whoever gets one may do anything. To be closed in the
/// end.
final class ResolverChannel {
    private let loop: EventLoop
    private var channel: ares_channel?
    private var watchers: [Int32: ChannelSocket] = [:]

    /// Questions that are not answered yet, and the timer that runs while there are some.
    private(set) var openCount = 0
    private var tick: TimerToken?

    /// What was answered during the present call of c-ares.
    private var answered: [(Question, NameAnswer)] = []

    /// c-ares wants this once, before anything else, and not from two threads at once.
    private static let globalInitialisation = ares_library_init(ARES_LIB_INIT_ALL)

    /// - Parameter servers: As `192.0.2.1:53` or `[2001:db8::1]:53`, the port being optional; empty:
    ///   those of `/etc/resolv.conf`, after `/etc/hosts`.
    /// - Throws: When the servers cannot be read, or there is no memory.
    init(loop: EventLoop, servers: [String]) throws(NameFailure) {
        self.loop = loop
        var code = Self.globalInitialisation
        if code == ARES_SUCCESS {
            code = ccares_open(
                &channel, Int32(ResolverLimits.waitMilliseconds),
                Int32(ResolverLimits.attemptCount), servers.isEmpty ? 0 : 1, onSocket,
                Unmanaged.passUnretained(self).toOpaque())
        }
        if code == ARES_SUCCESS, !servers.isEmpty {
            code = ares_set_servers_ports_csv(channel, servers.joined(separator: ","))
        }
        guard code == ARES_SUCCESS else {
            close()
            throw NameFailure(
                reason: servers.isEmpty ? .resources : .unusableServers,
                detail: "cannot use the name servers \(servers.joined(separator: ", ")): "
                    + String(cString: ares_strerror(code)))
        }
    }

    /// Forgets the questions, whose completions are not called, and frees everything.
    func close() {
        if let tick { loop.cancel(tick) }
        tick = nil
        guard let channel else { return }
        ares_destroy(channel)
        self.channel = nil
    }

    /// Asks for the addresses of `name`. `completion` is called once, perhaps before this returns.
    func ask(
        _ name: String, _ family: TransferRoute.Family,
        _ completion: @escaping (NameAnswer) -> Void
    ) {
        guard let channel, openCount < ResolverLimits.openQuestionCountMax else {
            return completion(
                .failure(
                    NameFailure(
                        reason: .resources, detail: "too many names are being looked up")))
        }
        let question = Question(name, channel: self, completion)
        openCount += 1
        let number =
            switch family {
            case .any: AF_UNSPEC
            case .ipv4: AF_INET
            case .ipv6: AF_INET6
            }
        ccares_ask(
            channel, name, number, onAnswer, Unmanaged.passRetained(question).toOpaque())
        handOn()
    }

    fileprivate func process(readable: Int32, writable: Int32) {
        guard let channel else { return }
        ares_process_fd(channel, readable, writable)
        handOn()
    }

    fileprivate func note(_ answer: NameAnswer, to question: Question) {
        openCount -= 1
        answered.append((question, answer))
    }

    /// Delivers what has been answered, and has the time looked at while there is something to wait
    /// for: c-ares asks again, and gives up, when it is called.
    private func handOn() {
        while !answered.isEmpty {
            let batch = answered
            answered = []
            for (question, answer) in batch { question.completion(answer) }
        }
        guard openCount > 0, tick == nil, channel != nil else { return }
        tick = loop.schedule(after: ResolverLimits.tickInterval) { [weak self] in
            self?.lookAtTime()
        }
    }

    /// Lets c-ares see whose time is up, in the next turn: when the loop is late, an answer may have
    /// come long ago, and is read in this one.
    private func lookAtTime() {
        tick = loop.scheduleForNextTurn { [weak self] in
            self?.tick = nil
            self?.process(readable: ARES_SOCKET_BAD, writable: ARES_SOCKET_BAD)
        }
    }

    fileprivate func watch(_ descriptor: Int32, _ interest: Readiness) {
        if interest.isEmpty {
            if watchers.removeValue(forKey: descriptor) != nil { loop.forget(descriptor) }
        } else if watchers[descriptor] != nil {
            loop.rewatch(descriptor, for: interest)
        } else {
            let watcher = ChannelSocket(descriptor, self)
            do {
                try loop.watch(descriptor, for: interest, handler: watcher)
                watchers[descriptor] = watcher
            } catch {
                // The kernel has no room for another watch: the question runs into its time limit.
                return
            }
        }
    }
}

/// How names are looked up.
enum ResolverLimits {
    /// How long one name server is given at first; each further round doubles it.
    static let waitMilliseconds = 1_000

    /// How often each name server is asked.
    static let attemptCount = 3

    /// How often a channel looks whether the time of a question is up.
    static let tickInterval = Duration.milliseconds(100)

    /// Questions that one channel has open; a question may be two of the protocol's, whose numbers
    /// have 16 bits.
    static let openQuestionCountMax = 16_384

    /// Sets of name servers that are kept.
    static let channelCountMax = 64

    /// How often `/etc/resolv.conf` is looked at for a change.
    static let configurationInterval = Duration.seconds(1)
}

/// A question that c-ares is at work on.
private final class Question {
    let name: String
    let completion: (NameAnswer) -> Void
    unowned let channel: ResolverChannel

    init(
        _ name: String, channel: ResolverChannel, _ completion: @escaping (NameAnswer) -> Void
    ) {
        self.name = name
        self.channel = channel
        self.completion = completion
    }
}

/// Tells the channel when one of its sockets is ready.
private final class ChannelSocket: ReadinessHandler {
    private let descriptor: Int32
    private unowned let channel: ResolverChannel

    init(_ descriptor: Int32, _ channel: ResolverChannel) {
        self.descriptor = descriptor
        self.channel = channel
    }

    func handle(_ readiness: Readiness) {
        let isBroken = !readiness.isDisjoint(with: .broken)
        // Read after an error as well: that is how c-ares learns of it.
        channel.process(
            readable: isBroken || readiness.contains(.readable) ? descriptor : ARES_SOCKET_BAD,
            writable: readiness.contains(.writable) ? descriptor : ARES_SOCKET_BAD)
    }
}

extension NameAnswer {
    /// What c-ares says; the list stays its caller's.
    fileprivate init(_ name: String, _ status: Int32, _ list: UnsafeMutablePointer<ares_addrinfo>?)
    {
        var addresses: [String] = []
        var node = list?.pointee.nodes
        while let current = node, addresses.count < TransferLimits.addressCountMax {
            if let text = Self.text(of: current), !addresses.contains(text) {
                addresses.append(text)
            }
            node = current.pointee.ai_next
        }
        if status == ARES_SUCCESS, !addresses.isEmpty {
            self = .addresses(addresses)
        } else {
            self = .failure(NameFailure(name, status))
        }
    }

    private static func text(of node: UnsafeMutablePointer<ares_addrinfo_node>) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { room in
            ccares_print(node, room.baseAddress!, Int32(room.count)) == 1
                ? String(cString: room.baseAddress!) : nil
        }
    }
}

extension NameFailure {
    /// By c-ares' numbers (ares_getaddrinfo(3)).
    fileprivate init(_ name: String, _ status: Int32) {
        let (reason, words): (Reason, String) =
            switch status {
            case ARES_ENOTFOUND, ARES_EBADNAME, ARES_ENONAME:
                (.notFound, "there is no such name")
            case ARES_SUCCESS, ARES_ENODATA: (.notFound, "it has no such address")
            case ARES_ETIMEOUT: (.timeout, "the name servers are silent")
            case ARES_ENOMEM: (.resources, "out of memory")
            default:
                (
                    .resolver,
                    "no name server gave an answer (\(String(cString: ares_strerror(status))))"
                )
            }
        self.init(reason: reason, detail: "cannot resolve \(name): \(words)")
    }
}

// The callbacks of c-ares. Their contexts are the channel and a question of it.

private func onSocket(
    _ context: UnsafeMutableRawPointer?, _ descriptor: ares_socket_t, _ readable: Int32,
    _ writable: Int32
) {
    var interest: Readiness = []
    if readable != 0 { interest.insert(.readable) }
    if writable != 0 { interest.insert(.writable) }
    Unmanaged<ResolverChannel>.fromOpaque(context!).takeUnretainedValue()
        .watch(descriptor, interest)
}

private func onAnswer(
    _ context: UnsafeMutableRawPointer?, _ status: Int32, _ timeoutCount: Int32,
    _ list: UnsafeMutablePointer<ares_addrinfo>?
) {
    defer { ares_freeaddrinfo(list) }
    let question = Unmanaged<Question>.fromOpaque(context!).takeRetainedValue()
    // The channel is being closed, and nobody wants to know any more.
    guard status != ARES_EDESTRUCTION, status != ARES_ECANCELLED else { return }
    question.channel.note(NameAnswer(question.name, status, list), to: question)
}
