import Foundation
import TestSupport
import Testing

/// A configuration that is read again while the program runs.
@Suite struct ReloadTests {
    private let folder: TemporaryFolder
    private let target: SondeProcess

    init() throws {
        folder = try TemporaryFolder()
        target = try SondeProcess(["--no-probes"])
    }

    /// Writes a configuration with probes of these names, each of which asks the target.
    @discardableResult
    private func write(_ probes: [String], interval: String = "100ms") throws -> String {
        let lines = probes.map {
            "  - {name: \($0), interval: \(interval), http: {url: \"\(target.url)/-/healthy\"}}\n"
        }
        return try folder.write("sonde.yml", "probes:\n" + lines.joined())
    }

    private func start(_ probes: [String], _ arguments: String...) throws -> SondeProcess {
        try SondeProcess(["--config", try write(probes)] + arguments)
    }

    /// How many runs of a probe succeeded; nil without the series.
    private func runs(_ sonde: SondeProcess, _ probe: String) throws -> Double? {
        try sonde.metric(
            "synthetic_request_duration_count{probe=\"\(probe)\",step=\"request\",method=\"GET\","
                + "url=\"\(target.url)/-/healthy\",result=\"success\"}")
    }

    private func waitForRuns(_ sonde: SondeProcess, _ probe: String, _ count: Double) throws {
        try eventually("\(count) runs of \(probe)") { try (runs(sonde, probe) ?? 0) >= count }
    }

    @Test func `unchanged probes keep their counters, and those that are gone leave no series`()
        throws
    {
        let sonde = try start(["a", "b"])
        try waitForRuns(sonde, "a", 3)
        try waitForRuns(sonde, "b", 1)
        try write(["a", "c"])
        let before = try #require(try runs(sonde, "a"))
        let answer = try sonde.client.post("/-/reload")
        #expect(answer.status == 200)
        #expect(answer.text == "reloaded\n")
        #expect(try #require(try runs(sonde, "a")) >= before)
        #expect(try !sonde.client.get("/metrics").text.contains("probe=\"b\""))
        try waitForRuns(sonde, "c", 1)
        try waitForRuns(sonde, "a", before + 2)
        #expect(try sonde.client.get("/config").text.contains("name: c\n"))
    }

    @Test func `a bad file changes nothing, and every problem of it is told`() throws {
        let sonde = try start(["a"])
        let path = try folder.write(
            "sonde.yml", "probes:\n  - {nme: a, http: {url: ftp://x}}\nserver: {lops: 2}\n")
        let answer = try sonde.client.post("/-/reload")
        #expect(answer.status == 422)
        #expect(
            answer.text == """
                \(path):2:5: probes[0]: needs the key 'name'
                \(path):2:6: probes[0].nme: is not a known key; did you mean 'name'?
                \(path):2:26: probes[0].http.url: must be an http or https URL such as \
                https://shop.example/, got 'ftp://x'
                \(path):3:10: server.lops: is not a known key; did you mean 'loops'?

                """)
        #expect(try sonde.metric("sonde_config_last_reload_successful") == 0)
        // The log has a thread of its own.
        try eventually("a line in the log") {
            sonde.process.standardError.contains("the last one stays in force")
        }
        let before = try runs(sonde, "a") ?? 0
        try waitForRuns(sonde, "a", before + 2)
        try write(["a"])
        #expect(try sonde.client.post("/-/reload").status == 200)
        #expect(try sonde.metric("sonde_config_last_reload_successful") == 1)
    }

    @Test func `SIGHUP has the file read again`() throws {
        let sonde = try start(["a"])
        try write(["b"])
        sonde.process.send(signal: SIGHUP)
        try waitForRuns(sonde, "b", 1)
        #expect(try runs(sonde, "a") == nil)
    }

    @Test func `a change of the file is noticed where that is asked for`() throws {
        let sonde = try start(["a"], "--watch-config")
        try waitForRuns(sonde, "a", 1)
        try write(["a", "new"])
        try waitForRuns(sonde, "new", 1)
    }

    @Test func `a change that comes before the first look at the file is noticed`() throws {
        let gate = folder.path("gate")
        // Stands before the C library, and has the program wait before it looks at anything.
        let library = try PreloadedLibrary(
            """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <signal.h>
            #include <stdlib.h>
            #include <unistd.h>

            int signalfd(int descriptor, const sigset_t *mask, int flags) {
                int (*next)(int, const sigset_t *, int) = dlsym(RTLD_NEXT, "signalfd");
                while (access(getenv("GATE"), F_OK) != 0) usleep(10000);
                return next(descriptor, mask, flags);
            }
            """, in: folder)
        let sonde = try SondeProcess(
            ["--config", try write(["a"]), "--watch-config"],
            environment: ["LD_PRELOAD": library.path, "GATE": gate])
        try write(["a", "new"])
        _ = try folder.write("gate", "")
        try waitForRuns(sonde, "new", 1)
    }

    @Test func `what only a start can change is told`() throws {
        let sonde = try start(["a"])
        _ = try folder.write("sonde.yml", "{server: {loops: 1}, reservations: {enabled: true}}")
        #expect(
            try sonde.client.post("/-/reload").text == """
                reloaded
                server: holds from the next start on
                reservations: holds from the next start on

                """)
    }

    @Test func `the bounds of objectives come with the next start, and counters stay`() throws {
        let sonde = try start(["a"])
        try waitForRuns(sonde, "a", 3)
        let configuration = try write(["a"])
        _ = try folder.write(
            "sonde.yml",
            folder.text("sonde.yml")
                + "objectives: [{name: o, probe: a, target: 99%, latency: 250ms, window: 30d}]\n")
        let before = try #require(try runs(sonde, "a"))
        for _ in 1...2 {
            #expect(
                try sonde.client.post("/-/reload").text == """
                    reloaded
                    objectives: their bounds of synthetic_request_duration hold from the next start on

                    """)
        }
        #expect(try #require(try runs(sonde, "a")) >= before)
        #expect(try !sonde.client.get("/metrics").text.contains("le=\"0.25\""))
        let next = try SondeProcess(["--config", configuration])
        let families = Set(
            try next.client.get("/metrics").text.matches(of: /(?m)^(\w+){.*le="0.25"/)
                .map { String($0.1) })
        #expect(families == ["synthetic_request_duration_bucket"])
    }

    @Test func `without a file there is nothing to read again`() throws {
        let sonde = try SondeProcess(SondeProcess.steady)
        let answer = try sonde.client.post("/-/reload")
        #expect(answer.status == 422)
        #expect(answer.text == "there is no configuration file; start with --config FILE\n")
        #expect(try sonde.client.get("/config").text == "# there is no configuration file\n")
        sonde.process.send(signal: SIGHUP)
        try eventually("a line in the log") {
            sonde.process.standardError.contains("SIGHUP")
        }
        #expect(sonde.process.isRunning)
    }

    @Test func `thousands of probes and a storm of reloads are survived`() throws {
        let names = (0..<3_000).map { "p\($0)" }
        let sonde = try SondeProcess(["--config", try write(names, interval: "1h")])
        try write(names.dropLast() + ["last"], interval: "1h")
        let connections = try (0..<20).map { _ in
            let connection = try RawConnection(port: sonde.port)
            #expect(
                connection.send(
                    "POST /-/reload HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"))
            return connection
        }
        for connection in connections {
            let answer = String(decoding: connection.receiveAll() ?? [], as: UTF8.self)
            #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer.prefix(200))")
        }
        let metrics = try sonde.client.get("/metrics").text
        let intervals = Set(
            metrics.matches(of: #/\nsynthetic_interval_seconds{probe="([a-z0-9]+)"}/#).map(\.1))
        #expect(intervals.count == 3_000)
        #expect(intervals.contains("last"))
        #expect(!intervals.contains("p2999"))
    }
}
