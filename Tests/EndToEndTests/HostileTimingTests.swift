import Base
import Foundation
import Reactor
import Synchronization
import TestSupport
import Testing

/// What attackers do to the time in which others get their `/metrics`.
///
/// Times are compared with those that another Sonde, which nobody attacks, takes in between, and so
/// generously that only an attack that works can fail: those that this is about cost seconds or
/// answers, each time.
@Suite(.serialized) struct HostileTimingTests {
    @Test(arguments: Attack.allCases)
    func `a well-behaved client notices nothing`(_ attack: Attack) throws {
        DescriptorLimit.raise()
        let arguments = SondeProcess.steady + ["--no-probes", "--loops", "2"]
        let (sonde, calm) = try (SondeProcess(arguments), SondeProcess(arguments))
        for each in [sonde, calm] { try makeSeries(each) }
        let attackers = try attack.begin(sonde.port)
        var (during, meanwhile): ([Duration], [Duration]) = ([], [])
        for _ in 0..<60 {
            attackers.goOn()
            during.append(try time(sonde))
            meanwhile.append(try time(calm))
        }
        attackers.end()
        during.sort()
        meanwhile.sort()
        let report: Comment = "without: \(meanwhile.suffix(6)), with: \(during.suffix(6))"
        #expect(median(during) < median(meanwhile) * 10 + .milliseconds(100), report)
        #expect(slowTenth(during) < slowTenth(meanwhile) * 10 + .milliseconds(250), report)
        #expect(sonde.process.isRunning)
        try eventually("the attackers' connections to end") {
            try sonde.metric("sonde_http_connections") == 1
        }
    }

    /// Makes `/metrics` large: 400 series of a histogram, one for each code that faults can have.
    private func makeSeries(_ sonde: SondeProcess) throws {
        for code in 200...599 {
            let body = "{\"kind\": \"status\", \"code\": \(code), \"for\": \"1h\"}"
            let answer = try sonde.client.request(
                "PUT", "/api/v1/fault", headers: ["Content-Type": "application/json"], body: body)
            try #require(answer.status == 200, "\(answer.text)")
        }
    }

    /// How long a scrape takes; it may not fail.
    private func time(_ sonde: SondeProcess) throws -> Duration {
        let start = MonotonicInstant.now()
        let answer = try sonde.client.get("/metrics")
        let time = MonotonicInstant.now() - start
        #expect(answer.status == 200)
        #expect(answer.text.contains("code=\"599\",le=\"+Inf\"} 0\n"))
        return time
    }

    private func median(_ times: [Duration]) -> Duration { times[times.count / 2] }

    /// The time that nine of ten stay below.
    private func slowTenth(_ times: [Duration]) -> Duration { times[times.count * 9 / 10] }
}

/// A kind of attackers.
enum Attack: String, CaseIterable, Sendable {
    case slowHeads = "a byte of the head now and then"
    case idle = "10,000 connections without a request"
    case neverRead = "requests whose answers are not read"
    case resets = "connections that are reset at once"

    func begin(_ port: UInt16) throws -> any Attackers {
        switch self {
        case .slowHeads: try SlowHeads(port)
        case .idle: try IdleConnections(port)
        case .neverRead: try NeverReaders(port)
        case .resets: ResetStorm(port)
        }
    }
}

/// Attackers at work. They come from other addresses of loopback than the client that they are to
/// disturb.
protocol Attackers {
    /// Called again and again.
    func goOn()
    func end()
}

extension Attackers {
    /// As many attackers as wanted, or fewer where descriptors are few.
    fileprivate static func count(_ wanted: Int) -> Int {
        min(wanted, DescriptorLimit.current / 2)
    }
}

/// A thousand clients that send a byte now and then.
private final class SlowHeads: Attackers {
    private let connections: [RawConnection]
    private var next = 0

    init(_ port: UInt16) throws {
        connections = try (0..<Self.count(1_000)).map { number in
            try RawConnection(port: port, source: UInt8(2 + number % 8))
        }
        for connection in connections { connection.send("GET /metrics HTTP/1.1\r\nX: ") }
    }

    func goOn() {
        for _ in 0..<100 {
            connections[next % connections.count].send("x")
            next += 1
        }
    }

    func end() {
        for connection in connections { connection.close() }
    }
}

/// Ten thousand clients that connect and say nothing.
private final class IdleConnections: Attackers {
    private let connections: [RawConnection]

    init(_ port: UInt16) throws {
        // Several addresses, for one may not have that many.
        connections = try (0..<Self.count(10_000)).map { number in
            try RawConnection(port: port, source: UInt8(2 + number % 8))
        }
    }

    func goOn() {}

    func end() {
        for connection in connections { connection.close() }
    }
}

/// Clients that ask for `/metrics` again and again, and never read.
private final class NeverReaders: Attackers {
    private let connections: [RawConnection]

    init(_ port: UInt16) throws {
        connections = try (0..<Self.count(300)).map { _ in
            try RawConnection(port: port, source: 2, hasSmallBuffers: true)
        }
        let requests = String(repeating: "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", count: 64)
        for connection in connections { connection.send(requests) }
    }

    func goOn() {}

    func end() {
        for connection in connections { connection.close() }
    }
}

/// A thread that connects and resets as fast as it can.
private final class ResetStorm: Attackers {
    private final class State: Sendable {
        let isEnding = Atomic(false)
    }

    private let state = State()

    init(_ port: UInt16) {
        let state = state
        Thread.detachNewThread {
            while !state.isEnding.load(ordering: .relaxed) {
                // One that is not let in is as good a part of the storm.
                try? RawConnection(port: port, source: 2).reset()
            }
        }
    }

    func goOn() {}

    func end() {
        state.isEnding.store(true, ordering: .relaxed)
    }
}
