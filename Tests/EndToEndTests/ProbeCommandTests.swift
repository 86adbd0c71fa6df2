import Foundation
import TestSupport
import Testing

/// `sonde probe`: one run by hand.
@Suite struct ProbeCommandTests {
    private func probe(
        _ arguments: String...
    ) throws -> (status: Int32, output: String, errors: String) {
        let command = try SondeProcess.start(["probe"] + arguments)
        let status = try command.waitForExit()
        return (status, command.standardOutput, command.standardError)
    }

    @Test func `a run that succeeds is told as a waterfall, without colour in a pipe`() throws {
        let sonde = try SondeProcess(["--no-probes"])
        let run = try probe("\(sonde.url)/-/ready")
        #expect(run.status == 0)
        #expect(run.errors == "")
        // Which phases are long enough to be seen differs from run to run.
        let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.contains { $0.hasPrefix("  connect ") && $0.hasSuffix("█") })
        let text = lines.filter { !$0.hasSuffix("█") }.joined(separator: "\n")
            .replacing(/[0-9.]+ m?s\b/, with: "N ms").replacing(/Date: .* GMT/, with: "Date: TIME")
        #expect(
            text == """
                \(sonde.url)/-/ready: success in N ms

                GET \(sonde.url)/-/ready
                  HTTP/1.1 200, 6 B from 127.0.0.1 in N ms
                  ok        status 2xx: got 200
                  Date: TIME
                  Content-Type: text/plain; charset=utf-8
                  Content-Length: 6

                """)
    }

    @Test func `a run that fails ends with status 1, also as JSON`() throws {
        let sonde = try SondeProcess(["--no-probes"])
        let run = try probe("--format", "json", "\(sonde.url)/nowhere")
        #expect(run.status == 1)
        #expect(run.errors == "")
        let document = try #require(
            JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        #expect(document["result"] as? String == "failure")
        let step = try #require((document["steps"] as? [[String: Any]])?.first)
        #expect(step["status"] as? Int == 404)
        #expect(
            step["failure"] as? [String: String] == [
                "stage": "expect", "reason": "status", "detail": "got 404, want 2xx",
            ])
    }

    @Test func `the timeout holds`() throws {
        let server = ScriptedServer([.hang])
        defer { server.stop() }
        // Long enough for the request to be sent, even if the machine stands still meanwhile.
        let run = try probe("--timeout", "6s", server.url())
        #expect(run.status == 1)
        #expect(
            run.output.contains("wait/timeout: no answer within the timeout of 6s"),
            "\(run.output)")
    }

    @Test func `wrong usage ends with status 2`() throws {
        let wrong = try probe("ftp://shop.example")
        #expect(wrong.status == 2)
        #expect(wrong.output == "")
        #expect(
            wrong.errors
                == "sonde: TARGET: must be an http or https URL such as https://shop.example/, got "
                + "'ftp://shop.example'\n")
        #expect(try probe().status == 2)
        #expect(try probe("--format", "xml", "shop.example").status == 2)
        let folder = try TemporaryFolder()
        let file = try folder.write("sonde.yml", "probes: [{nam: a, http: {url: http://a/}}]\n")
        let configuration = try probe("--config", file, "a")
        #expect(configuration.status == 2)
        #expect(
            configuration.errors == """
                sonde: \(file):1:10: probes[0]: needs the key 'name'
                sonde: \(file):1:11: probes[0].nam: is not a known key; did you mean 'name'?

                """)
    }

    /// script(1) of util-linux gives the command a terminal.
    @Test(arguments: [([:], true), (["NO_COLOR": "1"], false), (["TERM": "dumb"], false)])
    func `on a terminal there are colours, unless nobody wants them`(
        variables: [String: String], isColored: Bool
    ) throws {
        let sonde = try SondeProcess(["--no-probes"])
        let command = try [Programs.sonde(), "probe", "\(sonde.url)/-/ready"]
            .joined(separator: " ")
        let folder = try TemporaryFolder()
        let terminal = try ChildProcess(
            Programs.installed("script"),
            ["--quiet", "--return", "--command", "stty cols 30; \(command)", folder.path("log")],
            environment: ["PATH": "/usr/bin:/bin", "TERM": "xterm"].merging(variables) { $1 })
        #expect(try terminal.waitForExit() == 0)
        #expect(terminal.standardOutput.contains("\u{1b}[32mok\u{1b}[0m") == isColored)
        // Lines are as long as the terminal is wide.
        let plain = terminal.standardOutput.replacing(/\u{1b}\[[0-9]+m/, with: "")
        let lines = plain.split(whereSeparator: \.isNewline)
        #expect(lines.map(\.count).max() == 30, "\(plain)")
    }
}
