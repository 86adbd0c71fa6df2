import Foundation
import Synchronization
import TestSupport
import Testing

/// The configuration that the README shows, run as it stands there.
@Suite struct ReadmeJourneyTests {
    /// The service that the README's journey is for; its accounts have numbers.
    private final class Accounts: Sendable {
        private let open = Mutex<Set<String>>([])
        private let account: Int

        /// - Parameter account: The number of the account that is shown, whichever is asked for.
        init(showing account: Int = 42) {
            self.account = account
        }

        func answer(_ request: String) -> String {
            let line = request.prefix { !$0.isNewline }
            let token = request.firstMatch(of: /\r\nAuthorization: Bearer (\w+)\r\n/).map {
                String($0.1)
            }
            switch line {
            case "POST /login HTTP/1.1":
                guard request.hasSuffix(#"{"user":"synthetic","password":"hunter22"}"#) else {
                    return response(401, "{}")
                }
                open.withLock { _ = $0.insert("t1234") }
                return response(200, #"{"token": "t1234", "account": {"id": 42}}"#)
            case "GET /accounts/42 HTTP/1.1":
                return open.withLock { $0.contains(token ?? "") }
                    ? response(200, #"{"id": \#(account), "owner": "synthetic"}"#)
                    : response(401, "{}")
            case "POST /logout HTTP/1.1":
                return open.withLock { $0.remove(token ?? "") } == nil
                    ? response(401, "{}") : response(204, "")
            default: return response(404, "{}")
            }
        }

        private func response(_ status: Int, _ content: String) -> String {
            "HTTP/1.1 \(status) X\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(content.utf8.count)\r\n\r\n\(content)"
        }
    }

    /// The blocks of YAML of the README that hold probes.
    private static func blocks() throws -> [String] {
        try Checkout.text("README.md").matches(of: /(?s)```yaml\n(.*?)```/).map { String($0.1) }
            .filter { $0.contains("probes:\n") }
    }

    /// Runs the journey `account` against `accounts`; the output, and what was requested.
    private func run(
        _ accounts: Accounts, password: String = "hunter22\n"
    ) throws -> (status: Int32, output: String, requests: [String]) {
        let server = ScriptedServer([.answer { accounts.answer($0) }])
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let secret = try folder.write("synthetic", password)
        let block = try #require(try Self.blocks().first { $0.contains("name: login\n") })
        let file = try folder.write(
            "sonde.yml",
            block.replacing("https://shop.example/", with: server.url())
                .replacing("/run/secrets/synthetic", with: secret)
                // How fast this machine is does not matter.
                .replacing("timeout: 20s", with: "timeout: 10m")
                .replacing("latency: {total: 1s}", with: "latency: {total: 2m}"))
        let command = try SondeProcess.start(["probe", "account", "--config", file])
        let status = try command.waitForExit()
        let requests = server.requests.map { String($0.prefix { !$0.isNewline }) }
        return (status, command.standardOutput, requests)
    }

    @Test func `what the README shows is right, and nothing of it is warned of`() throws {
        let folder = try TemporaryFolder()
        let blocks = try Self.blocks()
        #expect(blocks.count == 2)
        for (index, block) in blocks.enumerated() {
            let file = try folder.write("\(index).yml", block)
            let check = try SondeProcess.start(["check", file])
            #expect(try check.waitForExit() == 0)
            #expect(check.standardOutput == "1 file, 0 errors, 0 warnings\n", "\(block)")
        }
    }

    @Test func `the README's journey logs in, looks, and logs out`() throws {
        let run = try run(Accounts())
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.hasPrefix("account: success in "))
        #expect(
            run.requests == [
                "POST /login HTTP/1.1", "GET /accounts/42 HTTP/1.1", "POST /logout HTTP/1.1",
            ])
        #expect(!run.output.contains("t1234"))
        #expect(!run.output.contains("hunter22"))
    }

    @Test func `an account that is another one is told, and the session is ended`() throws {
        let run = try run(Accounts(showing: 43))
        #expect(run.status == 1)
        #expect(run.output.contains("\n  FAIL      $.id = 42: got 43\n"), "\(run.output)")
        #expect(run.requests.last == "POST /logout HTTP/1.1")
    }

    @Test func `without a login there is nothing to look at, and nothing to end`() throws {
        let run = try run(Accounts(), password: "wrong")
        #expect(run.status == 1)
        #expect(run.output.contains("\n  FAIL      status 200: got 401\n"), "\(run.output)")
        #expect(run.requests == ["POST /login HTTP/1.1"])
    }
}
