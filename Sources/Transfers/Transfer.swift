import Base
import CCurl
import COpenSSL
import Glibc

/// A transfer under way.
///
/// Not `Sendable`: it belongs to the engine's thread.
package final class Transfer {
    let request: TransferRequest
    let handle: CurlHandle
    private var completion: ((TransferResult) -> Void)?

    private unowned let engine: TransferEngine

    /// Whether there is a connection on which TLS began.
    private var hasBegunTLS = false

    /// Whether the engine still has it.
    private(set) var isUnderWay = true

    private let begun = MonotonicInstant.now()
    private var header = HeaderSection()
    private var firstLineTime: Duration?

    /// How long the first line waited to be read.
    private var firstLineWait: Duration = .zero

    private var content: ReceivedContent

    /// Whether a socket was made for this transfer.
    private var hasSocket = false

    /// Why the last socket could not be made, or 0.
    private var socketError: Int32 = 0

    /// An address that the transfer must not go to, though it would have.
    private var deniedAddress: IPAddress?
    private var certificate: TransferCertificate?

    /// How long it took to learn the addresses of the name, before libcurl began; zero when there was
    /// nothing to learn.
    private var lookUpTime: Duration = .zero

    init(
        _ request: TransferRequest, handle: CurlHandle, engine: TransferEngine,
        completion: @escaping (TransferResult) -> Void
    ) {
        self.request = request
        self.handle = handle
        self.engine = engine
        self.completion = completion
        content = ReceivedContent(byteCountMax: request.bodyByteCountMax)
    }

    /// Gives up; the completion is not called. After the end it does nothing.
    package func cancel() {
        if isUnderWay { engine.cancel(self) }
    }

    /// Takes note that the engine has done with it; returns what is to be called with the result.
    func end() -> ((TransferResult) -> Void)? {
        isUnderWay = false
        return completion.take()
    }

    /// Makes a socket for libcurl; `CURL_SOCKET_BAD` when the kernel has none, or when it must not
    /// go where it would be connected to.
    func openSocket(_ pointer: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        if request.route.allows != nil {
            guard let address = IPAddress(pointer), allows(address) else { return -1 }
        }
        let address = pointer.pointee
        let descriptor = socket(
            address.family, address.socktype | Int32(SOCK_CLOEXEC.rawValue), address.protocol)
        socketError = descriptor < 0 ? errno : 0
        guard descriptor >= 0 else { return -1 }
        hasSocket = true
        engine.adopt(descriptor)
        return descriptor
    }

    /// Whether the request may go out on a connection; one that this transfer made has been asked
    /// about already.
    func mayUseConnection(to peer: String) -> Bool {
        guard !hasSocket else { return true }
        return IPAddress(peer).map(allows) ?? false
    }

    /// Takes note that the name has been looked up, and leaves out the addresses that it must not go
    /// to.
    func allowed(_ addresses: [String]) -> [String] {
        lookUpTime = max(.nanoseconds(1), .now() - begun) + request.route.lookUpTime
        guard request.route.allows != nil else { return addresses }
        return addresses.filter { IPAddress($0).map(allows) ?? false }
    }

    private func allows(_ address: IPAddress) -> Bool {
        guard let allows = request.route.allows else { return true }
        guard let url = TransferURL(request.url) else { return false }
        var host = url.host.lowercased()
        if host.hasPrefix("[") { host = String(host.dropFirst().dropLast()) }
        let target = TransferRoute.Target(
            scheme: url.scheme, host: host, port: url.port, address: address)
        if allows(target) { return true }
        deniedAddress = address
        return false
    }

    /// Takes note that there is a connection, through a proxy where there is one, on which TLS begins:
    /// libcurl tells of both by its times only when the handshake is through.
    func beginTLS() {
        hasBegunTLS = true
    }

    /// Verifies the target's certificates, and keeps what they say.
    func verify(_ store: OpaquePointer) -> Bool {
        let (isTrusted, certificate) = CertificateReader.verify(store)
        self.certificate = certificate
        if request.tls.isVerified { return isTrusted }
        X509_STORE_CTX_set_error(store, X509_V_OK)
        return true
    }

    // MARK: Data

    /// Takes a line of the header section, or of what may come behind the content (RFC 9112 section
    /// 7.1.2), which is passed over; false when there is too much of that.
    func appendHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        if firstLineTime == nil {
            firstLineTime = .now() - begun
            firstLineWait = engine.waitingTime(of: self)
        }
        guard !content.hasBegun, header.append(line) else { return content.passOver(line.count) }
        return true
    }

    /// Takes a piece of the content; false when there is too much of it, or it cannot be read.
    func appendBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        content.append(bytes, codings: header.values(of: "Content-Encoding"))
    }

    // MARK: The end

    /// What the transfer came to, when it failed before libcurl began.
    func result(_ failure: TransferFailure) -> TransferResult {
        var timings = TransferTimings()
        timings.total = .now() - begun
        return TransferResult(
            outcome: .failure(failure), timings: timings, address: nil, certificate: nil)
    }

    /// What the transfer came to, when it ended with `code`.
    ///
    /// - Parameter words: Why, unless libcurl tells.
    func result(_ code: CURLcode, _ words: String? = nil) -> TransferResult {
        // libcurl takes the end of a header section that was cut off for the end of the answer.
        let isCut = code == CURLE_OK && !header.isComplete
        let code = isCut ? CURLE_PARTIAL_FILE : code
        let address = handle.string(CURLINFO_PRIMARY_IP)
        let timings = timings(code)
        let failure: TransferFailure? =
            switch code {
            case CURLE_OK: lengthFailure ?? content.failureAtEnd
            case CURLE_PARTIAL_FILE where !isCut: lengthFailure
            default: content.failure
            }
        guard code == CURLE_OK, failure == nil else {
            var report = report(code, timings)
            if let words { report.message = words }
            if isCut { report.message = "the answer ended within its header section" }
            return TransferResult(
                outcome: .failure(failure ?? report.failure), timings: timings, address: address,
                certificate: certificate(code))
        }
        let response = TransferResponse(
            status: handle.long(CURLINFO_RESPONSE_CODE), header: header, body: content.bytes,
            redirectURL: handle.string(CURLINFO_REDIRECT_URL))
        return TransferResult(
            outcome: .success(response), timings: timings, address: address,
            certificate: certificate)
    }

    /// A length that is none, or different ones, leave it open where the content ends (RFC 9112
    /// section 6.3). libcurl takes `+5`, reads up to the end of the connection where a length is too
    /// large for it, and takes the last of several.
    private var lengthFailure: TransferFailure? {
        let values = header.values(of: "Content-Length")
        if values.isEmpty || values.count == 1 && values[0].isPlainNumber { return nil }
        let lengths = values.flatMap { $0.split { $0 == "," || $0 == " " } }
        guard let first = lengths.first, header.values(of: "Transfer-Encoding").isEmpty else {
            return nil
        }
        if let wrong = lengths.first(where: { $0.hasPrefix("+") || Int($0) == nil }) {
            return TransferFailure(
                .receive, .protocol, "the answer has a length that is none, \(wrong.prefix(40))")
        }
        guard let other = lengths.first(where: { $0 != first }) else { return nil }
        return TransferFailure(
            .receive, .protocol, "the answer has two lengths, \(first) and \(other)")
    }

    /// What is known of the certificate when the transfer failed: libcurl looks at the name by
    /// itself, after OpenSSL has found nothing wrong.
    private func certificate(_ code: CURLcode) -> TransferCertificate? {
        guard var certificate else { return nil }
        if code == CURLE_PEER_FAILED_VERIFICATION, certificate.verificationProblem == nil {
            certificate.verificationProblem = "it is for other names"
        }
        return certificate
    }

    /// libcurl's times, where it has them right.
    private func timings(_ code: CURLcode) -> TransferTimings {
        var timings = handle.timings.after(lookUpTime)
        // For content that is not sent together with the head, libcurl's first byte is the first
        // one sent.
        if request.body.count > TransferLimits.bodyWithHeadByteCountMax {
            timings.firstByte = firstLineTime ?? .zero
        }
        // It takes the time when something happens, so not while nothing does.
        guard code == CURLE_OK else {
            timings.total = max(timings.total, .now() - begun)
            return timings
        }
        // An answer has come when the kernel has it, not when the loop comes to read it.
        timings.firstByte = max(timings.requestBegun, timings.firstByte - firstLineWait)
        timings.total = max(timings.firstByte, timings.total - engine.waitingTime(of: self))
        return timings
    }

    private func report(_ code: CURLcode, _ timings: TransferTimings) -> CurlReport {
        var report = CurlReport(code: code)
        report.systemError =
            socketError != 0 ? socketError : Int32(handle.long(CURLINFO_OS_ERRNO))
        report.verifyResult = handle.long(CURLINFO_SSL_VERIFYRESULT)
        report.timings = timings
        report.usesTLS = request.usesTLS
        report.hasBegunTLS = hasBegunTLS
        report.isHeadSent = handle.long(CURLINFO_REQUEST_SIZE) > 0
        report.sentByteCount = handle.offset(CURLINFO_SIZE_UPLOAD_T)
        report.bodyByteCount = request.body.count
        report.isDenied = deniedAddress != nil && !hasSocket
        report.message = message(code)
        return report
    }

    private func message(_ code: CURLcode) -> String {
        if let deniedAddress, !hasSocket {
            return "the network policy does not allow \(deniedAddress)"
        }
        if code == CURLE_OPERATION_TIMEDOUT {
            return "no end within \(DurationText.print(request.timeout))"
        }
        return handle.message
    }
}

extension String {
    /// Whether it is a number of digits alone, and surely not beyond those of `Int`.
    fileprivate var isPlainNumber: Bool {
        (1...18).contains(utf8.count) && utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}

extension TransferFailure {
    init(_ failure: NameFailure) {
        let (stage, reason): (Stage, Reason) =
            switch failure.reason {
            case .notFound: (.resolve, .nameNotFound)
            case .resolver: (.resolve, .resolver)
            case .timeout: (.resolve, .timeout)
            case .unusableServers: (.internal, .other)
            case .resources: (.internal, .resources)
            }
        self.init(stage, reason, failure.detail)
    }
}

extension TransferTimings {
    /// The same moments, counted from a start that is `time` earlier.
    fileprivate func after(_ time: Duration) -> TransferTimings {
        guard time > .zero else { return self }
        func moved(_ moment: Duration) -> Duration { moment > .zero ? moment + time : .zero }
        return TransferTimings(
            resolved: resolved + time, connected: moved(connected),
            handshakeDone: moved(handshakeDone), requestBegun: moved(requestBegun),
            firstByte: moved(firstByte), total: total + time)
    }
}
