import CCurl
import Glibc

/// A transfer under way.
///
/// Not `Sendable`: it belongs to the engine's thread.
package final class Transfer {
    let request: TransferRequest
    let handle: CurlHandle
    var completion: ((TransferResult) -> Void)?

    /// The engine, while the transfer is under way.
    weak var engine: TransferEngine?

    private var headerBytes: [UInt8] = []
    private var body: [UInt8] = []
    private var isTooLarge = false

    /// Why the last socket could not be made, or 0.
    private var socketError: Int32 = 0

    init(
        _ request: TransferRequest, handle: CurlHandle, engine: TransferEngine,
        completion: @escaping (TransferResult) -> Void
    ) {
        self.request = request
        self.handle = handle
        self.engine = engine
        self.completion = completion
    }

    /// Gives up; the completion is not called. After the end it does nothing.
    package func cancel() {
        engine?.cancel(self)
    }

    /// Makes a socket for libcurl; `CURL_SOCKET_BAD` when the kernel has none.
    func openSocket(_ address: curl_sockaddr) -> curl_socket_t {
        let descriptor = socket(
            address.family, address.socktype | Int32(SOCK_CLOEXEC.rawValue), address.protocol)
        socketError = descriptor < 0 ? errno : 0
        guard descriptor >= 0 else { return -1 }
        engine?.adopt(descriptor)
        return descriptor
    }

    // MARK: Data

    /// Takes a line of the header section; each status line starts it anew, for an interim answer
    /// may have come before.
    func appendHeader(_ bytes: UnsafeRawBufferPointer) {
        if bytes.starts(with: "HTTP/".utf8) { headerBytes = [] }
        guard headerBytes.count + bytes.count <= TransferLimits.headerByteCountMax else { return }
        headerBytes.append(contentsOf: bytes)
    }

    /// Takes a piece of the content; false when there is too much of it.
    func appendBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= request.bodyByteCountMax else {
            isTooLarge = true
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    // MARK: The end

    /// What the transfer came to, when libcurl ended it with `code`.
    func result(_ code: CURLcode) -> TransferResult {
        let address = handle.string(CURLINFO_PRIMARY_IP)
        let timings = handle.timings
        guard code == CURLE_OK else {
            var report = report(code)
            report.timings = timings
            return TransferResult(
                outcome: .failure(report.failure), timings: timings, address: address)
        }
        let response = TransferResponse(
            status: handle.long(CURLINFO_RESPONSE_CODE), headers: headers, body: body)
        return TransferResult(outcome: .success(response), timings: timings, address: address)
    }

    private func report(_ code: CURLcode) -> CurlReport {
        var report = CurlReport(code: code)
        report.systemError =
            socketError != 0 ? socketError : Int32(handle.long(CURLINFO_OS_ERRNO))
        report.verifyResult = handle.long(CURLINFO_SSL_VERIFYRESULT)
        report.usesTLS = request.url.prefix(6).lowercased() == "https:"
        report.sentByteCount = handle.long(CURLINFO_REQUEST_SIZE)
        report.bodyByteCount = request.body.count
        report.isTooLarge = isTooLarge
        report.message = handle.message
        return report
    }

    private var headers: [(name: String, value: String)] {
        headerBytes.split(separator: UInt8(ascii: "\n")).dropFirst().compactMap { line in
            let text = String(decoding: line, as: UTF8.self)
            guard let colon = text.firstIndex(of: ":") else { return nil }
            let value = text[text.index(after: colon)...]
                .drop { $0 == " " || $0 == "\t" }
            let end = value.lastIndex { !$0.isWhitespace }
            return (String(text[..<colon]), end.map { String(value[...$0]) } ?? "")
        }
    }
}
