import Base
import Foundation

/// A small HTTP client for tests; each request has a connection of its own.
package struct HTTPClient: Sendable {
    package let port: UInt16

    /// The answer to a request.
    package struct Answer: Sendable {
        package let status: Int
        /// Names in lower case.
        package let headers: [String: String]
        package let body: [UInt8]

        package var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// What came is no HTTP answer.
    package struct Malformed: Error, CustomStringConvertible {
        package let description: String
    }

    package init(port: UInt16) {
        self.port = port
    }

    package func get(_ path: String, headers: [String: String] = [:]) throws -> Answer {
        try request("GET", path, headers: headers)
    }

    package func post(_ path: String, _ body: String = "") throws -> Answer {
        try request("POST", path, body: body)
    }

    package func request(
        _ method: String, _ path: String, headers: [String: String] = [:], body: String = "",
        timeout: Duration = patience
    ) throws -> Answer {
        let connection = try RawConnection(port: port, timeout: timeout)
        var fields = ["Host": "127.0.0.1:\(port)", "Connection": "close"]
        if !body.isEmpty { fields["Content-Length"] = "\(body.utf8.count)" }
        fields.merge(headers) { $1 }
        let head =
            "\(method) \(path) HTTP/1.1\r\n"
            + fields.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined()
        connection.send(head + "\r\n" + body)
        guard let bytes = connection.receiveAll() else {
            throw Malformed(description: "\(method) \(path): reset or timed out")
        }
        return try Self.parse(bytes)
    }

    /// Parses one answer that is everything there is; understands `Content-Length` and `chunked`.
    package static func parse(_ bytes: [UInt8]) throws -> Answer {
        let end = Array("\r\n\r\n".utf8)
        guard let headEnd = bytes.firstRange(of: end) else {
            throw Malformed(description: "no head in \(String(decoding: bytes, as: UTF8.self))")
        }
        let lines = String(decoding: bytes[..<headEnd.lowerBound], as: UTF8.self)
            .components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ", maxSplits: 2)
        guard words.count >= 2, let status = Int(words[1]) else {
            throw Malformed(description: "no status in \(lines[0])")
        }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...]
                .trimmingCharacters(in: .whitespaces)
        }
        var body = Array(bytes[headEnd.upperBound...])
        if headers["transfer-encoding"] == "chunked" { body = try dechunked(body) }
        return Answer(status: status, headers: headers, body: body)
    }

    private static func dechunked(_ bytes: [UInt8]) throws -> [UInt8] {
        var body: [UInt8] = []
        var rest = bytes[...]
        while let lineEnd = rest.firstRange(of: Array("\r\n".utf8)) {
            let line = String(decoding: rest[..<lineEnd.lowerBound], as: UTF8.self)
            guard let size = Int(line, radix: 16) else { break }
            if size == 0 { return body }
            body += rest[lineEnd.upperBound...].prefix(size)
            rest = rest[lineEnd.upperBound...].dropFirst(size + 2)
        }
        throw Malformed(description: "the chunks do not end")
    }
}
