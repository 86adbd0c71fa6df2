import Base
import Foundation
import TestSupport
import Testing
import Transfers

/// HTTP/2, as nginx speaks it.
@Suite struct HTTP2Tests {
    private let folder: TemporaryFolder
    private let authority: CertificateAuthority
    private let nginx: ChildProcess
    private let securePort: UInt16
    private let plainPort: UInt16

    init() throws {
        folder = try TemporaryFolder()
        authority = try CertificateAuthority()
        let own = try authority.issue("own", for: .server)
        securePort = try freeLoopbackPort()
        plainPort = try freeLoopbackPort()
        let path = folder.url.path
        let configuration = try folder.write(
            "nginx.conf",
            """
            daemon off; master_process off; pid \(path)/pid; error_log stderr;
            events {}
            http {
                access_log off;
                client_body_temp_path \(path)/a; proxy_temp_path \(path)/b;
                fastcgi_temp_path \(path)/c; uwsgi_temp_path \(path)/d; scgi_temp_path \(path)/e;
                server {
                    listen 127.0.0.1:\(securePort) ssl http2;
                    listen 127.0.0.1:\(plainPort) http2;
                    ssl_certificate \(own.certificate); ssl_certificate_key \(own.key);
                    location / { return 200 "$server_protocol $request_method $http_host"; }
                    location /away { return 302 /; }
                }
            }
            """)
        let process = try ChildProcess(
            try Programs.installed("nginx"), ["-e", "stderr", "-p", path, "-c", configuration])
        nginx = process
        for port in [securePort, plainPort] {
            try eventually("nginx to listen") {
                guard process.isRunning else {
                    throw ChildProcess.Failure(description: "nginx: \(process.standardError)")
                }
                return (try? RawConnection(port: port)) != nil  // Not yet: the next look will tell.
            }
        }
    }

    private func result(
        _ url: String, _ version: TransferRoute.HTTPVersion
    ) throws -> TransferResult {
        var request = TransferRequest(method: "GET", url: url, timeout: patience)
        request.tls.trustedFile = authority.identity.certificate
        request.route.httpVersion = version
        return try TransferBench().result(of: request)
    }

    @Test(arguments: [
        (TransferRoute.HTTPVersion.any, "HTTP/2", "HTTP/2.0"), (.http2, "HTTP/2", "HTTP/2.0"),
        (.http1, "HTTP/1.1", "HTTP/1.1"),
    ])
    func `the version is agreed on in the handshake, and told`(
        version: TransferRoute.HTTPVersion, told: String, seen: String
    ) throws {
        let response = try #require(
            try result("https://localhost:\(securePort)/", version).response)
        #expect(response.version == told)
        #expect(
            String(decoding: response.body, as: UTF8.self)
                == "\(seen) GET localhost:\(securePort)")
    }

    @Test func `without TLS it is spoken where it is asked for`() throws {
        let result = try result("http://127.0.0.1:\(plainPort)/", .http2)
        #expect(result.response?.version == "HTTP/2")
        #expect(result.timings.firstByte > .zero)
        // To HTTP/1.1 that server has no answer.
        let other = try self.result("http://127.0.0.1:\(plainPort)/", .any)
        #expect(other.failure?.reason == .protocol)
    }

    @Test func `redirects and missing fields are as in HTTP/1`() throws {
        let result = try result("https://localhost:\(securePort)/away", .http2)
        #expect(result.response?.status == 302)
        #expect(result.response?.redirectURL == "https://localhost:\(securePort)/")
        #expect(result.response?.headers.contains { $0.name == "location" } == true)
    }
}
