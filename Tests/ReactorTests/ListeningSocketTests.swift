import Glibc
import Reactor
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

    @Test func `a file that is no socket is not replaced by one`() throws {
        let folder = try TemporaryFolder()
        let text = try folder.write("file", "")
        #expect(throws: SystemError(attempt: "listen on unix:\(text)", code: EADDRINUSE)) {
            _ = try ListeningSocket(on: .unix(path: text), isShared: false)
        }
    }

    @Test func `no connection waits at first`() throws {
        let socket = try ListeningSocket(on: .loopbackIPv4, isShared: false)
        let isNone = try socket.accept() == nil
        #expect(isNone)
    }
}
