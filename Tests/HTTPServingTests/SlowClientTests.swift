import Base
import HTTPServing
import TestSupport
import Testing

/// The attacks of `slowhttptest` on a server whose limits of time are two seconds, so that the tests
/// need not wait for those of the program; which limit cuts an attacker off is the same.
@Suite(.serialized) struct SlowClientTests {
    struct Attack: CustomStringConvertible, Sendable {
        let description: String
        let arguments: [String]
        let path: String
        var attackerCount = 100

        /// The limit that each attacker must reach.
        let limit: String
    }

    private static let attacks = [
        Attack(
            description: "slow head", arguments: ["-H", "-i", "1", "-x", "10"], path: "/hello",
            limit: "head_time"),
        Attack(
            description: "slow body", arguments: ["-B", "-i", "1", "-x", "10", "-s", "8192"],
            path: "/echo", limit: "body_time"),
        Attack(
            description: "slow read",
            arguments: ["-X", "-n", "1", "-z", "512", "-w", "1", "-y", "512"],
            // So few that all their answers are less than `heldByteCountMax`.
            path: "/large", attackerCount: 12, limit: "send_time"),
        Attack(
            description: "thousands of ranges", arguments: ["-R", "-a", "5", "-b", "3000"],
            path: "/large", limit: "head_bytes"),
    ]

    @Test(arguments: attacks)
    func `an attacker reaches a limit, and others notice nothing`(_ attack: Attack) throws {
        let server = try TestServer(limits: { limits in
            limits.headTimeout = .seconds(2)
            limits.bodyTimeout = .seconds(2)
            limits.sendTimeout = .seconds(2)
            limits.lingerTimeout = .seconds(2)
            limits.sweepInterval = .milliseconds(50)
        })
        let folder = try TemporaryFolder()
        let program = try ChildProcess(
            Programs.installed("slowhttptest"),
            attack.arguments + [
                "-u", "http://127.0.0.1:\(server.port)\(attack.path)", "-c",
                "\(attack.attackerCount)",
                "-r", "\(attack.attackerCount)", "-l", "60", "-p", "30", "-v", "1", "-g", "-o",
                folder.path("report"),
            ])
        try eventually("all attackers to be cut off; \(program.standardOutput)") {
            let answer = try server.client.get("/hello")
            #expect(answer.text == "hello\n")
            return !program.isRunning
        }
        #expect(try program.waitForExit() == 0)
        #expect(program.standardOutput.contains("No open connections left"))
        #expect(try availability(in: folder) == [true])
        #expect(
            server.metrics("sonde_http_limit_reached_total{").filter { !$0.hasSuffix("} 0") }
                == [
                    "sonde_http_limit_reached_total{limit=\"\(attack.limit)\"} \(attack.attackerCount)"
                ])
        try eventually("their connections to end") {
            server.metrics("sonde_http_connections ") == ["sonde_http_connections 0"]
        }
    }

    /// Whether slowhttptest's own client was served, in any of the seconds of the attack.
    private func availability(in folder: TemporaryFolder) throws -> Set<Bool> {
        let lines = try folder.text("report.csv").split(separator: "\n").dropFirst()
        return Set(lines.map { $0.split(separator: ",").last != "0" })
    }
}
