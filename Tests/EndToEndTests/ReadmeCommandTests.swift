import Foundation
import TestSupport
import Testing

/// The commands that the README shows, run as it shows them.
@Suite struct ReadmeCommandTests {
    /// A command, and the lines below it.
    private struct Example: Equatable {
        let command: String
        var output: [String] = []
    }

    private let examples: [Example]
    private let serving = "make run"
    private let compose = "docker compose up --build"
    private let fault = "sonde fault status 401 --for 2m"
    private let requests = [
        "curl -X POST localhost:8080/reservations",
        "curl -s localhost:8080/metrics | grep synthetic_request_duration_count",
    ]

    init() throws {
        var examples: [Example] = []
        for block in try Checkout.text("README.md").matches(of: /(?s)```console\n(.*?)```/) {
            for line in block.1.split(separator: "\n") {
                if line.hasPrefix("$ ") {
                    examples.append(Example(command: String(line.dropFirst(2))))
                } else {
                    try #require(!examples.isEmpty, "output without a command: \(line)")
                    examples[examples.count - 1].output.append(String(line))
                }
            }
        }
        self.examples = examples
    }

    private func output(of command: String) throws -> [String] {
        try #require(examples.first { $0.command == command }).output
    }

    @Test func `every command of the README is tried here, or known not to be`() {
        // Compose needs a container engine.
        #expect(examples.map(\.command) == [serving] + requests + [compose, fault])
    }

    @Test func `what the README requests is answered as it says`() throws {
        let sonde = try SondeProcess(SondeProcess.steady)
        try eventually("the probe to run") {
            let series = "synthetic_request_duration_count{probe=\"reservations\",step=\"request\""
            return try sonde.client.get("/metrics").text.contains(series)
        }
        for command in requests {
            // Whatever has the same port of ::1 is none of ours.
            let shell = try ChildProcess(
                "/bin/sh",
                ["-c", command.replacing("localhost:8080", with: "127.0.0.1:\(sonde.port)")])
            #expect(try shell.waitForExit() == 0)
            // How many runs there were is a matter of time.
            let shown = try output(of: command).map { $0.replacing(/} \d+$/, with: "} N") }
            let printed = shell.standardOutput.split(separator: "\n").map(String.init).map { line in
                line.replacing(":\(sonde.port)/", with: ":8080/").replacing(/} \d+$/, with: "} N")
            }
            #expect(printed == shown, "\(command)")
        }
    }

    @Test func `the fault of the README is set as it says`() throws {
        let sonde = try SondeProcess(SondeProcess.steady)
        let command = try SondeProcess.answer(
            fault.split(separator: " ").dropFirst().map(String.init),
            ["SONDE_LISTEN": "127.0.0.1:\(sonde.port)"])
        #expect(command.status == 0)
        #expect(
            command.output.replacing(/1m5[5-9]s/, with: "2m").split(separator: "\n")
                .map(String.init) == (try output(of: fault)))
        #expect(try sonde.client.post("/reservations").text == "401")
    }

    @Test func `make run ends in what the README shows`() throws {
        let make = try ChildProcess(
            Programs.installed("make"), ["--dry-run", "run"], folder: Checkout.folder.path)
        #expect(try make.waitForExit() == 0, "\(make.standardError)")
        let steps = make.standardOutput.split(separator: "\n")
        let shown = try output(of: serving)
        #expect(shown.count == 3)
        #expect(steps.suffix(2).first == "echo \"\(shown[1])\"")
        #expect(steps.last?.hasPrefix("exec ") == true)
        #expect(steps.last?.hasSuffix("/sonde\" serve") == true)

        let sonde = try SondeProcess(SondeProcess.steady)
        let line = try #require(
            sonde.process.standardError.split(separator: "\n").first { $0.contains("listening") })
        let time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/
        #expect(
            line.replacing(time, with: "TIME").replacing(/127.0.0.1:\d+/, with: "0.0.0.0:8080")
                == shown[2].replacing(time, with: "TIME"))
    }
}
