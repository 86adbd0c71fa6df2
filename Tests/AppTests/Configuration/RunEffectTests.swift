import App
import Base
import Documents
import Foundation
import Monitoring
import Reporting
import TestSupport
import Testing

/// Keys of the configuration change what a run does, and not only what was read.
@Suite final class RunEffectTests {
    private let folder: TemporaryFolder
    private let server: ScriptedServer
    private let silent = ScriptedServer([.hang])
    private let names = NameServer(["shop.example": .addresses(["127.0.0.1"])])
    private let others = NameServer([:])

    /// The servers by HTTPS, made for the cases that need them.
    private var authority: CertificateAuthority?
    private var secureServers: [String: TLSServer] = [:]

    init() throws {
        folder = try TemporaryFolder()
        _ = try folder.write("body", "from a file")
        // Two answers a connection tell whether it is used again.
        server = ScriptedServer((1...2).map { number in .answer { Self.answer($0, number) } })
    }

    deinit {
        for server in [server, silent] { server.stop() }
        for server in [names, others] { server.stop() }
    }

    private static func answer(_ request: String, _ number: Int) -> String {
        let path = request.split(separator: " ")[1]
        var status = "200 OK"
        var fields = "X-Nth: \(number)\r\n"
        var content = "hello"
        if path == "/json" {
            fields += "X-A: alpha\r\nSet-Cookie: sid=s1\r\n"
            content = #"{"state": "open", "n": 3}"#
        } else if path == "/redirect" {
            status = "302 Found"
            fields += "Location: /json\r\n"
        } else if path.hasPrefix("/token") {
            content = #"{"access_token": "tok", "token_type": "bearer"}"#
        } else if path.hasPrefix("/status/") {
            status = "\(path.suffix(3)) X"
        }
        return
            "HTTP/1.1 \(status)\r\n\(fields)Content-Length: \(content.utf8.count)\r\n\r\n\(content)"
    }

    /// The port of a server by HTTPS: one of TLS 1.2, or one that wants a certificate as well.
    private func securePort(_ kind: String) throws -> UInt16 {
        if let server = secureServers[kind] { return server.port }
        let authority = try authority ?? CertificateAuthority()
        self.authority = authority
        let own = try authority.issue("own", for: .server)
        let client = try authority.issue("client", for: .client)
        for (name, path) in [
            ("ca.crt", authority.identity.certificate), ("client.crt", client.certificate),
            ("client.key", client.key),
        ] where !FileManager.default.fileExists(atPath: folder.path(name)) {
            try FileManager.default.copyItem(atPath: path, toPath: folder.path(name))
        }
        let wish = [
            "-Verify", "1", "-verify_return_error", "-CAfile", authority.identity.certificate,
        ]
        let server = try TLSServer(own, ["-tls1_2"] + (kind == "STRICT" ? wish : []))
        secureServers[kind] = server
        return server.port
    }

    /// The document of a case with the addresses of this test's servers.
    private func text(_ example: RunCase, _ setting: String) throws -> String {
        var text = example.document.replacing("@", with: setting)
        for kind in ["STRICT", "TLS"] where text.contains("\(kind)/") {
            text = text.replacing("\(kind)/", with: "https://localhost:\(try securePort(kind))/")
        }
        let places = [
            "FOLDER": folder.url.path, "<URL>": "http://127.0.0.1:\(server.port)",
            "LOCAL": "http://localhost:\(server.port)",
            "NAMED": "http://shop.example:\(server.port)",
            "HANG": "http://127.0.0.1:\(silent.port)", "NAMES": "'\(names.address)'",
            "OTHERS": "'\(others.address)'",
        ]
        for (place, value) in places.sorted(by: { $0.key.count > $1.key.count }) {
            text = text.replacing(place, with: value)
        }
        return text
    }

    /// What can be seen of one run: the requests, and what is told of it, but for times and traces.
    private func run(_ text: String) throws -> String {
        let configuration = try ConfigurationFile(
            path: folder.path("sonde.yml"), environment: [:]
        ).load(text: text).configuration
        let target = text.contains("x-target") ? silent.url() : server.url()
        let probe = try #require(
            configuration.probes.first ?? configuration.modules["m"]?.probe(url: target))
        let requestCount = server.requests.count
        let report = try HandRun(probe).report(.json, style: .plain).text
        let document = try JSONSerialization.jsonObject(with: Data(report.utf8))
        let told = try JSONSerialization.data(
            withJSONObject: Self.withoutTimes(document), options: [.sortedKeys, .prettyPrinted])
        let requests = server.requests[requestCount...].map { request in
            let request = request.replacing(/traceparent: .*\r\n/, with: "")
            // What separates the parts of a form is drawn anew each time.
            guard let boundary = request.firstMatch(of: /boundary=(.+)\r\n/) else { return request }
            return request.replacing(boundary.1, with: "boundary")
        }
        return requests.joined(separator: "\n") + String(decoding: told, as: UTF8.self)
    }

    private static func withoutTimes(_ value: Any) -> Any {
        if let list = value as? [Any] { return list.map(withoutTimes) }
        guard var object = value as? [String: Any] else { return value }
        if let failure = object["failure"] as? [String: String], failure["reason"] == "timeout" {
            // How far a run got by its deadline is up to the machine.
            let limit = failure["detail"]?.firstMatch(of: /timeout of \w+/)?.0 ?? "no limit"
            object["failure"] = String(limit)
            object["address"] = nil
        }
        let volatile = ["started", "phases", "body_byte_count", "trace_id"]
        return object.filter { !volatile.contains($0.key) && !$0.key.hasSuffix("_seconds") }
            .mapValues(withoutTimes)
    }

    @Test(arguments: RunCase.all)
    func `a key changes what a run does`(example: RunCase) throws {
        let with = try run(try text(example, example.setting))
        let without = try run(try text(example, example.otherwise))
        #expect(with != without)
        // What differs is no accident.
        #expect(try run(try text(example, example.otherwise)) == without)
    }

    @Test(arguments: Monitoring.Expectation.LatencyPart.allCases)
    func `each key of latency is of the phase that it names`(
        part: Monitoring.Expectation.LatencyPart
    ) throws {
        let text =
            "probes: [{name: a, http: {url: 'http://a/'}, expect: {latency: {\(part): 7ms}}}]"
        let probe = try ConfigurationFile(path: "sonde.yml", environment: [:]).load(text: text)
            .configuration.probes.first
        #expect(
            probe?.steps[0].expectations
                == [.status(.successful), .latency(part, max: .milliseconds(7))])
    }

    /// Keys that no single run shows, by the tests that show what they do.
    private static let elsewhere = [
        "ConfigurationEffectTests": [
            "sonde.server", "server.*", "sonde.reservations", "reservations.*", "sonde.schedule",
            "schedule.*", "probe.interval", "probe.active", "probe.maintenance",
            "probe.labels", "defaults.interval", "defaults.active",
            "defaults.maintenance", "defaults.labels", "window.*",
        ],
        "FixedRateScheduleTests": ["probe.jitter", "defaults.jitter"],
        "RunEffectTests": ["latency.*"],
        "DocumentLoaderTests": ["sonde.include"],
        "ConfigurationTests": [
            "sonde.notify", "probe.tcp", "probe.dns", "probe.icmp", "tcp.*", "dns.*", "icmp.*",
        ],
    ]

    /// The keys at the top that say what is probed, and how it is served.
    private static let parts: Set = [
        "include", "server", "reservations", "schedule", "defaults", "network", "probes", "modules",
        "notify",
    ]

    /// The names of the keys of `parts`, with their sections'.
    private static let keys: [String] = {
        var names: [String] = []
        var seen: Set<String> = []
        func visit(_ schema: Schema) {
            switch schema {
            case .anything, .text, .boolean, .integer, .number, .choice: break
            case .list(let inner, _), .map(_, let inner), .secret(let inner): visit(inner)
            case .either(let schemas): for inner in schemas { visit(inner) }
            case .section(let section):
                guard seen.insert(section.name).inserted else { return }
                for key in section.keys {
                    names.append("\(section.name).\(key.name)")
                    visit(key.schema)
                }
            }
        }
        for key in ConfigurationSchema.sections[0].keys where parts.contains(key.name) {
            names.append("sonde.\(key.name)")
            visit(key.schema)
        }
        return names
    }()

    @Test func `of every key of probing it is known where its effect is seen`() throws {
        let seen = Set(RunCase.all.map(\.key))
        let known = Self.elsewhere.values.flatMap(\.self)
        let unknown = Self.keys.filter { name in
            let parts = name.split(separator: ".").map(String.init)
            // Modules have the same keys as requests of probes, and not only ones of the same name.
            let isShared = parts[0] == "moduleHTTP" && seen.contains("http.\(parts[1])")
            return !seen.contains(name) && !isShared && !known.contains(name)
                && !known.contains("\(parts[0]).*")
        }
        #expect(Self.keys.count > 150)
        #expect(unknown == [])
        let suites = try FileManager.default.subpathsOfDirectory(
            atPath: Checkout.folder.appendingPathComponent("Tests").path)
        for suite in Self.elsewhere.keys {
            #expect(suites.contains { $0.hasSuffix("/\(suite).swift") }, "\(suite)")
        }
    }
}
