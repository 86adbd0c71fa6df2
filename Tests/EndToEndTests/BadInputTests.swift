import Foundation
import TestSupport
import Testing

/// Everything that a user can set wrongly: one line each, exit status 2, nothing started.
@Suite struct BadInputTests {
    private func run(
        _ arguments: [String], _ environment: [String: String] = [:]
    ) throws -> (status: Int32, output: String, errors: String) {
        let sonde = try SondeProcess.start(arguments, environment)
        let status = try sonde.waitForExit()
        return (status, sonde.standardOutput, sonde.standardError)
    }

    @Test(arguments: [
        ("INTERVAL_SEC", "soon", "must be a number of seconds from 0.05 to 86400"),
        ("INTERVAL_SEC", "0", "must be a number of seconds from 0.05 to 86400"),
        ("INTERVAL_SEC", "-1", "must be a number of seconds from 0.05 to 86400"),
        ("INTERVAL_SEC", "nan", "must be a number of seconds from 0.05 to 86400"),
        ("INTERVAL_SEC", "1e400", "must be a number of seconds from 0.05 to 86400"),
        ("LOG_FORMAT", "xml", "must be one of text, json"),
        (
            "LOG_LEVEL", "loud",
            "must be one of trace, debug, info, notice, warning, error, critical"
        ),
        (
            "RESERVATIONS_SERVICE_URL", "shop.example",
            "must be an http or https URL with a host and without query and fragment, such as "
                + "http://shop.example:8080"
        ),
        // Accepted by `URLComponents` in this program, though not in one with all of Foundation.
        (
            "RESERVATIONS_SERVICE_URL", "http://shop example",
            "must be an http or https URL with a host and without query and fragment, such as "
                + "http://shop.example:8080"
        ),
        (
            "SONDE_FAULT_TOKEN_FILE", "/nonexistent/token",
            "cannot read the file: No such file or directory"
        ),
    ])
    func `a variable that cannot be used is named with its value and the rule`(
        name: String, value: String, rule: String
    ) throws {
        let result = try run(["serve", "--listen", "127.0.0.1:0"], [name: value])
        #expect(result.status == 2)
        #expect(result.errors == "sonde: \(name): \(rule), got '\(value)'\n")
        #expect(result.output == "")
    }

    @Test func `every problem has a line of its own`() throws {
        let result = try run(
            ["serve", "--listen", "here"], ["INTERVAL_SEC": "soon", "LOG_FORMAT": "xml"])
        #expect(result.status == 2)
        #expect(
            result.errors.split(separator: "\n").map { $0.prefix { $0 != "," } } == [
                "sonde: --listen: must be HOST:PORT such as 0.0.0.0:8080 or [::1]:8080",
                "sonde: INTERVAL_SEC: must be a number of seconds from 0.05 to 86400",
                "sonde: LOG_FORMAT: must be one of text",
            ])
    }

    @Test func `a flag that cannot be used is named with its value and the rule`() throws {
        let result = try run(["serve", "--listen", "here"])
        #expect(result.status == 2)
        #expect(
            result.errors
                == "sonde: --listen: must be HOST:PORT such as 0.0.0.0:8080 or [::1]:8080, with "
                + "an IP address or localhost as the host, or unix:PATH, got 'here'\n")
    }

    @Test func `a port in use is named with the cause, also when another Sonde uses it`() throws {
        let first = try SondeProcess(SondeProcess.steady)
        let result = try run(["serve", "--listen", "127.0.0.1:\(first.port)"])
        #expect(result.status == 2)
        #expect(
            result.errors == "sonde: cannot listen on 127.0.0.1:\(first.port): Address already in "
                + "use (errno 98)\n")
        #expect(try first.client.get("/-/healthy").status == 200)
    }

    @Test(arguments: [
        ["serve", "--nonsense"], ["nonsense"], ["fault", "explode"], ["fault", "status"],
        ["fault", "status", "42"], ["fault", "hang", "--for", "soon"], ["serve", "--listen"],
    ])
    func `wrong usage ends with status 2 and a reason`(arguments: [String]) throws {
        let result = try run(arguments)
        #expect(result.status == 2)
        #expect(!result.errors.isEmpty)
        #expect(result.output == "")
    }

    @Test(arguments: [
        "", "serve", "fault", "healthcheck", "check", "schema", "probe", "rules", "rules generate",
        "rules test", "rules lint", "rules suggest", "rules backtest", "forecast",
        "forecast evaluate", "forecast replay",
    ])
    func `every command has help with examples that can be copied`(command: String) throws {
        let result = try run(command.split(separator: " ").map(String.init) + ["--help"])
        #expect(result.status == 0)
        let parts = result.output.components(separatedBy: "\nExample:\n")
        try #require(parts.count == 2)
        // A line that is too long for 80 columns goes on at the first of the next one.
        let lines = parts[1].components(separatedBy: "\n\n")[0].split(separator: "\n")
        #expect(lines.contains { $0.contains("sonde ") })
        #expect(lines.allSatisfy { $0.hasPrefix("  ") }, "\(lines)")
    }

    @Test func `without a server the commands that need one say so`() throws {
        let port = try freeLoopbackPort()
        for command in [["fault", "hang"], ["fault"], ["healthcheck"]] {
            let result = try run(command + ["--url", "http://127.0.0.1:\(port)"])
            #expect(result.status == 1)
            #expect(
                result.errors.hasPrefix("sonde: no answer from http://127.0.0.1:\(port): "),
                "\(result.errors)")
        }
    }

    @Test func `the server is found by SONDE_LISTEN`() throws {
        let sonde = try SondeProcess(SondeProcess.steady)
        let result = try SondeProcess.answer(
            ["healthcheck"], ["SONDE_LISTEN": "0.0.0.0:\(sonde.port)"])
        #expect(result.status == 0)
        #expect(result.output == "ready\n")
    }

    @Test(arguments: [["healthcheck"], ["fault"]])
    func `a Unix socket is no place to ask at, and that is said`(command: [String]) throws {
        let result = try run(command, ["SONDE_LISTEN": "unix:/run/sonde.sock"])
        #expect(result.status == 2)
        #expect(
            result.errors
                == "sonde: SONDE_LISTEN: must have an IP address to ask at; or name the server with "
                + "--url, got 'unix:/run/sonde.sock'\n")
    }
}
