import Foundation
import HTTPServing
import TestSupport
import Testing

/// A stop of the server, seen from clients.
@Suite struct StopTests {
    private let request = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"

    /// Begins to stop a server, and returns when idle connections are told.
    private func beginStop(_ server: TestServer) throws -> Thread {
        let idle = try RawConnection(port: server.port)
        idle.send(request)
        _ = idle.receive { $0.suffix(6) == Array("hello\n".utf8) }
        let stopper = Thread { server.stop() }
        stopper.start()
        #expect(idle.receiveAll() == [])
        idle.close()
        return stopper
    }

    private func patientServer() throws -> TestServer {
        try TestServer(limits: { limits in
            limits.drainTimeout = patience
            limits.drainIdleTimeout = patience
        })
    }

    private func expectLastAnswer(_ connection: RawConnection) throws {
        let answer = try HTTPClient.parse(try #require(connection.receiveAll()))
        connection.close()
        #expect(answer.text == "hello\n")
        #expect(answer.headers["connection"] == "close")
    }

    @Test func `a client that has just connected has its first request answered`() throws {
        let server = try patientServer()
        let fresh = try RawConnection(port: server.port)
        let stopper = try beginStop(server)
        fresh.send(request)
        try expectLastAnswer(fresh)
        try eventually("the stop to be through") { stopper.isFinished }
    }

    @Test func `a request that has begun is finished and answered`() throws {
        let server = try patientServer()
        let begun = try RawConnection(port: server.port)
        begun.send(String(request.dropLast(4)))
        let stopper = try beginStop(server)
        begun.send(String(request.suffix(4)))
        try expectLastAnswer(begun)
        try eventually("the stop to be through") { stopper.isFinished }
    }

    @Test func `a client that stays silent is not waited for`() throws {
        let server = try TestServer(limits: { limits in
            limits.drainTimeout = patience
            limits.drainIdleTimeout = .milliseconds(1)
            limits.sweepInterval = .milliseconds(5)
        })
        let silent = try RawConnection(port: server.port)
        server.stop()
        #expect(silent.receiveAll()?.isEmpty ?? true)
    }
}
