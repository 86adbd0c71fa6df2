import Foundation
import TestSupport
import Testing

/// `sonde check`, `sonde schema`, and what the other commands do with a configuration file.
@Suite struct ConfigurationCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func run(
        _ arguments: [String], _ environment: [String: String] = [:]
    ) throws -> (status: Int32, output: String, errors: String) {
        let command = try SondeProcess.start(arguments, environment)
        let status = try command.waitForExit()
        return (status, command.standardOutput, command.standardError)
    }

    @Test func `check tells every problem of every file`() throws {
        let good = try folder.write("good.yml", "probes: [{name: a, http: {url: http://a/}}]")
        let bad = try folder.write("bad.yml", "probs: []\nserver: {loops: 0}\n")
        let result = try run(["check", good, bad])
        #expect(result.status == 1)
        #expect(
            result.output == """
                \(bad):1:1: probs: is not a known key; did you mean 'probes'?
                \(bad):2:17: server.loops: must be a whole number from 1 to 64, got '0'
                2 files, 2 errors, 0 warnings

                """)
        #expect(try run(["check", good]).status == 0)
    }

    @Test func `check tells problems as JSON as well`() throws {
        let bad = try folder.write("bad.yml", "probs: []\n")
        #expect(
            try run(["check", "--format", "json"], ["SONDE_CONFIG": bad]).output == """
                [
                  {
                    "column" : 1,
                    "file" : "\(bad)",
                    "line" : 1,
                    "message" : "is not a known key; did you mean 'probes'?",
                    "path" : "probs",
                    "severity" : "error"
                  }
                ]

                """)
    }

    @Test func `the schema is JSON`() throws {
        let result = try run(["schema"])
        #expect(result.status == 0)
        let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
        let properties = (json as? [String: Any])?["properties"] as? [String: Any]
        #expect(properties?["probes"] != nil)
    }

    @Test func `a bad file ends serve with status 2, each problem on a line`() throws {
        let bad = try folder.write("bad.yml", "probs: []\nserver: {loops: 0}\n")
        let result = try run(["serve"], ["SONDE_CONFIG": bad])
        #expect(result.status == 2)
        #expect(
            result.errors == """
                sonde: \(bad):1:1: probs: is not a known key; did you mean 'probes'?
                sonde: \(bad):2:17: server.loops: must be a whole number from 1 to 64, got '0'

                """)
    }

    @Test func `the file says where to listen, and flags win`() throws {
        let port = try freeLoopbackPort()
        let file = try folder.write(
            "sonde.yml", "{server: {listen: '127.0.0.1:\(port)'}, reservations: {enabled: true}}")
        let command = try SondeProcess.start(["serve", "--config", file])
        try eventually("sonde to listen") { command.standardError.contains(":\(port)") }
        #expect(try HTTPClient(port: port).get("/api/v1/fault").status == 200)
        let other = try SondeProcess(["--config", file, "--no-reservations"])
        #expect(other.port != port)
        #expect(try other.client.post("/reservations").status == 404)
    }

    @Test func `one run is made of a probe of the file, and by a module`() throws {
        let sonde = try SondeProcess(["--no-probes"])
        let file = try folder.write(
            "sonde.yml",
            """
            network: {probeEndpoint: all}
            probes: [{name: ready, http: {url: "\(sonde.url)/-/ready"}}]
            modules: {missing: {expect: {status: 404}}}
            """)
        let named = try run(["probe", "ready", "--config", file])
        #expect(named.status == 0)
        #expect(named.output.hasPrefix("ready: success in "))
        let module = ["probe", "--module", "missing", "--config", file]
        #expect(try run(module + ["\(sonde.url)/nowhere"]).status == 0)
        #expect(try run(module + ["\(sonde.url)/-/ready"]).status == 1)
        let wrong = try run(["probe", "redy", "--config", file])
        #expect(wrong.status == 2)
        #expect(
            wrong.errors == "sonde: TARGET: is neither a URL nor a probe of \(file), got 'redy'; "
                + "did you mean 'ready'?\n")
        let fileless = try run(["probe", "ready"])
        #expect(fileless.status == 2)
        #expect(
            fileless.errors == "sonde: TARGET: must be a URL, for no file of probes is named; add "
                + "--config FILE, or http:// before a host, got 'ready'\n")
    }
}
