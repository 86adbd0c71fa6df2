import Foundation
import Reactor
import TestSupport
import Testing

/// The running program under what happens to it.
@Suite struct ServiceTests {
    @Test func `curl gets a reservation`() throws {
        let sonde = try SondeProcess(SondeProcess.steady)
        let curl = try ChildProcess(
            Programs.installed("curl"), ["-s", "-X", "POST", "\(sonde.url)/reservations"])
        #expect(try curl.waitForExit() == 0)
        #expect(curl.standardOutput == "200")
    }

    @Test func `a fault ends by itself`() throws {
        let sonde = try SondeProcess(SondeProcess.steady, environment: ["INTERVAL_SEC": "0.05"])
        let met = "http_request_duration_count{method=\"POST\",url=\"/reservations\",code=\"503\"}"
        // It is there when the probe meets it; a prober that stands still for its whole time may not.
        try eventually("the probe to meet the fault") {
            try sonde.fault("status", "503", "--for", "2s")
            try eventually("the fault to end") {
                try sonde.metric("sonde_fault{kind=\"normal\"}") == 1
            }
            #expect(try sonde.metric("sonde_fault{kind=\"status\"}") == 0)
            #expect(try sonde.client.post("/reservations").text == "200")
            return try #require(try sonde.metric(met)) > 0
        }
    }

    @Test func `a log whose reader is gone stops nothing`() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        close(ends[0])
        defer { close(ends[1]) }
        let port = try freeLoopbackPort()
        let process = try SondeProcess.start(
            ["serve", "--listen", "127.0.0.1:\(port)"] + SondeProcess.steady,
            ["INTERVAL_SEC": "0.05", "LOG_LEVEL": "trace"], outputDescriptor: ends[1])
        let client = HTTPClient(port: port)
        try eventually("ten runs") {
            try client.get("/metrics").text
                .matches(of: /synthetic_request_duration_count{[^}]*result="success"} (\d+)/)
                .contains { Int($0.1)! >= 10 }
        }
        process.send(signal: SIGTERM)
        #expect(try process.waitForExit() == 0)
    }

    @Test func `the answers of the mock are the draw of its seed`() throws {
        func codes() throws -> [Int] {
            let sonde = try SondeProcess([
                "--no-probes", "--reservations-latency", "0s", "--reservations-seed", "7",
            ])
            // One connection, and so one loop with one generator.
            let connection = try RawConnection(port: sonde.port)
            return try (0..<50).map { _ in
                connection.send("POST /reservations HTTP/1.1\r\nHost: x\r\n\r\n")
                // Whole when its content is, which is the code.
                let bytes = connection.receive {
                    (try? HTTPClient.parse($0))?.body.count == 3  // Not yet an answer.
                }
                return try HTTPClient.parse(bytes).status
            }
        }
        let first = try codes()
        #expect(try codes() == first)
        #expect(Set(first).isSubset(of: [200, 400, 401, 500]))
        #expect(Set(first).count > 1)
    }

    @Test func `five thousand requests wait at once without a thread each`() throws {
        let sonde = try SondeProcess(
            ["--no-probes", "--reservations-latency", "60s", "--reservations-outcomes", "200"])
        try #require(DescriptorLimit.raise() > 6_000)
        // Some may not have their names yet.
        let threadCount = try ThreadFreezer.threads(of: sonde.process.identifier).count
        let connections = try (0..<5_000).map { _ in
            let connection = try RawConnection(port: sonde.port)
            connection.send("POST /reservations HTTP/1.1\r\nHost: x\r\n\r\n")
            return connection
        }
        try eventually("all requests to wait") {
            try sonde.metric("sonde_http_connections") ?? 0 >= 5_000
        }
        #expect(try ThreadFreezer.threads(of: sonde.process.identifier).count == threadCount)
        try eventually("a Sonde that is ready") {
            try sonde.client.get("/-/ready").status == 200
        }
        withExtendedLifetime(connections) {}
    }

    @Test func `SIGTERM ends it with status 0 after the requests under way`() throws {
        let sonde = try SondeProcess(
            ["--no-probes", "--reservations-latency", "1s", "--reservations-outcomes", "200"])
        let connection = try RawConnection(port: sonde.port)
        connection.send("POST /reservations HTTP/1.1\r\nHost: x\r\n\r\n")
        try eventually("the request to be there") {
            try sonde.metric("sonde_http_connections") == 2
        }
        let idle = try RawConnection(port: sonde.port)
        sonde.process.send(signal: SIGTERM)
        let answer = try HTTPClient.parse(try #require(connection.receiveAll()))
        #expect(answer.text == "200")
        #expect(try sonde.process.waitForExit(within: .seconds(60)) == 0)
        #expect(idle.receiveAll()?.isEmpty ?? true)
        #expect(sonde.process.standardError.hasSuffix(" info sonde: stopped\n"))
    }

    @Test func `a process that was stopped for a while is ready as soon as it goes on`() throws {
        let sonde = try SondeProcess(SondeProcess.steady + ["--loops", "4"])
        try eventually("a Sonde that is ready") {
            try sonde.client.get("/-/ready").status == 200
        }
        sonde.process.send(signal: SIGSTOP)
        // Longer than a thread may be silent.
        try ChildProcess("/bin/sleep", ["6.5"]).waitForExit()
        let connections = try (0..<20).map { _ in
            let connection = try RawConnection(port: sonde.port)
            connection.send("GET /-/ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return connection
        }
        sonde.process.send(signal: SIGCONT)
        for connection in connections {
            let bytes = try #require(connection.receiveAll())
            #expect(try HTTPClient.parse(bytes).text == "ready\n")
        }
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `a stop does not wait for a target that hangs`(signal: Int32) throws {
        let target = ScriptedServer([.hang])
        defer { target.stop() }
        let sonde = try SondeProcess(
            environment: ["RESERVATIONS_SERVICE_URL": target.url(""), "INTERVAL_SEC": "3600"])
        try eventually("the probe to run") { try sonde.metric("synthetic_probes_in_flight") == 1 }
        sonde.process.send(signal: signal)
        #expect(try sonde.process.waitForExit(within: .seconds(60)) == 0)
    }

    @Test func `a log that nobody reads does not stop the probes`() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let port = try freeLoopbackPort()
        let process = try SondeProcess.start(
            ["serve", "--listen", "127.0.0.1:\(port)"] + SondeProcess.steady,
            ["INTERVAL_SEC": "0.05", "LOG_LEVEL": "trace"], outputDescriptor: ends[1])
        let client = HTTPClient(port: port)
        // Each request is a line, and a pipe holds 64 KiB: far more than it takes to fill it.
        try eventually("the server to answer") { try client.get("/-/ready").status == 200 }
        for _ in 0..<2_000 { _ = try client.get("/\(String(repeating: "x", count: 600))") }
        func runs() throws -> Double {
            let prefix = "synthetic_request_duration_count{probe=\"reservations\""
            return try client.get("/metrics").text.split(separator: "\n")
                .filter { $0.hasPrefix(prefix) }
                .compactMap { Double($0.split(separator: " ").last!) }.reduce(0, +)
        }
        let before = try runs()
        try eventually("the probes to go on") { try runs() > before + 10 }
        process.send(signal: SIGTERM)
        #expect(try process.waitForExit(within: .seconds(60)) == 0)
    }

    @Test func `a child dies with the test, so nothing is left behind`() throws {
        // The parent of this Sonde is killed, and cannot clean up.
        let path = try Programs.sonde()
        let shell = try ChildProcess(
            "/bin/sh",
            [
                "-c",
                "setpriv --pdeathsig KILL -- \(path) serve --listen 127.0.0.1:0 & echo $!; wait",
            ])
        let child = try eventually("the child to start") {
            Int32(shell.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        try eventually("the child to serve") { shell.standardError.contains("listening") }
        shell.send(signal: SIGKILL)
        try shell.waitForExit()
        try eventually("the child to be gone") { kill(child, 0) == -1 && errno == ESRCH }
    }

    @Test func `the log tells both sides of a probe, as text or JSON`() throws {
        for format in ["text", "json"] {
            let sonde = try SondeProcess(
                SondeProcess.steady,
                environment: ["LOG_LEVEL": "debug", "LOG_FORMAT": format, "INTERVAL_SEC": "0.1"])
            try eventually("a request and a run in the log") {
                let log = sonde.process.standardError
                return log.contains("probe ran") && log.contains("/reservations")
            }
            sonde.process.stop()
            for line in sonde.process.standardError.split(separator: "\n") where format == "json" {
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
                #expect((object as? [String: String])?["message"] != nil)
            }
        }
    }

    @Test func `a fault is refused to those who are not operators`() throws {
        let sonde = try SondeProcess(
            SondeProcess.steady,
            environment: [
                "SONDE_FAULT_TOKEN": "a secret of operators"
                    .replacingOccurrences(of: " ", with: "-")
            ])
        let forwarded = ["X-Forwarded-For": "127.0.0.1"]
        let body = #"{"kind": "status", "code": 500, "for": "1m"}"#
        let refused = try sonde.client.request(
            "PUT", "/api/v1/fault", headers: forwarded, body: body)
        #expect(refused.status == 401)
        let wrong = try SondeProcess.answer(
            ["fault", "hang", "--url", sonde.url], ["SONDE_FAULT_TOKEN": "another-secret"])
        #expect(wrong.status == 1)
        #expect(
            wrong.errors
                == "sonde: \(sonde.url) answered 401: the bearer token is not right\n")
        let allowed = try sonde.client.request(
            "PUT", "/api/v1/fault",
            headers: forwarded.merging(["Authorization": "Bearer a-secret-of-operators"]) { $1 },
            body: body)
        #expect(allowed.status == 200)
        #expect(try sonde.client.post("/reservations").status == 500)
        let folder = try TemporaryFolder()
        // A token that is not sent would do no harm here, so a wrong one tells that it is.
        let file = try folder.write("token", "another-secret\n")
        let byFile = try SondeProcess.answer(
            ["fault", "hang", "--url", sonde.url], ["SONDE_FAULT_TOKEN_FILE": file])
        #expect(byFile.status == 1)
        #expect(byFile.errors == wrong.errors)
        #expect(!sonde.process.standardError.contains("a-secret-of-operators"))
    }

    @Test func `no client makes a series`() throws {
        let sonde = try SondeProcess(["--no-probes"] + SondeProcess.steady)
        func series() throws -> Set<Substring> {
            Set(
                try sonde.client.get("/metrics").text.split(separator: "\n")
                    .filter { $0.contains("url=") }.map { $0.prefix { $0 != " " } })
        }
        let before = try series()
        for number in 0..<50 {
            _ = try sonde.client.request(
                "POST", "/reservations?id=\(number)", headers: ["Host": "host\(number).example"])
            _ = try sonde.client.request("BREW\(number)", "/reservations")
            _ = try sonde.client.get("/path\(number)")
        }
        #expect(try series() == before)
    }
}
