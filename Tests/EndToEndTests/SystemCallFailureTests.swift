import Foundation
import TestSupport
import Testing

/// Every system call of a connection's life fails once, for every reason that its manual page lists
/// and the world can have: the first such call of a scenario, then the second, and so on.
///
/// Left out are errors of ours (`EBADF`, `EFAULT`, `EINVAL`), and `EAGAIN` for reading and writing:
/// the kernel says that only when it will tell of a change, on which the server relies.
@Suite struct SystemCallFailureTests {
    struct Row: CustomStringConvertible, Sendable {
        let call: String
        let errors: [String]

        var description: String { call }
    }

    private static let rows = [
        Row(
            call: "accept4",
            errors: [
                "EAGAIN", "ECONNABORTED", "EINTR", "EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EPERM",
                "EPROTO", "ENETDOWN", "EHOSTUNREACH",
            ]),
        Row(call: "epoll_ctl", errors: ["ENOMEM", "ENOSPC"]),
        Row(call: "epoll_wait", errors: ["EINTR"]),
        Row(
            call: "recvfrom",
            errors: ["ECONNRESET", "EINTR", "ENOMEM", "ENOBUFS", "ETIMEDOUT", "EHOSTUNREACH"]),
        Row(
            call: "sendto",
            errors: [
                "EPIPE", "ECONNRESET", "EINTR", "ENOMEM", "ENOBUFS", "ETIMEDOUT", "EHOSTUNREACH",
                "ENETDOWN", "EPERM",
            ]),
        Row(call: "shutdown", errors: ["ENOTCONN", "ENOBUFS"]),
        Row(call: "setsockopt", errors: ["ENOMEM", "ENOBUFS"]),
        Row(call: "close", errors: ["EINTR", "EIO"]),
    ]

    /// Calls that the scenario makes, at most; more mean that the loop spins.
    private static let callCountMax = 500

    @Test(arguments: rows)
    func `a call that fails costs one connection at most`(_ row: Row) throws {
        let subject = try Subject()
        let callCount = try subject.count(row.call)
        try #require(callCount > 0)
        for error in row.errors {
            for number in 1...callCount {
                let fault = try subject.fail(row.call, error, "\(number)")
                // strace must not let go while it makes a call fail, so more follows behind it.
                let lost = try subject.runScenario() + subject.runScenario(.short)
                let calls = try fault.end()
                let wasInjected = calls.contains { $0.hasSuffix("(INJECTED)") }
                let place: Comment = "\(error), call \(number) of \(callCount)"
                // How the kernel bundles events decides how many calls there are.
                if number == 1 { #expect(wasInjected, place) }
                #expect(lost.count <= (wasInjected ? 1 : 0), "\(place): lost \(lost)")
                #expect(calls.count < Self.callCountMax, place)
                // What strace keeps from being closed stays open.
                try subject.expectHealth(
                    leakCount: row.call == "close" && wasInjected ? 1 : 0, place)
            }
        }
    }

    @Test(arguments: ["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EPERM"])
    func `while no connection can be accepted, those that wait are not lost`(error: String) throws {
        let subject = try Subject()
        let before = try RawConnection(port: subject.sonde.port)
        #expect(subject.ask(before) == "healthy\n")
        let fault = try subject.fail("accept4", error, "1+")
        let waiting = try RawConnection(port: subject.sonde.port)
        waiting.send(Subject.request)
        // Those who have a connection are served.
        for _ in 0..<20 { #expect(subject.ask(before) == "healthy\n") }
        let calls = try fault.end()
        #expect(calls.contains { $0.hasSuffix("(INJECTED)") })
        #expect(calls.count < Self.callCountMax)
        #expect(subject.read(waiting) == "healthy\n")
        before.close()
        waiting.close()
        try subject.expectHealth(leakCount: 0, "\(error)")
    }
}

/// A program whose calls fail, and its clients.
private final class Subject {
    static let request = "GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n"

    let sonde: SondeProcess

    /// Its descriptors while nobody is connected.
    private var descriptorCount = 0

    /// The size of all that a client that reads late is sent.
    private var lateByteCount = 0

    init() throws {
        sonde = try SondeProcess(SondeProcess.steady + ["--no-probes", "--loops", "1"])
        // The last descriptors that it opens for itself are those by which it hears of signals.
        try eventually("sonde to have begun") {
            try descriptors().contains("anon_inode:[signalfd]")
        }
        descriptorCount = try countDescriptors()
        let late = try #require(try readLate())
        let methods = Array(repeating: "GET", count: Self.lateRequestCount)
        #expect(try AnswerSequence(late, methods: methods).answers.allSatisfy { $0.status == 200 })
        lateByteCount = late.count
        try sonde.fault("refuse", "--for", "1h")
        try expectHealth(leakCount: 0, "the fault")
    }

    func fail(_ call: String, _ error: String, _ when: String) throws -> SystemCallFault {
        timeout = call == "close" ? .seconds(10) : patience
        return try SystemCallFault(
            SystemCallFault.Plan(call: call, error: error, when: when),
            process: sonde.process.identifier, thread: "server-0")
    }

    /// How often the scenario makes the server call `name`.
    func count(_ name: String) throws -> Int {
        let fault = try fail(name, "EINTR", "\(UInt16.max)")
        #expect(try runScenario() == [])
        return try fault.end().count { $0.hasPrefix(name + "(") }
    }

    enum Scenario {
        /// All that can happen to a connection.
        case whole
        case short
    }

    /// Leads connections through a scenario, one after the other, and returns the names of those
    /// that were lost.
    func runScenario(_ scenario: Scenario = .whole) throws -> [String] {
        let steps: [(String, () throws -> Bool)] =
            switch scenario {
            case .whole:
                [
                    ("two requests", twoRequests), ("a bad request", badRequest),
                    ("a reset", resetByServer), ("answers read late", lateReader),
                ]
            case .short: [("a third request", twoRequests), ("a last request", twoRequests)]
            }
        return try steps.filter { try !$0.1() }.map(\.0)
    }

    func ask(_ connection: RawConnection) -> String? {
        connection.send(Self.request)
        return read(connection)
    }

    func read(_ connection: RawConnection) -> String? {
        let bytes = connection.receive { $0.suffix(8) == Array("healthy\n".utf8) }
        // Nothing that is an answer has come when the connection is lost.
        return (try? AnswerSequence(bytes, methods: ["GET"]))?.answers.first
            .map { String(decoding: $0.content, as: UTF8.self) }
    }

    /// The next request is served, no descriptor is left over, and the program lives.
    func expectHealth(leakCount: Int, _ place: Comment) throws {
        try #require(sonde.process.isRunning, "\(place): \(sonde.process.standardError)")
        #expect(try sonde.client.get("/-/healthy").text == "healthy\n", place)
        let expected = descriptorCount + leakCount
        try eventually("\(expected) descriptors after \(place); there are \(countDescriptors())") {
            try countDescriptors() == expected
        }
        descriptorCount = expected
    }

    // MARK: The scenario; each step tells whether it came through.

    private func twoRequests() throws -> Bool {
        let connection = try connect()
        return ask(connection) == "healthy\n" && ask(connection) == "healthy\n"
    }

    private func badRequest() throws -> Bool {
        let connection = try connect()
        connection.send("GET / HTTP/1.1\r\n\r\n")
        guard let bytes = connection.receiveAll(), !bytes.isEmpty else { return false }
        return try HTTPClient.parse(bytes).status == 400
    }

    /// The mock refuses by a reset; a call that fails may make an end of it.
    private func resetByServer() throws -> Bool {
        let connection = try connect()
        connection.send("POST /reservations HTTP/1.1\r\nHost: x\r\n\r\n")
        return connection.receiveAll() == nil
    }

    private func lateReader() throws -> Bool {
        try readLate()?.count == lateByteCount
    }

    private static let lateRequestCount = 200

    /// All answers to many requests, which are together many times what kernels keep of them; nil
    /// after a reset.
    private func readLate() throws -> [UInt8]? {
        let connection = try RawConnection(
            port: sonde.port, hasSmallBuffers: true, timeout: timeout)
        let request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        connection.send(String(repeating: request, count: Self.lateRequestCount))
        connection.finishSending()
        return connection.receiveAll()
    }

    /// How long a client waits: not for ever when strace keeps connections from being closed.
    private var timeout = patience

    private func connect() throws -> RawConnection {
        try RawConnection(port: sonde.port, timeout: timeout)
    }

    private func countDescriptors() throws -> Int { try descriptors().count }

    /// What its descriptors stand for; one that is closed meanwhile is the empty text.
    private func descriptors() throws -> [String] {
        let folder = "/proc/\(sonde.process.identifier)/fd"
        return try FileManager.default.contentsOfDirectory(atPath: folder).map { name in
            var target = [CChar](repeating: 0, count: 256)
            let count = readlink("\(folder)/\(name)", &target, target.count)
            return String(
                decoding: target.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }
}
