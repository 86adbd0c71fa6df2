import Foundation
import HTTPServing
import TestSupport
import Testing

@Suite struct TLSTests {
    private let authority: CertificateAuthority
    private let own: CertificateAuthority.Identity

    init() throws {
        authority = try CertificateAuthority()
        own = try authority.issue("server", for: .server)
    }

    private func settings(
        _ identity: CertificateAuthority.Identity? = nil,
        _ change: (inout TLSSettings) -> Void = { _ in }
    ) throws -> TLSSettings {
        let identity = identity ?? own
        var settings = TLSSettings(
            certificates: try bytes(identity.certificate), key: try bytes(identity.key))
        change(&settings)
        return settings
    }

    private func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    private func server(
        limits: (inout ServerLimits) -> Void = { _ in }, _ settings: TLSSettings
    ) throws -> TestServer {
        var security = ServerSecurity()
        security.tls = try TLSContext(settings)
        return try TestServer(security: security, limits: limits)
    }

    /// What `curl` got; nil if it could not.
    private func curl(_ server: TestServer, _ arguments: String..., path: String = "/hello") throws
        -> String?
    {
        let process = try ChildProcess(
            try Programs.installed("curl"),
            ["--silent", "--cacert", authority.identity.certificate]
                + arguments + ["https://localhost:\(server.port)\(path)"])
        return try process.waitForExit() == 0 ? process.standardOutput : nil
    }

    /// What `openssl s_client` says of a connection on which it sends a request.
    private func client(_ server: TestServer, _ arguments: String...) throws -> String {
        let program = try Programs.installed("openssl")
        let request = #"printf 'GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'"#
        let command =
            "\(request) | \(program) s_client -connect 127.0.0.1:\(server.port) -ign_eof "
            + "-CAfile \(authority.identity.certificate) \(arguments.joined(separator: " "))"
        let process = try ChildProcess("/bin/sh", ["-c", command])
        try process.waitForExit()
        return process.standardOutput + process.standardError
    }

    // MARK: Serving

    @Test func `curl is served, with its certificate checked`() throws {
        #expect(try curl(server(settings())) == "hello\n")
    }

    @Test func `large content goes through in both directions`() throws {
        let server = try server(settings())
        let large = try #require(try curl(server, path: "/large"))
        #expect(large == String(repeating: "0123456789abcdef", count: 1 << 18))
        let body = try authority.folder.write("body", String(repeating: "x", count: 1 << 20))
        let echo = try curl(server, "--data-binary", "@\(body)", path: "/echo")
        #expect(echo?.utf8.count == 1 << 20)
    }

    @Test func `a connection serves one request after the other, and those sent ahead`() throws {
        let server = try server(settings())
        let url = "https://localhost:\(server.port)/hello"
        #expect(try curl(server, url, url) == "hello\nhello\nhello\n")
        #expect(server.metrics("sonde_http_accepted_total ") == ["sonde_http_accepted_total 1"])
    }

    @Test func `bytes of TLS may come one by one`() throws {
        let server = try server(settings())
        let script = """
            import socket, ssl, sys
            context = ssl.create_default_context(cafile=sys.argv[1])
            incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
            tls = context.wrap_bio(incoming, outgoing, server_hostname='localhost')
            line = socket.create_connection(('127.0.0.1', int(sys.argv[2])))
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            def run(step):
                while True:
                    try: result = step()
                    except ssl.SSLWantReadError: result = None
                    for byte in outgoing.read(): line.sendall(bytes([byte]))
                    if result is not None: return result
                    incoming.write(line.recv(65536))
            run(lambda: tls.do_handshake() or True)
            run(lambda: tls.write(b'GET /hello HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n'))
            text = b''
            while not text.endswith(b'hello\\n'): text += run(lambda: tls.read(65536))
            print(text.split(b'\\r\\n')[0].decode())
            """
        let process = try ChildProcess(
            try Programs.installed("python3"),
            ["-c", script, authority.identity.certificate, "\(server.port)"])
        #expect(try process.waitForExit() == 0, "\(process.standardError)")
        #expect(process.standardOutput == "HTTP/1.1 200 OK\n")
    }

    @Test func `a client without TLS is told so`() throws {
        let server = try server(settings())
        let connection = try RawConnection(port: server.port)
        connection.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
        let answer = try HTTPClient.parse(try #require(connection.receiveAll()))
        #expect(answer.status == 400)
        #expect(answer.text == "this port speaks HTTPS only\n")
        let failures = "sonde_http_tls_handshake_failures_total"
        #expect(server.metrics(failures + " ") == [failures + " 1"])
    }

    @Test func `a client that stops in the handshake is cut off, and others are served`() throws {
        let server = try server(
            limits: { limits in
                limits.handshakeTimeout = .milliseconds(50)
                limits.sweepInterval = .milliseconds(10)
            }, settings())
        let connection = try RawConnection(port: server.port)
        // The head of a record of 512 bytes, and the first byte of a ClientHello.
        connection.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])
        #expect(connection.receive()?.isEmpty ?? true)
        let limit = #"sonde_http_limit_reached_total{limit="handshake_time"}"#
        #expect(server.metrics(limit) == [limit + " 1"])
    }

    @Test func `noise is no handshake`() throws {
        let server = try server(settings())
        let connection = try RawConnection(port: server.port)
        connection.send([UInt8](repeating: 0xff, count: 100))
        _ = connection.receiveAll()
        let failures = "sonde_http_tls_handshake_failures_total"
        #expect(server.metrics(failures + " ") == [failures + " 1"])
        #expect(try curl(server) == "hello\n")
    }

    @Test func `other settings hold for new connections`() throws {
        let server = try server(settings())
        #expect(try client(server).contains("subject=CN = server"))
        var security = ServerSecurity()
        let other = try authority.issue("renewed", for: .server)
        security.tls = try TLSContext(try settings(other))
        server.apply(security)
        #expect(try client(server).contains("subject=CN = renewed"))
        server.apply(ServerSecurity())
        #expect(try server.client.get("/hello").text == "hello\n")
    }

    // MARK: What is negotiated

    @Test func `versions and cipher suites are those of the settings`() throws {
        let newest = try server(settings { $0.minimumVersion = .tls13 })
        #expect(try client(newest).contains("TLSv1.3"))
        #expect(!(try client(newest, "-tls1_2").contains("200 OK")))
        let suite = try #require(
            CipherSuite.all.first { $0.name == "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256" })
        let older = try server(
            settings {
                $0.maximumVersion = .tls12
                $0.cipherSuites = [suite]
                $0.curves = [.p384]
            })
        let said = try client(older)
        #expect(said.contains("TLSv1.2, Cipher is ECDHE-ECDSA-CHACHA20-POLY1305"))
        #expect(said.contains("Server Temp Key: ECDH, secp384r1"))
        #expect(!(try client(older, "-tls1_3").contains("200 OK")))
    }

    @Test func `without a cipher suite of TLS 1.2 that version is not spoken`() throws {
        let suites = CipherSuite.all.filter { $0.name == "TLS_AES_128_GCM_SHA256" }
        let server = try server(settings { $0.cipherSuites = suites })
        #expect(try client(server).contains("TLSv1.3"))
        #expect(!(try client(server, "-tls1_2").contains("200 OK")))
    }

    @Test func `versions that leave nothing to speak are no settings`() throws {
        let suites = CipherSuite.all.filter { $0.name == "TLS_AES_128_GCM_SHA256" }
        let cases: [((inout TLSSettings) -> Void, String)] = [
            (
                {
                    $0.minimumVersion = .tls13
                    $0.maximumVersion = .tls12
                }, "the oldest version, TLS13, is newer than the newest, TLS12"
            ),
            (
                {
                    $0.maximumVersion = .tls12
                    $0.cipherSuites = suites
                }, "none of the cipher suites is one of TLS 1.2"
            ),
        ]
        for (change, message) in cases {
            let settings = try settings(nil, change)
            let problem = #expect(throws: TLSContext.Problem.self) { try TLSContext(settings) }
            #expect(problem?.description == message)
        }
    }

    @Test func `every cipher suite has a name that OpenSSL knows`() throws {
        for suite in CipherSuite.all {
            _ = try TLSContext(settings { $0.cipherSuites = [suite] })
        }
    }

    @Test func `http 1.1 is chosen, and a client that wants something else only is refused`()
        throws
    {
        let server = try server(settings())
        #expect(
            try client(server, "-alpn", "h2,http/1.1").contains("ALPN protocol: http/1.1"))
        #expect(try client(server, "-alpn", "h2").contains("no application protocol"))
    }

    @Test func `a second handshake is refused`() throws {
        let server = try server(settings { $0.maximumVersion = .tls12 })
        let program = try Programs.installed("openssl")
        let process = try ChildProcess(
            "/bin/sh",
            ["-c", "echo R | \(program) s_client -connect 127.0.0.1:\(server.port) -tls1_2"])
        try process.waitForExit()
        #expect(process.standardError.contains("no renegotiation"))
    }

    @Test func `a client that does nothing but change keys is cut off`() throws {
        let server = try server(settings { $0.minimumVersion = .tls13 })
        let program = try Programs.installed("openssl")
        // Each K is an order; the client ends when the server has ended the connection.
        let process = try ChildProcess(
            try Programs.installed("bash"),
            ["-c", "exec \(program) s_client -connect 127.0.0.1:\(server.port) < <(yes K)"])
        try process.waitForExit()
        // The handshake has taken two or three of the 64 messages, and some are on their way by then.
        let orderCount = process.standardError.split(separator: "\n").count { $0 == "KEYUPDATE" }
        #expect((62...5_000).contains(orderCount))
        #expect(try curl(server) == "hello\n")
    }

    // MARK: Clients' certificates

    /// Who asks.
    enum Client: String, CaseIterable {
        case nobody, stranger, known
    }

    @Test(arguments: TLSSettings.ClientAuthentication.allCases)
    func `clients are let in by their certificates`(
        _ kind: TLSSettings.ClientAuthentication
    ) throws {
        let expected: [TLSSettings.ClientAuthentication: Set<Client>] = [
            .none: [.nobody, .stranger, .known], .request: [.nobody, .stranger, .known],
            .requireAny: [.stranger, .known], .verifyIfGiven: [.nobody, .known],
            .requireAndVerify: [.known],
        ]
        let trusted = try bytes(authority.identity.certificate)
        let server = try server(
            settings {
                $0.clientAuthentication = kind
                $0.clientCertificates = trusted
            })
        let known = try authority.issue("known", for: .client)
        let another = try CertificateAuthority("Another CA")
        let stranger = try another.issue("stranger", for: .client)
        var served: Set<Client> = []
        for who in Client.allCases {
            let identity = who == .known ? known : stranger
            let answer =
                who == .nobody
                ? try curl(server)
                : try curl(server, "--cert", identity.certificate, "--key", identity.key)
            if answer == "hello\n" { served.insert(who) }
        }
        withExtendedLifetime(another) {}
        #expect(served == expected[kind])
    }

    @Test func `a client without a certificate is told that one is needed`() throws {
        let trusted = try bytes(authority.identity.certificate)
        let server = try server(
            settings {
                $0.clientAuthentication = .requireAndVerify
                $0.clientCertificates = trusted
            })
        // In TLS 1.3 the client has sent its request by the time that it is refused.
        for version in ["-tls1_2", "-tls1_3"] {
            let said = try client(server, version)
            #expect(said.contains("alert number 116") || said.contains("alert number 40"))
        }
        let failures = "sonde_http_tls_handshake_failures_total"
        // OpenSSL tells the client before it tells the server.
        try eventually("two failures to be counted") {
            server.metrics(failures + " ") == [failures + " 2"]
        }
    }

    @Test(arguments: [
        "DNS:prometheus", "IP:192.0.2.1", "URI:spiffe://x/y", "email:a@b", "DNS:other",
    ])
    func `only names that are allowed are let in`(_ name: String) throws {
        let trusted = try bytes(authority.identity.certificate)
        let server = try server(
            settings {
                $0.clientAuthentication = .requireAndVerify
                $0.clientCertificates = trusted
                $0.allowedClientNames = ["prometheus", "192.0.2.1", "spiffe://x/y", "a@b"]
            })
        let identity = try authority.issue("named", for: .client, alternativeNames: name)
        let answer = try curl(server, "--cert", identity.certificate, "--key", identity.key)
        #expect(answer == (name == "DNS:other" ? nil : "hello\n"))
    }

    // MARK: Settings that cannot be used

    @Test func `what is wrong with settings is said in one line`() throws {
        let other = try authority.issue("other", for: .server)
        let encrypted = authority.folder.path("encrypted.key")
        try CertificateAuthority.openssl([
            "ec", "-in", own.key, "-aes128", "-passout", "pass:x", "-out", encrypted,
        ])
        let (certificate, key) = (try bytes(own.certificate), try bytes(own.key))
        let noise = Array("noise".utf8)
        let cut = Array(certificate.dropLast(40))
        let cases: [(TLSSettings, String)] = [
            (
                TLSSettings(certificates: noise, key: key),
                "the certificate is no certificate in PEM form"
            ),
            (
                TLSSettings(certificates: cut, key: key),
                "the certificate is no certificate in PEM form"
            ),
            (
                TLSSettings(certificates: [], key: key),
                "the certificate is no certificate in PEM form"
            ),
            (
                TLSSettings(certificates: certificate, key: noise),
                "the key is no private key in PEM form without a password"
            ),
            (
                TLSSettings(certificates: certificate, key: try bytes(encrypted)),
                "the key is no private key in PEM form without a password"
            ),
            (
                TLSSettings(certificates: certificate, key: try bytes(other.key)),
                "the key is not the certificate's"
            ),
            (
                try settings {
                    $0.clientAuthentication = .requireAndVerify
                    $0.clientCertificates = noise
                }, "the client CA is no certificate in PEM form"
            ),
        ]
        for (settings, message) in cases {
            do {
                _ = try TLSContext(settings)
                Issue.record("taken: \(message)")
            } catch {
                #expect(error.description.hasPrefix(message))
            }
        }
    }
}
