import Foundation
import Reactor
import Synchronization
import TestSupport
import Testing

@Suite struct ListeningSocketTests {
    @Test func `the kernel chooses a port when asked for none`() throws {
        let socket = try ListeningSocket(on: .loopbackIPv4, isShared: false)
        #expect(socket.address.port > 0)
    }

    @Test func `sockets of one process share a port, those of two do not`() throws {
        let first = try ListeningSocket(on: .loopbackIPv4, isShared: false)
        _ = try ListeningSocket(on: first.address, isShared: true)
        let error = #expect(throws: SystemError.self) {
            _ = try ListeningSocket(on: first.address, isShared: false)
        }
        #expect(
            error?.description
                == "cannot listen on \(first.address): Address already in use (errno 98)")
    }

    @Test func `of two that begin to listen at once one at most has the port`() throws {
        let address = try #require(SocketAddress("127.0.0.1:\(try freeLoopbackPort())"))
        var listenerCounts: [Int] = []
        for _ in 0..<300 {
            let meeting = Meeting()
            let results = (0..<2).map { _ in Handover<Bool>() }
            for result in results {
                Thread.detachNewThread {
                    meeting.attend()
                    // Who is refused has no socket.
                    let socket = try? ListeningSocket(on: address, isShared: false)
                    result.put(socket != nil)
                    // It listens until the other one has tried.
                    meeting.attend()
                }
            }
            listenerCounts.append(results.count { $0.take() })
        }
        #expect(listenerCounts.max() == 1)
    }

    @Test func `a file that is no socket is not replaced by one`() throws {
        let folder = try TemporaryFolder()
        let text = try folder.write("file", "")
        #expect(throws: SystemError(attempt: "listen on unix:\(text)", code: EADDRINUSE)) {
            _ = try ListeningSocket(on: .unix(path: text), isShared: false)
        }
    }

    @Test(.enabled(if: hasIPv6))
    func `an IPv6 socket for all addresses serves both families`() throws {
        let any = try #require(SocketAddress("[::]:0"))
        let socket = try ListeningSocket(on: any, isShared: false)
        let port = socket.address.port
        #expect(socket.address.description == "[::]:\(port)")
        let clients = try [RawConnection(port: port), RawConnection(portOfIPv6: port)]
        let peers = try clients.map { _ in
            try eventually("a connection") { try socket.accept()?.peer }.host
        }
        #expect(peers == ["127.0.0.1", "::1"])
    }

    @Test(.enabled(if: hasIPv6))
    func `one that leaves IPv4 to others does not serve it`() throws {
        // One that the kernel chose could be taken in IPv4.
        let port = try freeLoopbackPort()
        let socket = try ListeningSocket(
            on: try #require(SocketAddress("[::]:\(port)")), isShared: false, isIPv6Only: true)
        #expect(socket.address.port == port)
        #expect(throws: (any Error).self) { _ = try RawConnection(port: port) }
        let sibling = try #require(SocketAddress("0.0.0.0:\(port)"))
        _ = try ListeningSocket(on: sibling, isShared: false)
    }

    @Test func `the file of a Unix socket goes with it`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("socket")
        do {
            let socket = try ListeningSocket(on: .unix(path: path), isShared: false)
            #expect(socket.address == .unix(path: path))
            _ = try RawConnection(path: path)
            let peer = try socket.accept()?.peer
            #expect(peer == .unix(path: ""))
        }
        #expect(access(path, F_OK) == -1)
    }

    @Test func `a socket file that was left behind is replaced, one in use is not`() throws {
        let folder = try TemporaryFolder()
        let (path, other) = (folder.path("socket"), folder.path("other"))
        do {
            let first = try ListeningSocket(on: .unix(path: path), isShared: false)
            // Another name keeps the file when its owner removes the first: nobody listens then.
            #expect(link(path, other) == 0)
            #expect(throws: SystemError(attempt: "listen on unix:\(path)", code: EADDRINUSE)) {
                _ = try ListeningSocket(on: .unix(path: path), isShared: false)
            }
            #expect(try RawConnection(path: path).send("x"))
            _ = first.address
        }
        #expect(access(other, F_OK) == 0)
        let second = try ListeningSocket(on: .unix(path: other), isShared: false)
        #expect(try RawConnection(path: other).send("x"))
        _ = second.address
    }

    @Test func `a file that was put in the place of the socket's stays`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("socket")
        do {
            let socket = try ListeningSocket(on: .unix(path: path), isShared: false)
            #expect(rename(path, folder.path("moved")) == 0)
            _ = try folder.write("socket", "")
            _ = socket.address
        }
        #expect(access(path, F_OK) == 0)
    }

    @Test func `sockets that share a queue take turns`() throws {
        let first = try ListeningSocket(on: .loopbackIPv4, isShared: false)
        let second = try ListeningSocket(sharing: first.number, isInherited: false)
        #expect(second.address == first.address)
        let clients = try (0..<2).map { _ in try RawConnection(port: first.address.port) }
        // A connection may be the client's before it is in the queue.
        let peers = [
            try eventually("a connection") { try first.accept()?.peer },
            try eventually("another one") { try second.accept()?.peer },
        ]
        #expect(peers.count == clients.count)
    }

    @Test func `no connection waits at first`() throws {
        let socket = try ListeningSocket(on: .loopbackIPv4, isShared: false)
        let isNone = try socket.accept() == nil
        #expect(isNone)
    }
}

/// Has two threads go on at the same moment, as often as both come.
private final class Meeting: Sendable {
    private let arrivalCount = Atomic(0)

    func attend() {
        let number = arrivalCount.add(1, ordering: .relaxed).newValue
        let all = number + number % 2
        while arrivalCount.load(ordering: .relaxed) < all { sched_yield() }
    }
}
