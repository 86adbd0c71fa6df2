import Base
import Foundation
import Metrics
import Synchronization

/// An HTTP server on loopback that answers every request with a registry, in the format asked for.
final class ScrapeServer: Sendable {
    struct Failure: Error {
        let attempt: String
        let code: Int32
    }

    let port: UInt16
    private let listener: Int32
    private let registry: MetricRegistry
    private let answered = Mutex<[ExpositionFormat]>([])

    init(_ registry: MetricRegistry) throws {
        self.registry = registry
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutableBytes(of: &address) { [listener] bytes in
            let address = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            let isListening = bind(listener, address, length) == 0 && listen(listener, 16) == 0
            return isListening ? getsockname(listener, address, &length) : -1
        }
        guard code == 0 else { throw Failure(attempt: "listen on loopback", code: errno) }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [listener, registry, weak self] in
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                if let format = Self.answer(connection, registry) {
                    self?.answered.withLock { $0.append(format) }
                }
                close(connection)
            }
            close(listener)
        }
    }

    deinit {
        // Ends the wait for connections, and with it the thread.
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// The formats that were asked for so far.
    var formats: [ExpositionFormat] { answered.withLock { $0 } }

    private static func answer(_ connection: Int32, _ registry: MetricRegistry) -> ExpositionFormat?
    {
        var head = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !head.contains("\r\n\r\n") {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            head += String(decoding: buffer[..<count], as: UTF8.self)
        }
        let accept = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("accept:") }
        let format = ExpositionFormat.negotiate(accept: accept.map { String($0.dropFirst(7)) })
        var body = ByteWriter()
        registry.write(format, into: &body)
        var response = ByteWriter()
        response.write(
            "HTTP/1.1 200 OK\r\nContent-Type: \(format.contentType)\r\n"
                + "Content-Length: \(body.count)\r\nConnection: close\r\n\r\n")
        response.write(body.bytes)
        var sent = 0
        while sent < response.count {
            let count = response.bytes[sent...].withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return nil }
            sent += count
        }
        return format
    }
}
