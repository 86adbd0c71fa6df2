import Base
import Reactor
import Synchronization
import TestSupport
import Testing
import Transfers

/// Transfers of all kinds at once, of which some give up others.
@Suite struct RandomTransferTests {
    private static let scripts: [[ScriptedServer.Act]] = [
        [.readRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")],
        [.readRequest, .send("HTTP/1.1 200 OK\r\n\r\n"), .trickle("a", every: .milliseconds(3))],
        [.readRequest, .sendForever("HTTP/1.1 100 Continue\r\n\r\n")], [.readRequest, .reset],
        [.readAnything, .send("HTTP/1.1 400 Bad Request\r\n\r\n")], [.reset], [.hang], [],
    ]

    /// Lives on the loop's thread.
    private final class Batch {
        var transfers: [Transfer?] = []
        var isOver: [Bool] = []

        /// Gives up a transfer that has not ended.
        func giveUp(_ index: Int) {
            // One that cannot be sent cannot be given up either.
            guard index < transfers.count, !isOver[index], let transfer = transfers[index] else {
                return
            }
            isOver[index] = true
            transfer.cancel()
        }
    }

    @Test func `each transfer ends once or is given up, and leaves nothing behind`() throws {
        let servers = Self.scripts.map { ScriptedServer($0) }
        defer { for server in servers { server.stop() } }
        let listener = FullListener()
        let free = try freeLoopbackPort()
        var urls = ["127.0.0.1", "localhost"].flatMap { host in
            servers.flatMap { [$0.url(host: host), $0.url(scheme: "https", host: host)] }
                + ["http://\(host):\(listener.port)/", "http://\(host):\(free)/"]
        }
        urls += ["http://shop.invalid/", "ftp://127.0.0.1/", "http://a b/"]
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let bench = try TransferBench()
        let surplus = Mutex(0)
        for _ in 0..<30 {
            let requests = (0..<30).map { _ in
                let timeout = Duration.microseconds(Int.random(in: 1...20_000, using: &generator))
                let url = urls.randomElement(using: &generator)!
                return TransferRequest(method: "GET", url: url, timeout: timeout)
            }
            let victims = (0..<30).map { _ in Int.random(in: 0..<90, using: &generator) }
            bench.onLoop { engine in
                let batch = Batch()
                for (index, request) in requests.enumerated() {
                    batch.isOver.append(false)
                    let transfer = engine.start(request) { _ in
                        if batch.isOver[index] { surplus.withLock { $0 += 1 } }
                        batch.isOver[index] = true
                        batch.giveUp(victims[index])
                    }
                    batch.transfers.append(transfer)
                }
            }
        }
        try eventually("all transfers to end; seed \(seed)") { try bench.activeCount == 0 }
        #expect(surplus.withLock { $0 } == 0, "seed \(seed)")
        withExtendedLifetime(listener) {}
    }
}
