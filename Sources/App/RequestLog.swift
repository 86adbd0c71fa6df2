import HTTPServing
import HTTPWire
import Logging

/// One line for each request.
enum RequestLog {
    /// Bytes of the path that are logged.
    static let pathByteCountMax = 256

    static func write(_ answered: AnsweredRequest, to log: Logger) {
        let head = answered.exchange.request.head
        log.debug(
            "request",
            metadata: [
                "http.method": "\(head.method.text)",
                "http.path": "\(head.target.path.prefix(pathByteCountMax))",
                "http.status": "\(answered.status.code)",
                "http.duration_seconds": "\(answered.seconds)",
                "peer": "\(answered.exchange.peer)",
            ])
    }
}
