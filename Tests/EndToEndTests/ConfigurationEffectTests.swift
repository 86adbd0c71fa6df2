import Foundation
import TestSupport
import Testing

/// What keys of the configuration file change about the whole program.
@Suite struct ConfigurationEffectTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func start(_ configuration: String, _ arguments: [String] = []) throws -> SondeProcess {
        let file = try folder.write("sonde.yml", configuration)
        return try SondeProcess(["--config", file] + arguments)
    }

    @Test func `the server listens where the file says, and flags win`() throws {
        let port = try freeLoopbackPort()
        let file = try folder.write("sonde.yml", "server: {listen: '127.0.0.1:\(port)'}\n")
        let process = try SondeProcess.start(["serve", "--config", file])
        try eventually("sonde to listen on port \(port)") {
            process.standardError.contains("server.addresses=127.0.0.1:\(port) ")
        }
        #expect(try HTTPClient(port: port).get("/-/healthy").status == 200)
        process.stop()
        // SondeProcess names another port by a flag, and waits until that is served.
        let sonde = try start("server: {listen: '127.0.0.1:\(port)'}\n")
        #expect(sonde.port != port)
    }

    @Test func `the server has as many loops as the file says`() throws {
        let counts = try [1, 3].map { count in
            let sonde = try start("server: {loops: \(count)}\n")
            return try #require(try sonde.metric("process_threads"))
        }
        #expect(counts[1] == counts[0] + 2)
    }

    @Test func `an address has as many connections as the file says`() throws {
        let sonde = try start("server: {connectionsPerAddress: 2}\n")
        let kept = try (0..<2).map { _ in try RawConnection(port: sonde.port) }
        for connection in kept {
            connection.send("GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n")
            let answer = connection.receive { $0.suffix(8) == Array("healthy\n".utf8)[...] }
            #expect(String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 200"))
        }
        #expect(try RawConnection(port: sonde.port).receiveAll()?.isEmpty ?? true)
        withExtendedLifetime(kept) {}
    }

    @Test func `the mock is as the file says`() throws {
        let text = "reservations: {enabled: true, latency: 0s, outcomes: {503: 1}}\n"
        let sonde = try start(text)
        #expect(try sonde.client.post("/reservations").text == "503")
        let without = try start("probes: []\n")
        #expect(try without.client.post("/reservations").status == 404)
        func draws(_ seed: Int) throws -> [String] {
            let sonde = try start(
                "reservations: {enabled: true, latency: 0s, seed: \(seed)}\n", ["--loops", "1"])
            return try (0..<40).map { _ in try sonde.client.post("/reservations").text }
        }
        let first = try draws(7)
        #expect(try draws(7) == first)
        #expect(try draws(8) != first)
        let begun = ContinuousClock.now
        let slow = try start("reservations: {enabled: true, latency: 300ms, outcomes: {200: 1}}\n")
        #expect(try slow.client.post("/reservations").text == "200")
        #expect(ContinuousClock.now - begun >= .milliseconds(300))
    }

    @Test func `no more runs are under way than the file says`() throws {
        let target = ScriptedServer([.hang])
        defer { target.stop() }
        let probes = ["a", "b", "c"].map {
            "  - {name: \($0), interval: 100ms, timeout: 1m, http: {url: '\(target.url())'}}\n"
        }
        let sonde = try start("schedule: {runsInFlight: 2}\nprobes:\n" + probes.joined())
        try eventually("a run to be skipped") {
            try ["a", "b", "c"].contains { name in
                let labels = "probe=\"\(name)\",reason=\"overload\""
                return try sonde.metric("synthetic_schedule_skipped_total{\(labels)}") ?? 0 > 0
            }
        }
        #expect(try sonde.metric("synthetic_probes_in_flight") == 2)
    }

    @Test func `when probes run, and what they are called, is as the file says`() throws {
        let probe = "http: {url: 'http://127.0.0.1:1/'}"
        let always = "{from: 2020-01-01T00:00:00Z, to: 2100-01-01T00:00:00Z}"
        let never = "{from: 2020-01-01T00:00:00Z, to: 2020-01-02T00:00:00Z}"
        // It is noon for a whole day's length, whatever the hour and the zone.
        let daily = "{cron: '0 12 * * *', for: 24h, timeZone: Asia/Tokyo}"
        let sonde = try start(
            """
            defaults: {interval: 150ms, labels: {team: web}}
            probes:
              - {name: plain, \(probe)}
              - {name: rare, interval: 250ms, labels: {tier: "1"}, \(probe)}
              - {name: asleep, active: [\(never)], \(probe)}
              - {name: awake, active: [\(never), \(daily)], \(probe)}
              - {name: mended, maintenance: [\(always)], \(probe)}

            """)
        try eventually("the probes to run") {
            try ["plain", "rare", "awake", "mended"].allSatisfy { name in
                try sonde.metric("synthetic_consecutive_failures{probe=\"\(name)\"}") ?? 0 > 1
            }
        }
        func value(_ metric: String, _ probe: String) throws -> Double? {
            try sonde.metric("\(metric){probe=\"\(probe)\"}")
        }
        #expect(try value("synthetic_interval_seconds", "plain") == 0.15)
        #expect(try value("synthetic_interval_seconds", "rare") == 0.25)
        #expect(try value("synthetic_inactive", "asleep") == 1)
        #expect(try value("synthetic_consecutive_failures", "asleep") == 0)
        #expect(try value("synthetic_inactive", "awake") == 0)
        #expect(try value("synthetic_maintenance", "mended") == 1)
        #expect(try value("synthetic_maintenance", "plain") == 0)
        let labels = try sonde.client.get("/metrics").text.split(separator: "\n")
            .filter { $0.hasPrefix("synthetic_probe_info{probe=\"rare\"") }.map(String.init)
        #expect(
            labels.sorted() == [
                #"synthetic_probe_info{probe="rare",label="team",value="web"} 1"#,
                #"synthetic_probe_info{probe="rare",label="tier",value="1"} 1"#,
            ])
    }

    @Test func `what the defaults say of time holds for probes that say nothing`() throws {
        let probe = "http: {url: 'http://127.0.0.1:1/'}"
        let never = "{from: 2020-01-01T00:00:00Z, to: 2020-01-02T00:00:00Z}"
        let always = "{from: 2020-01-01T00:00:00Z, to: 2100-01-01T00:00:00Z}"
        let sonde = try start(
            """
            defaults: {interval: 200ms, active: [\(never)], maintenance: [\(always)]}
            probes:
              - {name: asleep, \(probe)}
              - {name: awake, active: [\(always)], maintenance: [], \(probe)}

            """)
        try eventually("a run of the probe that is awake") {
            try sonde.metric("synthetic_consecutive_failures{probe=\"awake\"}") ?? 0 > 1
        }
        #expect(try sonde.metric("synthetic_consecutive_failures{probe=\"asleep\"}") == 0)
        #expect(try sonde.metric("synthetic_maintenance{probe=\"asleep\"}") == 1)
        #expect(try sonde.metric("synthetic_maintenance{probe=\"awake\"}") == 0)
    }
}
