import Base
import Foundation
import HTTPServing
import HTTPWire
import Metrics
import Synchronization
import TestSupport
import Testing

/// The server, used by clients that others wrote.
@Suite struct RealClientTests {
    private let server: TestServer
    private let folder: TemporaryFolder

    init() throws {
        server = try TestServer()
        folder = try TemporaryFolder()
    }

    private var url: String { "http://127.0.0.1:\(server.port)" }

    /// Runs a program to its end and returns what it printed.
    private func output(
        _ program: String, _ arguments: [String], environment: [String: String]? = nil
    ) throws -> String {
        let child = try ChildProcess(
            program, arguments, environment: environment, folder: folder.url.path)
        let status = try child.waitForExit()
        try #require(status == 0, "\(program): \(child.standardError)\(child.standardOutput)")
        return child.standardOutput.replacing("\r\n", with: "\n")
            .replacing(/Date: .+\n/, with: "Date: DATE\n")
    }

    private func curl(_ arguments: String...) throws -> String {
        try output(Programs.installed("curl"), ["--silent", "--show-error"] + arguments)
    }

    /// A file of a million bytes, and its path.
    private func upload() throws -> (text: String, path: String) {
        let text = String(repeating: "0123456789", count: 100_000)
        return (text, try folder.write("upload", text))
    }

    @Test func `curl keeps its connection`() throws {
        let answers = try curl(
            "\(url)/hello", "\(url)/later", "\(url)/nowhere", "\(url)/hello", "--write-out",
            "%{http_code} %{num_connects}\n")
        #expect(
            answers == """
                hello
                200 1
                later
                200 0
                nothing is served at this path; see /
                404 0
                hello
                200 0

                """)
        #expect(server.metrics("sonde_http_accepted_total") == ["sonde_http_accepted_total 1"])
    }

    @Test func `curl with HTTP 1.0, and with HEAD`() throws {
        let head = """
            HTTP/1.1 200 OK
            Date: DATE
            Content-Type: text/plain; charset=utf-8
            Content-Length: 6

            """
        #expect(
            try curl("--http1.0", "--include", "\(url)/hello")
                == head + "Connection: close\n\nhello\n")
        #expect(try curl("--head", "\(url)/hello") == head + "\n")
    }

    @Test func `curl uploads in chunks`() throws {
        let (text, path) = try upload()
        #expect(
            try curl(
                "--header", "Transfer-Encoding: chunked", "--header", "Expect:", "--data-binary",
                "@\(path)", "\(url)/echo") == text)
    }

    @Test func `curl waits to be told to go on, and to be refused`() throws {
        let (text, path) = try upload()
        let echo = try curl(
            "--header", "Expect: 100-continue", "--expect100-timeout", "60", "--include",
            "--data-binary", "@\(path)", "\(url)/echo")
        #expect(
            echo == """
                HTTP/1.1 100 Continue

                HTTP/1.1 200 OK
                Date: DATE
                Content-Length: 1000000

                \(text)
                """)
        let large = try folder.write("large", text + text)
        let refusal = try curl(
            "--header", "Expect: 100-continue", "--expect100-timeout", "60", "--data-binary",
            "@\(large)", "--write-out", "%{http_code} %{size_upload}", "\(url)/echo")
        #expect(refusal == "the body has more than 1048576 bytes\n413 0")
    }

    @Test func `curl takes gzip`() throws {
        let written = try curl(
            "--compressed", "--output", folder.path("large"), "--write-out",
            "%{http_code} %header{content-encoding} %header{vary}", "\(url)/large")
        #expect(written == "200 gzip Accept-Encoding")
        #expect(try folder.text("large") == String(repeating: "0123456789abcdef", count: 1 << 18))
    }

    @Test func `curl asks about the server, and through a proxy`() throws {
        #expect(
            try curl("--request", "OPTIONS", "--request-target", "*", "--include", url) == """
                HTTP/1.1 204 No Content
                Date: DATE
                Content-Type: text/plain; charset=utf-8
                Allow: GET, HEAD, OPTIONS, POST


                """)
        #expect(try curl("--proxy", url, "http://shop.example/hello?a=b") == "hello\n")
    }

    @Test func `Python's http client keeps its connection`() throws {
        let script = Checkout.folder.appendingPathComponent("Tests/RealClients/client.py").path
        let text = try output(Programs.installed("python3"), [script, "\(server.port)"])
        #expect(
            text == """
                GET /hello 200 6 b'hello\\n'
                HEAD /hello 200 6 b''
                GET /large 200 4194304 b'0123456789abcdef0123'
                POST /echo 200 13 b'with a length'
                POST /echo 200 13 b'in two chunks'
                POST /echo 200 1000000 b'xxxxxxxxxxxxxxxxxxxx'
                DELETE /nowhere 404 38 b'nothing is served at'
                PATCH /hello 405 42 b'this path answers GE'
                BREW /hello 501 33 b'no path here answers'
                OPTIONS * 204 None b''
                GET http://127.0.0.1/hello 200 6 b'hello\\n'
                one connection: True
                GET /hello 200 6 b'hello\\n'
                closed: True

                """)
        #expect(server.metrics("sonde_http_accepted_total") == ["sonde_http_accepted_total 1"])
    }

    @Test func `Go's net http keeps its connections`() throws {
        let source = Checkout.folder.appendingPathComponent("Tests/RealClients/main.go").path
        let client = folder.path("client")
        let environment = [
            "PATH": "/usr/bin:/bin", "HOME": folder.url.path, "GO111MODULE": "off",
            "GOCACHE": folder.path("cache"),
        ]
        _ = try output(
            Programs.installed("go"), ["build", "-o", client, source], environment: environment)
        let text = try output(client, [url])
        let rest = "continue false, gzip false"
        #expect(
            text == """
                GET /hello: 200, length 6, read 6, continue false, gzip false
                GET /hello: 200, length 6, read 6, \(rest)
                HEAD /hello: 200, length 6, read 0, \(rest)
                GET /large: 200, length -1, read 4194304, continue false, gzip true
                POST /echo: 200, length 5, read 5, \(rest)
                POST /echo: 200, length 5, read 5, \(rest)
                POST /echo: 200, length 1000000, read 1000000, continue true, gzip false
                DELETE /nowhere: 404, length 38, read 38, \(rest)
                OPTIONS /echo: 204, length 0, read 0, \(rest)
                GET /later: 200, length 6, read 6, \(rest)
                400 more from eight at once

                """)
        // One for each of the eight, the first of which had been there. Go itself gives up one whose
        // writer does not come on for 50 ms (`maxWriteWaitBeforeConnReuse` of net/http), as may
        // happen to a few of the 410 requests where there is much to do.
        let count = try Self.acceptedCount(server)
        #expect((1...40).contains(count), "\(count) connections")
    }

    /// How many connections a server has accepted.
    private static func acceptedCount(_ server: TestServer) throws -> Int {
        let line = try #require(server.metrics("sonde_http_accepted_total ").first)
        return try #require(line.split(separator: " ").last.flatMap { Int($0) })
    }

    @Test func `Prometheus scrapes with gzip over one connection`() throws {
        let registry = MetricRegistry()
        let family = registry.gauge("temperature_celsius", help: "T.", labels: ["place"])
        for place in 0..<500 { family.labels("\(place)").set(Double(place)) }
        let accepted = Mutex<Set<String?>>([])
        let scraped = try TestServer(routes: { _ in
            let metrics = Route.metrics(registry)
            return [
                Route(.get, "/metrics", "500 temperatures") { exchange in
                    let encoding = exchange.request.head.headers["accept-encoding"]
                    accepted.withLock { _ = $0.insert(encoding) }
                    metrics.handler(exchange)
                }
            ]
        })
        let prometheus = try PrometheusScraper(scraping: scraped.port)
        // Prometheus itself ends a connection on which a scrape takes longer than a second; so it may
        // need another one, for as many scrapes again.
        try eventually("three scrapes over each connection") {
            let connectionCount = try Self.acceptedCount(scraped)
            guard let scrapeCount = try prometheus.value(of: "sum_over_time(up[10m])") else {
                return false
            }
            return scrapeCount >= Double(3 * connectionCount)
        }
        try prometheus.waitForValue(of: "scrape_samples_scraped", 500)
        try prometheus.waitForValue(of: "sum(temperature_celsius)", 499 * 500 / 2)
        var protobuf = ByteWriter()
        registry.write(.protobuf, into: &protobuf)
        try prometheus.waitForValue(of: "scrape_body_size_bytes", Double(protobuf.count))
        #expect(accepted.withLock { $0 } == ["gzip"])
    }
}
