import Foundation
import TestSupport
import Testing

/// `--web.config.file`, as operators of Prometheus' exporters know it.
@Suite struct WebConfigurationTests {
    private let authority: CertificateAuthority
    private let folder = try! TemporaryFolder()

    /// "secret" at the least cost.
    private static let hash = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW"

    init() throws {
        authority = try CertificateAuthority()
    }

    /// Writes the file, with the certificate beside it.
    private func file(_ text: String, certificate name: String = "server") throws -> String {
        let own = try authority.issue(name, for: .server)
        try replace("server.crt", with: own.certificate)
        try replace("server.key", with: own.key)
        return try folder.write("web.yml", text)
    }

    private func replace(_ name: String, with path: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        try data.write(to: URL(fileURLWithPath: folder.path(name)), options: .atomic)
    }

    private static let tls = """
        tls_server_config:
          cert_file: server.crt
          key_file: server.key

        """
    private static let users = """
        basic_auth_users:
          alice: \(hash)

        """

    private func serve(_ path: String, _ arguments: String...) throws -> SondeProcess {
        try SondeProcess(["--web.config.file", path, "--no-probes"] + arguments)
    }

    /// The status that `curl` got for a path; 0 if it got none.
    private func curl(_ sonde: SondeProcess, _ path: String, _ arguments: String...) throws -> Int {
        let process = try ChildProcess(
            try Programs.installed("curl"),
            [
                "--silent", "--ipv4", "--cacert", authority.identity.certificate,
                "--output", "/dev/null",
                "--write-out", "%{http_code}",
            ] + arguments + ["https://localhost:\(sonde.port)\(path)"])
        try process.waitForExit()
        return Int(process.standardOutput) ?? 0
    }

    @Test func `TLS and passwords hold for every path`() throws {
        let sonde = try serve(try file(Self.tls + Self.users))
        for path in ["/metrics", "/", "/api/v1/fault", "/-/healthy", "/-/ready", "/nothing"] {
            #expect(try curl(sonde, path) == 401)
            #expect(try curl(sonde, path, "--user", "alice:wrong") == 401)
        }
        #expect(try curl(sonde, "/metrics", "--user", "alice:secret") == 200)
        #expect(try curl(sonde, "/api/v1/fault", "--user", "alice:secret") == 200)
    }

    @Test func `health may be asked without a password if a flag says so`() throws {
        let sonde = try serve(
            try file(Self.tls + Self.users), "--web.health-without-authentication")
        #expect(try curl(sonde, "/-/healthy") == 200)
        #expect(try curl(sonde, "/-/ready") == 200)
        #expect(try curl(sonde, "/metrics") == 401)
    }

    @Test func `the commands that ask the server find it by the same file`() throws {
        let path = try file(Self.tls + Self.users)
        let token = "operators-token"
        let sonde = try SondeProcess(
            [
                "--web.config.file", path, "--no-probes", "--web.health-without-authentication",
            ], environment: ["SONDE_FAULT_TOKEN": token])
        let environment = [
            "SONDE_LISTEN": "127.0.0.1:\(sonde.port)", "SONDE_WEB_CONFIG_FILE": path,
            "SONDE_FAULT_TOKEN": token,
        ]
        let health = try SondeProcess.answer(["healthcheck"], environment)
        #expect(health.status == 0)
        #expect(health.output == "ready\n")
        let fault = try SondeProcess.answer(["fault", "normal"], environment)
        #expect(fault.status == 0)

        // Whoever else answers there is not taken for it.
        let stranger = try authority.issue("stranger", for: .server)
        let other = try folder.write(
            "other.yml",
            "tls_server_config: {cert_file: '\(stranger.certificate)', key_file: '\(stranger.key)'}"
        )
        let mistaken = try SondeProcess.answer(
            ["healthcheck", "--web.config.file", other],
            ["SONDE_LISTEN": "127.0.0.1:\(sonde.port)"])
        #expect(mistaken.status == 1)
        #expect(mistaken.errors.contains("SSL certificate problem"))
    }

    @Test func `the commands show a certificate to a server that demands one`() throws {
        let path = try file(
            Self.tls + "  client_auth_type: RequireAndVerifyClientCert\n"
                + "  client_ca_file: \(authority.identity.certificate)\n")
        // A chain: whoever has a certificate of the same authority is not the server for that.
        let chain = try folder.text("server.crt") + authority.folder.text("ca.crt")
        _ = try folder.write("server.crt", chain)
        let sonde = try serve(path)
        let environment = [
            "SONDE_LISTEN": "127.0.0.1:\(sonde.port)", "SONDE_WEB_CONFIG_FILE": path,
        ]
        let without = try SondeProcess.start(["healthcheck"], environment)
        #expect(try without.waitForExit() == 2)
        #expect(
            without.standardError
                == "sonde: --cert: the server demands a certificate; name one and its key by --cert "
                + "and --key\n")
        let known = try authority.issue("known", for: .client)
        let shown = ["--cert", known.certificate, "--key", known.key]
        let health = try SondeProcess.answer(["healthcheck"] + shown, environment)
        #expect(health.status == 0, "\(health.errors)")
        let fault = try SondeProcess.answer(["fault", "normal"] + shown, environment)
        #expect(fault.status == 0, "\(fault.errors)")

        let sibling = try authority.issue("sibling", for: .server)
        let siblingChain =
            try authority.folder.text("sibling.crt") + authority.folder.text("ca.crt")
        let other = try folder.write(
            "other.yml",
            "tls_server_config: {cert_file: sibling.crt, key_file: '\(sibling.key)'}")
        _ = try folder.write("sibling.crt", siblingChain)
        let mistaken = try SondeProcess.start(
            ["healthcheck", "--web.config.file", other] + shown,
            ["SONDE_LISTEN": "127.0.0.1:\(sonde.port)"])
        #expect(try mistaken.waitForExit() == 1)
    }

    @Test func `a healthcheck that needs a password says how to go without`() throws {
        let path = try file(Self.users)
        let sonde = try serve(path)
        let health = try SondeProcess.answer(["healthcheck", "--url", sonde.url])
        #expect(health.status == 1)
        #expect(
            health.errors
                == "sonde: serve with --web.health-without-authentication to let this ask\n")
    }

    @Test func `the built-in probe does not ask a server that has a password`() throws {
        let process = try SondeProcess.start(
            ["serve", "--listen", "127.0.0.1:0", "--web.config.file", try file(Self.users)])
        #expect(try process.waitForExit() == 2)
        #expect(
            process.standardError == """
                sonde: --web.config.file: the built-in probe would ask this server, which has TLS \
                or passwords now; name the service with RESERVATIONS_SERVICE_URL, or add \
                --no-probes

                """)
    }

    @Test func `a changed certificate is shown, and a broken file changes nothing`() throws {
        let path = try file(Self.tls)
        let sonde = try serve(path)
        #expect(try subject(sonde) == "CN = server")
        let renewed = try authority.issue("renewed", for: .server)
        try replace("server.crt", with: renewed.certificate)
        try replace("server.key", with: renewed.key)
        try eventually("the new certificate") { try subject(sonde) == "CN = renewed" }

        _ = try folder.write("web.yml", Self.tls + "rate: 1\n")
        let good = "sonde_web_config_last_reload_successful"
        try eventually("the broken file to be noticed") {
            try metrics(sonde).contains("\(good) 0\n")
        }
        #expect(try subject(sonde) == "CN = renewed")
        let complaint = "\(path):4:1: rate: is not a known key"
        // The log has a thread of its own.
        try eventually("a line in the log") { sonde.process.standardError.contains(complaint) }

        _ = try folder.write("web.yml", Self.tls + "basic_auth_users: {alice: \(Self.hash)}\n")
        try eventually("the mended file") { try curl(sonde, "/metrics") == 401 }
        #expect(try curl(sonde, "/metrics", "--user", "alice:secret") == 200)
        // It was looked at again and again, and told once.
        #expect(sonde.process.standardError.components(separatedBy: complaint).count == 2)
    }

    private func subject(_ sonde: SondeProcess) throws -> String? {
        let process = try ChildProcess(
            "/bin/sh",
            ["-c", "openssl s_client -connect 127.0.0.1:\(sonde.port) </dev/null 2>/dev/null"])
        try process.waitForExit()
        return process.standardOutput.split(separator: "\n")
            .first { $0.hasPrefix("subject=") }.map { String($0.dropFirst("subject=".count)) }
    }

    private func metrics(_ sonde: SondeProcess) throws -> String {
        let process = try ChildProcess(
            try Programs.installed("curl"),
            [
                "--silent", "--ipv4", "--cacert", authority.identity.certificate,
                "https://localhost:\(sonde.port)/metrics",
            ])
        try process.waitForExit()
        return process.standardOutput
    }

    @Test func `a folder that is replaced as a whole is noticed, as Kubernetes does it`() throws {
        let files = FileManager.default
        for name in ["first", "second"] {
            let identity = try authority.issue(name, for: .server)
            try files.createDirectory(
                atPath: folder.path(name), withIntermediateDirectories: false)
            for (path, kind) in [(identity.certificate, "crt"), (identity.key, "key")] {
                try files.copyItem(atPath: path, toPath: folder.path("\(name)/tls.\(kind)"))
            }
        }
        try files.createSymbolicLink(
            atPath: folder.path("secret"), withDestinationPath: "first")
        let path = try folder.write(
            "web.yml",
            "tls_server_config: {cert_file: secret/tls.crt, key_file: secret/tls.key}\n")
        let sonde = try serve(path)
        #expect(try subject(sonde) == "CN = first")
        try files.createSymbolicLink(atPath: folder.path("new"), withDestinationPath: "second")
        #expect(rename(folder.path("new"), folder.path("secret")) == 0)
        try eventually("the other certificate") { try subject(sonde) == "CN = second" }
    }

    @Test func `a file that is emptied takes no password away`() throws {
        let path = try file(Self.users)
        let sonde = try serve(path)
        #expect(try sonde.client.get("/metrics").status == 401)
        _ = try folder.write("web.yml", "")
        let complaint = "it would switch passwords off; to have that, restart the server"
        try eventually("the empty file to be noticed") {
            sonde.process.standardError.contains(complaint)
        }
        #expect(try sonde.client.get("/metrics").status == 401)
        let right = ["Authorization": "Basic " + Data("alice:secret".utf8).base64EncodedString()]
        let text = try sonde.client.get("/metrics", headers: right).text
        #expect(text.contains("\nsonde_web_config_last_reload_successful 0\n"))
    }

    @Test func `keys with nothing behind them are as if they did not stand`() throws {
        let sonde = try serve(
            try file(
                """
                tls_server_config:
                http_server_config:
                  http2:
                  headers:
                    X-Frame-Options: ""
                    X-XSS-Protection:
                basic_auth_users:
                rate_limit:
                  interval: 0
                  burst:

                """))
        let answer = try sonde.client.get("/-/ready")
        #expect(answer.status == 200)
        #expect(answer.headers["x-frame-options"] == nil)
        #expect(answer.headers["x-xss-protection"] == nil)

        let other = try serve(
            try file(
                Self.tls + """
                      client_auth_type: ""
                      client_ca_file:
                      client_allowed_sans:
                      min_version:
                      cipher_suites: []
                      curve_preferences:

                    """))
        #expect(try curl(other, "/-/ready") == 200)
    }

    @Test func `requests past a rate get 429`() throws {
        let sonde = try serve(try file("rate_limit: {interval: 1h, burst: 2}\n"))
        let statuses = try (0..<3).map { _ in try sonde.client.get("/-/ready").status }
        #expect(statuses == [200, 200, 429])
    }

    @Test func `headers are added to each answer`() throws {
        let sonde = try serve(
            try file(
                """
                http_server_config:
                  http2: false
                  headers:
                    X-Frame-Options: deny
                    Strict-Transport-Security: max-age=1
                    Content-Security-Policy: ""

                """))
        let headers = try sonde.client.get("/nothing").headers
        #expect(headers["x-frame-options"] == "deny")
        #expect(headers["strict-transport-security"] == "max-age=1")
        #expect(headers["content-security-policy"] == nil)
    }

    @Test func `a flood of wrong passwords stops neither scrapes nor the right one`() throws {
        // At a cost of which one check takes tens of milliseconds.
        let slow = "$2b$10$abcdefghijklmnopqrstuuNrWoAnBFeBWdUCMTqBvTHQ0O3Zg9z9W"
        let path = try file(Self.users + "  mallory: \(slow)\n")
        let sonde = try serve(path)
        let right = ["Authorization": "Basic " + Data("alice:secret".utf8).base64EncodedString()]
        #expect(try sonde.client.get("/metrics", headers: right).status == 200)
        let connections = try (0..<200).map { number in
            let connection = try RawConnection(port: sonde.port)
            let pair = Data("mallory:\(number)".utf8).base64EncodedString()
            connection.send(
                "GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Basic \(pair)\r\n\r\n")
            return connection
        }
        for _ in 0..<20 {
            #expect(try sonde.client.get("/metrics", headers: right).status == 200)
        }
        // The last of the flood may not have been looked at yet.
        try eventually("a password that is not checked") {
            let text = try sonde.client.get("/metrics", headers: right).text
            let refused = try #require(
                text.firstMatch(of: /limit_reached_total\{limit="password_checks"\} ([0-9]+)/))
            return try #require(Int(refused.1)) > 0
        }
        for connection in connections { connection.close() }
    }

    @Test func `Prometheus scrapes with a certificate and a password`() throws {
        let client = try authority.issue("prometheus", for: .client)
        let text =
            Self.tls + """
                  client_auth_type: RequireAndVerifyClientCert
                  client_ca_file: \(authority.identity.certificate)
                  client_allowed_sans: [localhost]

                """ + Self.users
        let sonde = try serve(try file(text))
        let configuration =
            """
            global: {scrape_interval: 2s, scrape_timeout: 2s}
            scrape_configs:
              - job_name: sonde
                scheme: https
                static_configs: [{targets: ["127.0.0.1:\(sonde.port)"]}]
                basic_auth: {username: alice, password: secret}
                tls_config:
                  ca_file: \(authority.identity.certificate)
                  cert_file: \(client.certificate)
                  key_file: \(client.key)
            """
        let prometheus = try PrometheusProcess { _ in configuration }
        try eventually("a scrape") {
            try prometheus.query(#"up{job="sonde"} == 1"#).count == 1
        }
    }

    // MARK: What is wrong with a file

    @Test func `every problem of a file is told with its place, and no secret`() throws {
        let own = try authority.issue("server", for: .server)
        try replace("server.crt", with: own.certificate)
        let path = try folder.write(
            "web.yml",
            """
            tls_server_config:
              cert_file: server.crt
              key_file: missing.key
              client_auth_type: RequireAndVerify
              min_version: TLS10
              max_version: SSL3
              cipher_suites: [TLS_RSA_WITH_RC4_128_SHA]
              curve_preferences: [P224]
              prefer_server_cipher_suites: "yes"
              certfile: x
            http_server_config:
              headers:
                X-Powered-By: us
            basic_auth_users:
              alice: hunter2
            rate_limit: {interval: 1s}

            """)
        let process = try SondeProcess.start(["serve", "--web.config.file", path])
        #expect(try process.waitForExit() == 2)
        let lines = process.standardError.replacing(path, with: "web.yml")
            .replacing(folder.url.path, with: "").split(separator: "\n").map(String.init)
        #expect(!process.standardError.contains("hunter2"))
        #expect(lines.sorted() == Self.problems.sorted())
    }

    @Test(arguments: [
        (
            "tls_server_config: {client_allowed_sans: []}",
            "1:42: tls_server_config.client_allowed_sans: must have at least 1 item"
        ),
        (
            "tls_server_config: {client_ca: a, client_ca_file: server.crt}",
            "1:20: tls_server_config: has client_ca and client_ca_file, of which only one can be; "
                + "remove one"
        ),
        (
            "basic_auth_users: {'a:b': \(hash)}",
            "1:20: basic_auth_users.a:b: a user's name must not be empty, and holds no colon or "
                + "control character"
        ),
        (
            "http_server_config: {headers: {X-Frame-Options: never}}",
            "1:49: http_server_config.headers.X-Frame-Options: must be deny or sameorigin"
        ),
        (
            "tls_server_config: {}",
            "1:20: tls_server_config: needs the key 'cert_file' or 'cert'"
        ),
        (
            "tls_server_config: {cert: a, cert_file: server.crt, key_file: server.key}",
            "1:20: tls_server_config: has cert and cert_file, of which only one can be; remove one"
        ),
        (
            "tls_server_config: {cert_file: server.crt, key_file: server.crt}",
            "1:20: tls_server_config: the key is no private key in PEM form without a password"
        ),
        (
            "tls_server_config: {cert_file: server.crt, key_file: server.key, client_ca_file: server.crt}",
            "1:20: tls_server_config: has a client CA that nobody is checked against; set "
                + "client_auth_type to RequireAndVerifyClientCert"
        ),
        (
            "tls_server_config: {cert_file: server.crt, key_file: server.key, client_allowed_sans: [a]}",
            "1:20: tls_server_config: has client_allowed_sans, which need client_auth_type "
                + "RequireAnyClientCert or RequireAndVerifyClientCert"
        ),
        (
            "tls_server_config: {cert_file: server.crt, key_file: server.key, min_version: TLS13, max_version: TLS12}",
            "1:20: tls_server_config: has a max_version below its min_version"
        ),
    ])
    func `what does not fit together is told`(_ text: String, _ problem: String) throws {
        let path = try file(text)
        let process = try SondeProcess.start(["serve", "--web.config.file", path])
        #expect(try process.waitForExit() == 2)
        #expect(process.standardError.contains("sonde: \(path):\(problem)"))
    }

    private static let problems = [
        "sonde: web.yml:3:13: tls_server_config.key_file: the file /missing.key cannot be read: "
            + "No such file or directory",
        "sonde: web.yml:4:21: tls_server_config.client_auth_type: must be one of NoClientCert, "
            + "RequestClientCert, RequireAnyClientCert, RequireClientCert, "
            + "VerifyClientCertIfGiven, RequireAndVerifyClientCert, got 'RequireAndVerify'",
        "sonde: web.yml:5:16: tls_server_config.min_version: must be TLS12 or TLS13; older "
            + "versions are broken and not served (RFC 8996)",
        "sonde: web.yml:6:16: tls_server_config.max_version: must be TLS12 or TLS13, got 'SSL3'",
        "sonde: web.yml:7:19: tls_server_config.cipher_suites[0]: must be a cipher suite such as "
            + "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, got 'TLS_RSA_WITH_RC4_128_SHA'",
        "sonde: web.yml:8:23: tls_server_config.curve_preferences[0]: must be one of CurveP256, "
            + "CurveP384, CurveP521, X25519, got 'P224'",
        "sonde: web.yml:9:32: tls_server_config.prefer_server_cipher_suites: must be true or "
            + "false, got 'yes'",
        "sonde: web.yml:10:3: tls_server_config.certfile: is not a known key; did you mean "
            + "'cert_file'?",
        "sonde: web.yml:13:5: http_server_config.headers.X-Powered-By: is no field that can be "
            + "added; those are Content-Security-Policy, X-Frame-Options, X-Content-Type-Options, "
            + "X-XSS-Protection, Strict-Transport-Security",
        "sonde: web.yml:15:10: basic_auth_users.alice: must be a bcrypt hash of a cost from 4 to "
            + "16, as `htpasswd -nBC 10 NAME` makes it",
        "sonde: web.yml:16:13: rate_limit: has an interval, and no burst above 0: it lets nobody "
            + "in",
    ]
}
