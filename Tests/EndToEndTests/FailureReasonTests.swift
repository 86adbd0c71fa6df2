import Base
import TestSupport
import Testing

/// What a probe makes of targets that are dead, slow or hostile.
@Suite struct FailureReasonTests {
    /// Probes `url` and waits for a failure with this stage and reason, and for no other.
    ///
    /// The deadline is the built-in probe's where it is to pass, and far away where it is not: it
    /// could pass on a busy machine.
    private func expectFailure(_ url: String, _ stage: String, _ reason: String) throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "sonde.yml",
            """
            probes:
              - {name: reservations, interval: 500ms, timeout: 2m, http: {method: POST, url: "\(url)/reservations"}}

            """)
        let isOutOfTime = reason == "timeout"
        let sonde =
            try isOutOfTime
            ? SondeProcess(
                ["--no-reservations"],
                environment: ["INTERVAL_SEC": "0.5", "RESERVATIONS_SERVICE_URL": url])
            : SondeProcess(["--config", file])
        let prefix = "synthetic_probe_failures_total{probe=\"reservations\",step=\"request\""
        let expected = "\(prefix),stage=\"\(stage)\",reason=\"\(reason)\"}"
        func counted() throws -> [String] {
            try sonde.client.get("/metrics").text.split(separator: "\n")
                .filter { $0.hasPrefix(prefix) && !$0.hasSuffix(" 0") }
                .map { String($0.prefix { $0 != " " }) }
        }
        // Two runs: the first one did not stop the prober.
        try eventually("failures at \(stage) for \(reason); counted: \(counted())") {
            try sonde.metric(expected) ?? 0 >= 2
        }
        // A deadline may pass at an earlier stage, if the machine stands still there.
        let others = try counted().filter { $0 != expected }
        #expect(others.filter { !isOutOfTime || !$0.hasSuffix("reason=\"timeout\"}") } == [])
    }

    @Test func `nobody listens`() throws {
        try expectFailure("http://127.0.0.1:\(freeLoopbackPort())", "connect", "refused")
    }

    @Test func `the name does not exist`() throws {
        try expectFailure("http://shop.invalid", "resolve", "name_not_found")
    }

    @Test func `the connection is broken when the request has come`() throws {
        let server = ScriptedServer([.readRequest, .reset])
        defer { server.stop() }
        try expectFailure(server.url(""), "wait", "reset")
    }

    @Test func `the connection ends without an answer`() throws {
        let server = ScriptedServer([.readRequest])
        defer { server.stop() }
        try expectFailure(server.url(""), "wait", "closed")
    }

    @Test func `the target accepts and never answers`() throws {
        let server = ScriptedServer([.hang])
        defer { server.stop() }
        try expectFailure(server.url(""), "wait", "timeout")
    }

    @Test func `the answer trickles past the deadline`() throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
        let server = ScriptedServer([
            .readRequest, .send(head), .trickle("x", every: .milliseconds(20)),
        ])
        defer { server.stop() }
        try expectFailure(server.url(""), "receive", "timeout")
    }

    @Test func `the answer is not HTTP`() throws {
        let server = ScriptedServer([.readRequest, .send("SSH-2.0-OpenSSH_9.2\r\n")])
        defer { server.stop() }
        try expectFailure(server.url(""), "receive", "protocol")
    }

    @Test func `the answer never ends`() throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"
        let server = ScriptedServer([
            .readRequest, .send(head), .sendForever(String(repeating: "x", count: 65_536)),
        ])
        defer { server.stop() }
        try expectFailure(server.url(""), "receive", "too_large")
    }

    @Test func `the target speaks no TLS`() throws {
        let server = ScriptedServer([.send("HTTP/1.1 400 Bad Request\r\n\r\n")])
        defer { server.stop() }
        try expectFailure(server.url("", scheme: "https"), "tls", "handshake")
    }

    @Test(arguments: [
        ("refuse", "wait", "reset"), ("hang", "wait", "timeout"),
        ("status 403", "expect", "status"),
        ("unmapped", "expect", "status"), ("slow 2s", "wait", "timeout"),
    ])
    func `a fault of the mock shows as what it is`(
        fault: String, stage: String, reason: String
    ) throws {
        let sonde = try SondeProcess(SondeProcess.steady, environment: ["INTERVAL_SEC": "0.5"])
        let words = fault.split(separator: " ").map(String.init)
        let command = try SondeProcess.answer(["fault"] + words + ["--url", sonde.url])
        #expect(command.status == 0)
        #expect(command.output.contains(/, for another (2m|1m5[5-9]s)\n$/))
        #expect(command.output.hasPrefix("\(fault), for another "))
        let series =
            "synthetic_probe_failures_total{probe=\"reservations\",step=\"request\","
            + "stage=\"\(stage)\",reason=\"\(reason)\"}"
        try eventually("failures at \(stage) for \(reason)") {
            try sonde.metric(series) ?? 0 >= 2
        }
        #expect(try sonde.metric("sonde_fault{kind=\"\(words[0])\"}") == 1)
        #expect(try sonde.fault("normal") == "normal\n")
        try eventually("the target to recover") {
            try sonde.metric("synthetic_consecutive_failures{probe=\"reservations\"}") == 0
        }
    }
}
