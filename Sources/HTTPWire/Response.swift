package import Base

/// An answer: status, header fields and content.
package struct Response: Sendable {
    package var status: Status

    /// Fields beside those that the writer adds: `Date`, `Content-Length` and `Connection`.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(status: Status, headers: [(String, String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    private static let plainText = [("Content-Type", "text/plain; charset=utf-8")]

    /// An answer with plain text.
    package static func text(_ status: Status, _ text: String) -> Response {
        Response(status: status, headers: plainText, body: Array(text.utf8))
    }
}

/// Writes answers (RFC 9112 section 4).
package enum ResponseWriter {
    /// The interim answer to `Expect: 100-continue`.
    package static let continueResponse = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// What stands before the date, for the statuses from 100 on: about 40 kB, made at first use,
    /// so that an answer does not put it together.
    private static let openings = (100...599).map { code in
        Array("HTTP/1.1 \(code) \(Status(code: code).reasonPhrase)\r\nDate: ".utf8)
    }

    /// Writes a whole answer.
    ///
    /// - Parameters:
    ///   - request: What is answered; nil when it could not be read.
    ///   - keepAlive: Whether the connection stays open.
    ///   - date: The value of `Date`.
    /// - Precondition: No field of the response has a line break or another control byte in it:
    ///   one would let whoever chose the value write the rest of the answer. None is one that the
    ///   writer adds.
    package static func write(
        _ response: Response, for request: RequestHead?, keepAlive: Bool, date: [UInt8],
        into writer: inout ByteWriter
    ) {
        writer.write(openings[response.status.code - 100])
        writer.write(date)
        for (name, value) in response.headers {
            precondition(
                !name.isEmpty && name.utf8.allSatisfy(ByteClass.isToken)
                    && value.utf8.allSatisfy(ByteClass.isFieldValue),
                "header field \(name) holds what no field may hold")
            precondition(!isOwn(name), "header field \(name) is the writer's to add")
            writer.write("\r\n")
            writer.write(name)
            writer.write(": ")
            writer.write(value)
        }
        // RFC 9110 section 8.6: not with 1xx and 204, and with 304 only what GET would send.
        if !response.status.forbidsContent {
            writer.write("\r\nContent-Length: ")
            writer.write(decimal: response.body.count)
        }
        if !keepAlive {
            writer.write("\r\nConnection: close")
        } else if request?.version == .http10 {
            writer.write("\r\nConnection: keep-alive")
        }
        writer.write("\r\n\r\n")
        // RFC 9110 section 9.3.2: the answer to HEAD has no content.
        if !response.status.forbidsContent, request?.method != .head {
            writer.write(response.body)
        }
    }
    /// Whether the writer decides about the field: a second one of these would be a second opinion
    /// on where the answer ends.
    private static func isOwn(_ name: String) -> Bool {
        switch name.utf8.count {
        case 4, 10, 14, 17:
            ["date", "connection", "content-length", "transfer-encoding"].contains {
                name.utf8.span.isASCII($0)
            }
        default: false
        }
    }
}
