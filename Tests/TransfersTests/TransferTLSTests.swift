import Base
import Foundation
import TestSupport
import Testing
import Transfers

@Suite struct TransferTLSTests {
    private let authority: CertificateAuthority

    init() throws {
        authority = try CertificateAuthority()
    }

    private func result(
        _ server: TLSServer, host: String = "localhost",
        _ change: (inout TransferRequest) -> Void = { _ in }
    ) throws -> TransferResult {
        var request = TransferRequest(method: "GET", url: server.url(host), timeout: patience)
        request.tls.trustedFile = authority.identity.certificate
        change(&request)
        return try TransferBench().result(of: request)
    }

    @Test func `what a certificate says is told`() throws {
        let own = try authority.issue("shop", for: .server)
        let server = try TLSServer(own)
        let result = try result(server)
        #expect(result.response?.status == 200)
        let certificate = try #require(result.certificate)
        #expect(certificate.subject == "CN=shop")
        #expect(certificate.issuer == "CN=Test CA")
        #expect(certificate.names == ["localhost", "127.0.0.1"])
        #expect(certificate.verificationProblem == nil)
        #expect(certificate.tlsVersion == "TLSv1.3")
        #expect(certificate.cipher == "TLS_AES_256_GCM_SHA384")
        #expect(certificate.notAfter == certificate.earliestExpiry)
        let rest = certificate.notAfter.secondsSinceEpoch - Date().timeIntervalSince1970
        #expect((2 * 86_400 - 600...2 * 86_400).contains(rest))
        #expect(certificate.fingerprint == (try fingerprint(own)))
    }

    private func fingerprint(_ identity: CertificateAuthority.Identity) throws -> String {
        let process = try ChildProcess(
            try Programs.installed("openssl"),
            ["x509", "-in", identity.certificate, "-noout", "-fingerprint", "-sha256"])
        try process.waitForExit()
        return process.standardOutput.split(separator: "=")[1].filter(\.isHexDigit).lowercased()
    }

    /// A certificate that is wrong in one way, and what is said of it.
    enum Wrong: String, CaseIterable {
        case expired, notYetValid, selfSigned, unknownAuthority, wrongName, clientOnly
    }

    @Test(arguments: Wrong.allCases)
    func `a certificate that is wrong is told why, with what it says`(_ kind: Wrong) throws {
        let other = try CertificateAuthority("Another CA")
        let identity: CertificateAuthority.Identity =
            switch kind {
            case .expired: try authority.issue("own", for: .server, days: -10 ... -1)
            case .notYetValid: try authority.issue("own", for: .server, days: 1...10)
            case .selfSigned: other.identity
            case .unknownAuthority: try other.issue("own", for: .server)
            case .wrongName:
                try authority.issue("own", for: .server, alternativeNames: "DNS:other.example")
            case .clientOnly: try authority.issue("own", for: .client)
            }
        let expected: (TransferFailure.Reason, String) =
            switch kind {
            case .expired: (.certificateExpired, "certificate has expired")
            case .notYetValid: (.certificateExpired, "certificate is not yet valid")
            case .selfSigned: (.certificateUntrusted, "self-signed certificate")
            case .unknownAuthority:
                (.certificateUntrusted, "unable to get local issuer certificate")
            case .wrongName: (.certificateName, "it is for other names")
            case .clientOnly: (.certificateUntrusted, "unsuitable certificate purpose")
            }
        let server = try TLSServer(identity)
        let failed = try result(server)
        #expect(failed.failure?.stage == .tls)
        #expect(failed.failure?.reason == expected.0)
        #expect(failed.certificate?.verificationProblem == expected.1)
        #expect(failed.certificate?.subject.isEmpty == false)

        // Unless nobody looks; what is wrong is told all the same.
        let overlooked = try result(server) { $0.tls.isVerified = false }
        #expect(overlooked.response?.status == 200)
        let problem = kind == .wrongName ? nil : expected.1
        #expect(overlooked.certificate?.verificationProblem == problem)
        withExtendedLifetime(other) {}
    }

    @Test func `a missing intermediate is told, and its presence is enough`() throws {
        let intermediate = try authority.intermediate("Intermediate CA")
        let own = try intermediate.issue("own", for: .server)
        let bare = try result(TLSServer(own))
        #expect(bare.failure?.reason == .certificateUntrusted)
        #expect(
            bare.certificate?.verificationProblem == "unable to get local issuer certificate")
        let whole = try result(
            TLSServer(own, ["-cert_chain", intermediate.identity.certificate]))
        #expect(whole.response?.status == 200)
        let certificate = try #require(whole.certificate)
        #expect(certificate.issuer == "CN=Intermediate CA")
        #expect(certificate.earliestExpiry < certificate.notAfter)
    }

    @Test func `a target that wants a certificate gets it`() throws {
        let own = try authority.issue("own", for: .server)
        let server = try TLSServer(
            own,
            ["-Verify", "1", "-verify_return_error", "-CAfile", authority.identity.certificate]
        )
        let client = try authority.issue("client", for: .client)
        #expect(try result(server).failure != nil)
        let shown = try result(server) {
            $0.tls.certificateFile = client.certificate
            $0.tls.keyFile = client.key
        }
        #expect(shown.response?.status == 200)
    }

    @Test func `a version that is too low is no handshake`() throws {
        let server = try TLSServer(authority.issue("own", for: .server), ["-tls1_2"])
        #expect(try result(server).certificate?.tlsVersion == "TLSv1.2")
        let refused = try result(server) { $0.tls.minimumVersion = .tls13 }
        #expect(refused.failure?.stage == .tls)
        #expect(refused.failure?.reason == .handshake)
    }

    @Test func `another name can be asked for, and the request stays the same`() throws {
        let own = try authority.issue(
            "own", for: .server, alternativeNames: "DNS:shop.example")
        let server = try TLSServer(
            own,
            [
                "-servername", "shop.example", "-cert2", own.certificate,
                "-key2", own.key, "-servername_fatal",
            ])
        let named = try result(server, host: "127.0.0.1") { $0.tls.serverName = "shop.example" }
        #expect(named.response?.status == 200)
        #expect(named.address == "127.0.0.1")
        let wrong = try result(server, host: "127.0.0.1") { $0.tls.serverName = "other.example" }
        #expect(wrong.failure?.stage == .tls)
    }

    @Test func `files that cannot be used are a failure of our own, and hold nothing up`() throws {
        let server = try TLSServer(authority.issue("own", for: .server))
        let pipe = authority.folder.path("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        for (path, problem) in [
            ("/nonexistent", "cannot read /nonexistent: No such file or directory"),
            (pipe, "cannot use \(pipe): is no regular file"),
            (
                authority.folder.url.path,
                "cannot use \(authority.folder.url.path): is no regular file"
            ),
        ] {
            for change: (inout TransferRequest) -> Void in [
                { $0.tls.trustedFile = path },
                {
                    $0.tls.certificateFile = path
                    $0.tls.keyFile = path
                },
            ] {
                #expect(
                    try result(server, change).failure
                        == TransferFailure(.internal, .file, problem))
            }
        }
        // Without TLS nobody needs them.
        let plain = try result(server) {
            $0.url = "http://127.0.0.1:\(server.port)/"
            $0.tls.trustedFile = "/nonexistent"
        }
        #expect(plain.failure?.stage != .internal)
        let empty = try authority.folder.write("empty.pem", "")
        let none = try result(server) { $0.tls.trustedFile = empty }
        #expect(none.failure?.stage == .internal)
    }
}
