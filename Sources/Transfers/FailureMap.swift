import Base
import CCurl
import Glibc

/// What libcurl says of a transfer that failed.
struct CurlReport {
    var code: CURLcode
    /// `errno` of the last system call that failed, or 0 (`CURLINFO_OS_ERRNO`).
    var systemError: Int32 = 0
    /// What OpenSSL found wrong with the certificate (`X509_V_...`), or 0.
    var verifyResult = 0
    var timings = TransferTimings()
    var usesTLS = false
    /// Bytes of the request that were sent, and how many there are at least.
    var sentByteCount = 0
    var bodyByteCount = 0
    /// Whether our own callback ended the transfer because the content is too large.
    var isTooLarge = false
    /// libcurl's own words.
    var message = ""
}

extension CurlReport {
    /// The failure that the report describes.
    var failure: TransferFailure {
        let (stage, reason) = stageAndReason
        return TransferFailure(stage: stage, reason: reason, detail: detail)
    }

    /// The phase that had begun last (`curl_easy_getinfo(3)`: the times of phases not reached
    /// are 0).
    var reachedStage: TransferFailure.Stage {
        if timings.resolved == .zero { return .resolve }
        if timings.connected == .zero { return .connect }
        if usesTLS, timings.handshakeDone == .zero { return .tls }
        if timings.firstByte > .zero { return .receive }
        return sentByteCount > 0 && sentByteCount >= bodyByteCount ? .wait : .send
    }

    private var stageAndReason: (TransferFailure.Stage, TransferFailure.Reason) {
        if isTooLarge { return (.receive, .tooLarge) }
        switch code {
        case CURLE_OPERATION_TIMEDOUT: return (reachedStage, .timeout)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            return (.resolve, .nameNotFound)
        case CURLE_COULDNT_CONNECT: return (.connect, systemReason ?? .other)
        case CURLE_INTERFACE_FAILED: return (.connect, .other)
        case CURLE_SSL_CONNECT_ERROR: return (.tls, systemReason ?? .handshake)
        case CURLE_PEER_FAILED_VERIFICATION: return (.tls, certificateReason)
        case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED,
            CURLE_SSL_CRL_BADFILE:
            return (.internal, .other)
        case CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS:
            return (.tls, .certificateUntrusted)
        case CURLE_SSL_SHUTDOWN_FAILED: return (.receive, .closed)
        case CURLE_SEND_ERROR, CURLE_SEND_FAIL_REWIND:
            return (sendingStage, systemReason ?? .closed)
        case CURLE_RECV_ERROR: return (waitingStage, systemReason ?? .closed)
        case CURLE_GOT_NOTHING: return (.wait, .closed)
        case CURLE_PARTIAL_FILE: return (.receive, .closed)
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_HTTP2,
            CURLE_HTTP2_STREAM, CURLE_CHUNK_FAILED:
            return (waitingStage, .protocol)
        case CURLE_TOO_MANY_REDIRECTS: return (.receive, .redirects)
        case CURLE_BAD_CONTENT_ENCODING: return (.receive, .encoding)
        case CURLE_FILESIZE_EXCEEDED: return (.receive, .tooLarge)
        case CURLE_OUT_OF_MEMORY, CURLE_NO_CONNECTION_AVAILABLE: return (.internal, .resources)
        case CURLE_URL_MALFORMAT, CURLE_FAILED_INIT, CURLE_BAD_FUNCTION_ARGUMENT,
            CURLE_UNKNOWN_OPTION, CURLE_NOT_BUILT_IN:
            return (.internal, .other)
        default: return (reachedStage, systemReason ?? .other)
        }
    }

    /// A broken connection can show while we still send, though the server broke it before it read
    /// anything; but never before the connection stood.
    private var sendingStage: TransferFailure.Stage {
        reachedStage == .receive ? .receive : reachedStage == .tls ? .tls : .send
    }

    private var waitingStage: TransferFailure.Stage {
        switch reachedStage {
        case .receive: .receive
        case .tls: .tls
        default: .wait
        }
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

    /// By OpenSSL's numbers (`X509_V_ERR_...`, x509_vfy.h). libcurl checks the name itself, after
    /// OpenSSL found the chain in order.
    private var certificateReason: TransferFailure.Reason {
        switch verifyResult {
        case 0, 62, 64: .certificateName
        case 9, 10: .certificateExpired
        default: .certificateUntrusted
        }
    }

    private var detail: String {
        let text = message.isEmpty ? String(cString: curl_easy_strerror(code)) : message
        let line = String(text.map { $0.isNewline ? " " : $0 })
        return Redaction.url(line)
    }
}
