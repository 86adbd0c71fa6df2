import Base
import Glibc
import Reactor
import Synchronization
import TestSupport
import Testing

@Suite struct EventLoopTests {
    /// Runs `setUp` on a loop of its own and returns when the loop was stopped.
    private func onLoop(_ setUp: @escaping @Sendable (EventLoop) throws -> Void) throws {
        let thread = try LoopThread(name: "test", setUp: setUp)
        thread.join()
    }

    @Test func `timers run in the order of their moments`() throws {
        let order = Mutex<[Int]>([])
        try onLoop { loop in
            let now = MonotonicInstant.now()
            for number in [3, 1, 2] {
                loop.schedule(at: now + .milliseconds(number)) {
                    order.withLock { $0.append(number) }
                }
            }
            loop.schedule(at: now + .milliseconds(4)) { loop.remote.stop() }
        }
        #expect(order.withLock { $0 } == [1, 2, 3])
    }

    @Test func `timers of one moment run in the order in which they were set`() throws {
        let order = Mutex<[Int]>([])
        try onLoop { loop in
            let moment = MonotonicInstant.now()
            for number in 0..<100 {
                loop.schedule(at: moment) { order.withLock { $0.append(number) } }
            }
            loop.schedule(at: moment) { loop.remote.stop() }
        }
        #expect(order.withLock { $0 } == Array(0..<100))
    }

    @Test func `a timer never runs before its moment`() throws {
        let lateness = Mutex<Duration?>(nil)
        try onLoop { loop in
            let moment = MonotonicInstant.now() + .milliseconds(20)
            loop.schedule(at: moment) {
                lateness.withLock { $0 = MonotonicInstant.now() - moment }
                loop.remote.stop()
            }
        }
        #expect(lateness.withLock { $0! } >= .zero)
    }

    @Test func `a cancelled timer does not run, whenever it is cancelled`() throws {
        let ran = Mutex<[Int]>([])
        try onLoop { loop in
            var tokens: [TimerToken] = []
            let moment = MonotonicInstant.now()
            for number in 0..<500 {
                tokens.append(
                    loop.schedule(at: moment + .microseconds(number)) {
                        ran.withLock { $0.append(number) }
                    })
            }
            for (number, token) in tokens.enumerated() where number % 50 != 0 {
                loop.cancel(token)
                loop.cancel(token)
            }
            loop.schedule(at: moment + .milliseconds(1)) { loop.remote.stop() }
        }
        #expect(ran.withLock { $0 } == stride(from: 0, to: 500, by: 50).map { $0 })
    }

    @Test func `jobs of other threads run on the loop's thread, in order`() throws {
        let numbers = Mutex<[Int]>([])
        let thread = try LoopThread(name: "test") { _ in }
        let remote = thread.remote
        for number in 0..<1_000 {
            remote.submit {
                precondition(remote.isCurrentThread)
                numbers.withLock { $0.append(number) }
            }
        }
        remote.submit { remote.stop() }
        thread.join()
        #expect(numbers.withLock { $0 } == Array(0..<1_000))
        #expect(!remote.submit {})
    }

    @Test func `what the set-up throws is thrown to the starter`() {
        #expect(throws: SystemError(attempt: "try", code: ENOENT)) {
            _ = try LoopThread(name: "test") { _ in
                throw SystemError(attempt: "try", code: ENOENT)
            }
        }
    }

    @Test func `an idle loop turns at least once a second`() throws {
        let thread = try LoopThread(name: "test") { _ in }
        defer {
            thread.stop()
            thread.join()
        }
        let first = thread.remote.lastTurn
        try eventually("another turn") { thread.remote.lastTurn != first }
    }

    @Test func `a value of a loop is refused to other threads`() async {
        await #expect(processExitsWith: .failure) {
            let thread = try LoopThread(name: "test") { _ in }
            _ = LoopBound(1, on: thread.remote).get()
        }
    }

    @Test func `a handler is told of what its descriptor is ready for until it is unwatched`()
        throws
    {
        let seen = Mutex<[Readiness]>([])
        try onLoop { loop in
            var ends: [Int32] = [0, 0]
            _ = pipe(&ends)
            let (reading, writing) = (ends[0], ends[1])
            let handler = ClosureHandler { readiness in
                seen.withLock { $0.append(readiness) }
                loop.unwatch(reading)
                close(reading)
                close(writing)
                loop.schedule(after: .milliseconds(1)) { loop.remote.stop() }
            }
            try loop.watch(reading, for: .readable, handler: handler)
            _ = Glibc.write(writing, "x", 1)
        }
        #expect(seen.withLock { $0 } == [.readable])
    }

    @Test func `a watch for changes tells of each arrival once`() throws {
        let count = Mutex(0)
        try onLoop { loop in
            var ends: [Int32] = [0, 0]
            _ = pipe(&ends)
            let (reading, writing) = (ends[0], ends[1])
            let handler = ClosureHandler { _ in count.withLock { $0 += 1 } }
            try loop.watch(reading, for: [.readable, .changes], handler: handler)
            _ = Glibc.write(writing, "x", 1)
            // Turns of their own; nobody reads, and the byte is told of in the first only.
            loop.schedule(after: .milliseconds(1)) {
                loop.schedule(after: .milliseconds(1)) {
                    _ = Glibc.write(writing, "x", 1)
                    loop.schedule(after: .milliseconds(1)) {
                        loop.unwatch(reading)
                        close(reading)
                        close(writing)
                        loop.remote.stop()
                    }
                }
            }
        }
        #expect(count.withLock { $0 } == 2)
    }

    @Test func `an event of a descriptor that was closed in the same turn reaches nobody`() throws {
        let count = Mutex(0)
        try onLoop { loop in
            var first: [Int32] = [0, 0]
            var second: [Int32] = [0, 0]
            _ = pipe(&first)
            _ = pipe(&second)
            let readers = [first[0], second[0]]
            for reader in readers {
                let handler = ClosureHandler { _ in
                    count.withLock { $0 += 1 }
                    for reader in readers {
                        loop.unwatch(reader)
                        close(reader)
                    }
                    loop.schedule(after: .milliseconds(1)) { loop.remote.stop() }
                }
                try loop.watch(reader, for: .readable, handler: handler)
            }
            _ = Glibc.write(first[1], "x", 1)
            _ = Glibc.write(second[1], "x", 1)
        }
        #expect(count.withLock { $0 } == 1)
    }

    @Test func `a descriptor that was closed before can be forgotten, and its number watched anew`()
        throws
    {
        let seen = Mutex<[String]>([])
        try onLoop { loop in
            var ends: [Int32] = [0, 0]
            var others: [Int32] = [0, 0]
            _ = pipe(&ends)
            _ = pipe(&others)
            let (reading, writing) = (ends[0], ends[1])
            let first = ClosureHandler { _ in seen.withLock { $0.append("first") } }
            try loop.watch(reading, for: .readable, handler: first)
            // Closes the first pipe, and reads the second under its number, in one step: other
            // tests of this process open descriptors as well.
            _ = dup2(others[0], reading)
            loop.forget(reading)
            loop.forget(reading)
            let second = ClosureHandler { _ in
                seen.withLock { $0.append("second") }
                loop.unwatch(reading)
                for descriptor in [reading, writing, others[0], others[1]] { close(descriptor) }
                loop.remote.stop()
            }
            try loop.watch(reading, for: .readable, handler: second)
            _ = Glibc.write(others[1], "x", 1)
        }
        #expect(seen.withLock { $0 } == ["second"])
    }

    @Test func `a descriptor that was forgotten and stays open can be watched anew`() throws {
        let seen = Mutex<[String]>([])
        try onLoop { loop in
            var ends: [Int32] = [0, 0]
            _ = pipe(&ends)
            let (reading, writing) = (ends[0], ends[1])
            let first = ClosureHandler { _ in seen.withLock { $0.append("first") } }
            let second = ClosureHandler { _ in
                seen.withLock { $0.append("second") }
                loop.unwatch(reading)
                for descriptor in [reading, writing] { close(descriptor) }
                loop.remote.stop()
            }
            try loop.watch(reading, for: .writable, handler: first)
            loop.forget(reading)
            try loop.watch(reading, for: .readable, handler: second)
            _ = Glibc.write(writing, "x", 1)
        }
        #expect(seen.withLock { $0 } == ["second"])
    }

    @Test func `timers that are due let descriptors have their turn, however many they are`() throws
    {
        let counts = Mutex((timers: 0, seen: 0))
        try onLoop { loop in
            var ends: [Int32] = [0, 0]
            _ = pipe(&ends)
            let (reading, writing) = (ends[0], ends[1])
            _ = Glibc.write(writing, "x", 1)
            let handler = ClosureHandler { _ in
                counts.withLock { $0.seen = $0.timers }
                loop.unwatch(reading)
                for descriptor in [reading, writing] { close(descriptor) }
            }
            try loop.watch(reading, for: .readable, handler: handler)
            for _ in 0..<1_000 {
                loop.schedule(at: loop.now) {
                    let count = counts.withLock {
                        $0.timers += 1
                        return $0.timers
                    }
                    if count == 1_000 { loop.remote.stop() }
                }
            }
        }
        #expect(counts.withLock { $0.timers } == 1_000)
        #expect((1..<1_000).contains(counts.withLock { $0.seen }))
    }

    @Test func `what a timer adds waits for the descriptors, however many others wait as well`()
        throws
    {
        let seen = Mutex<[String]>([])
        try onLoop { loop in
            var ends: [Int32] = [0, 0]
            _ = pipe(&ends)
            let (reading, writing) = (ends[0], ends[1])
            let handler = ClosureHandler { _ in
                seen.withLock { $0.append("descriptor") }
                loop.unwatch(reading)
                for descriptor in [reading, writing] { close(descriptor) }
            }
            try loop.watch(reading, for: .readable, handler: handler)
            for _ in 0..<10 { loop.schedule(after: patience) {} }
            loop.schedule(at: loop.now) {
                _ = Glibc.write(writing, "x", 1)
                loop.schedule(at: loop.now) {
                    seen.withLock { $0.append("timer") }
                    loop.remote.stop()
                }
            }
        }
        #expect(seen.withLock { $0 } == ["descriptor", "timer"])
    }

    @Test func `what is put off runs once, after the timers of the turn`() throws {
        let seen = Mutex<[String]>([])
        try onLoop { loop in
            func note(_ text: String) { seen.withLock { $0.append(text) } }
            let moment = loop.now
            loop.schedule(at: moment) {
                note("first")
                loop.putOff {
                    note("put off")
                    loop.putOff {
                        note("put off again")
                        loop.remote.stop()
                    }
                }
            }
            loop.schedule(at: moment) { note("second") }
        }
        #expect(seen.withLock { $0 } == ["first", "second", "put off", "put off again"])
    }
}

/// Hands readiness to a closure.
private final class ClosureHandler: ReadinessHandler {
    private let body: (Readiness) -> Void

    init(_ body: @escaping (Readiness) -> Void) {
        self.body = body
    }

    func handle(_ readiness: Readiness) {
        body(readiness)
    }
}
