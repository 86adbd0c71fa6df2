import Base
import CCurl
import Glibc
import Reactor

/// What libcurl says of a transfer that failed.
struct CurlReport {
    var code: CURLcode
    /// `errno` of the last system call that failed, or 0 (`CURLINFO_OS_ERRNO`).
    var systemError: Int32 = 0
    /// What OpenSSL found wrong with the certificate (`X509_V_...`), or 0.
    var verifyResult = 0
    var timings = TransferTimings()
    var usesTLS = false
    /// Whether there is a connection on which TLS began.
    var hasBegunTLS = false
    /// Whether the head of the request was sent, and how much of its content, of how much.
    var isHeadSent = false
    var sentByteCount = 0
    var bodyByteCount = 0
    /// Whether the transfer must not go where all of its connections would have led.
    var isDenied = false
    /// libcurl's own words, or ours where we ended the transfer.
    var message = ""
}

extension CurlReport {
    /// The failure that the report describes.
    var failure: TransferFailure {
        let (stage, reason) = stageAndReason
        return TransferFailure(stage, reason, detail)
    }

    /// The phase that had begun last (`curl_easy_getinfo(3)`: the times of phases not reached
    /// are 0).
    var reachedStage: TransferFailure.Stage {
        if timings.resolved == .zero { return .resolve }
        if !isRequestBegun { return hasBegunTLS ? .tls : .connect }
        if timings.firstByte > .zero { return .receive }
        return isHeadSent && sentByteCount >= bodyByteCount ? .wait : .send
    }

    private var stageAndReason: (TransferFailure.Stage, TransferFailure.Reason) {
        if isDenied { return (.policy, .denied) }
        switch code {
        case CURLE_OPERATION_TIMEDOUT: return (reachedStage, .timeout)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            // The words are libcurl's for a resolver thread that the kernel refused.
            return message.hasPrefix("getaddrinfo() thread failed")
                ? (.internal, .resources) : (.resolve, .nameNotFound)
        case CURLE_COULDNT_CONNECT: return failure(at: .connect, else: .other)
        case CURLE_INTERFACE_FAILED: return (.connect, .other)
        case CURLE_SSL_CONNECT_ERROR:
            return failure(at: .tls, else: isSilentEnd ? .closed : .handshake)
        case CURLE_PEER_FAILED_VERIFICATION: return (.tls, certificateReason)
        case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED,
            CURLE_SSL_CRL_BADFILE:
            return (.internal, .other)
        case CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS:
            return (.tls, .certificateUntrusted)
        case CURLE_SSL_SHUTDOWN_FAILED: return (.receive, .closed)
        case CURLE_SEND_ERROR, CURLE_SEND_FAIL_REWIND:
            return failure(at: isRequestBegun ? .send : reachedStage, else: .closed)
        case CURLE_RECV_ERROR: return receiveFailure
        case CURLE_GOT_NOTHING: return (.wait, .closed)
        case CURLE_PARTIAL_FILE: return (.receive, .closed)
        case CURLE_WEIRD_SERVER_REPLY, CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_CHUNK_FAILED:
            return (waitingStage, .protocol)
        case CURLE_UNSUPPORTED_PROTOCOL:
            // Said of an answer that is neither HTTP/1 nor 2, and of a URL that is not http.
            return reachedStage == .resolve ? (.internal, .other) : (waitingStage, .protocol)
        case CURLE_TOO_MANY_REDIRECTS: return (.receive, .redirects)
        case CURLE_BAD_CONTENT_ENCODING: return (.receive, .encoding)
        case CURLE_FILESIZE_EXCEEDED: return (.receive, .tooLarge)
        case CURLE_OUT_OF_MEMORY where reachedStage == .receive:
            // What libcurl says of one header line of more than 100 KiB.
            return (.receive, .tooLarge)
        case CURLE_OUT_OF_MEMORY, CURLE_NO_CONNECTION_AVAILABLE: return (.internal, .resources)
        case CURLE_URL_MALFORMAT, CURLE_FAILED_INIT, CURLE_BAD_FUNCTION_ARGUMENT,
            CURLE_UNKNOWN_OPTION, CURLE_NOT_BUILT_IN:
            return (.internal, .other)
        default: return failure(at: reachedStage, else: .other)
        }
    }

    /// `stage` with the system's reason if it can have come up there, else with `reason`.
    private func failure(
        at stage: TransferFailure.Stage, else reason: TransferFailure.Reason
    ) -> (TransferFailure.Stage, TransferFailure.Reason) {
        switch systemReason {
        case .resources?: (.internal, .resources)
        // Left behind by an attempt to connect, before another address of the name was reached.
        case .refused?, .unreachable?: (stage, stage == .connect ? systemReason! : reason)
        case let system?: (stage, system)
        case nil: (stage, reason)
        }
    }

    /// libcurl has one code for a connection that broke and for an answer that breaks the rules;
    /// only its words tell them apart.
    private var receiveFailure: (TransferFailure.Stage, TransferFailure.Reason) {
        if message.hasPrefix("CONNECT tunnel failed") { return (.connect, .refused) }
        if message.hasPrefix("Too large response headers") { return (.receive, .tooLarge) }
        if message.hasSuffix("in chunked-encoding") { return (.receive, .protocol) }
        return failure(at: waitingStage, else: .closed)
    }

    /// Whether OpenSSL met the end of the connection.
    private var isSilentEnd: Bool {
        message.hasPrefix("OpenSSL SSL_connect: SSL_ERROR_SYSCALL") && systemError == 0
    }

    /// A connection that was kept is there without having been made.
    private var isRequestBegun: Bool { timings.requestBegun > .zero }

    private var waitingStage: TransferFailure.Stage {
        isRequestBegun && reachedStage != .receive ? .wait : reachedStage
    }

    private var systemReason: TransferFailure.Reason? {
        switch systemError {
        case ECONNREFUSED: .refused
        case EHOSTUNREACH, ENETUNREACH, ENETDOWN, EHOSTDOWN, EADDRNOTAVAIL, EAFNOSUPPORT:
            .unreachable
        case ECONNRESET, EPIPE, ECONNABORTED: .reset
        case ETIMEDOUT: .timeout
        case EMFILE, ENFILE, ENOBUFS, ENOMEM: .resources
        case EACCES, EPERM: .unreachable
        default: nil
        }
    }

    /// By OpenSSL's numbers (`X509_V_ERR_...`, x509_vfy.h). libcurl checks the name itself, before it
    /// asks OpenSSL for the number: 1 until then.
    private var certificateReason: TransferFailure.Reason {
        switch verifyResult {
        case 0, 1, 62, 64: .certificateName
        case 9, 10: .certificateExpired
        default: .certificateUntrusted
        }
    }

    private var detail: String {
        let text = words.map { $0.isNewline ? " " : $0 }
        let end = text.lastIndex { $0 != " " }.map { $0 + 1 } ?? 0
        return Redaction.url(String(text[..<end]))
    }

    private var words: String {
        let general = Self.words(code)
        if code == CURLE_OUT_OF_MEMORY, reachedStage == .receive {
            return "the answer has a header line of more than 100 KiB"
        }
        guard !message.isEmpty else { return general }
        guard code == CURLE_COULDNT_CONNECT, systemError != 0, message.hasSuffix(general) else {
            return message
        }
        return message.dropLast(general.count) + SystemError.message(of: systemError)
    }

    private static func words(_ code: CURLcode) -> String {
        String(cString: curl_easy_strerror(code))
    }
}
