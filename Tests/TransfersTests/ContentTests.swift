import Base
import Foundation
import TestSupport
import Testing
import Transfers

/// The content of answers: its length, and its coding.
@Suite struct ContentTests {
    private let bench: TransferBench
    private let folder: TemporaryFolder

    init() throws {
        bench = try TransferBench()
        folder = try TemporaryFolder()
    }

    /// A gzip member of `bytes`, as gzip(1) makes it.
    private func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
        let plain = folder.path("plain")
        try Data(bytes).write(to: URL(fileURLWithPath: plain))
        let process = try ChildProcess(
            try Programs.installed("gzip"), ["--force", "--keep", "-1", plain])
        #expect(try process.waitForExit() == 0)
        return Array(try Data(contentsOf: URL(fileURLWithPath: plain + ".gz")))
    }

    /// What an answer with these header fields and this content comes to.
    private func result(
        _ headers: String, _ content: [UInt8], method: String = "GET",
        _ change: (inout TransferRequest) -> Void = { _ in }
    ) throws -> TransferResult {
        let head = "HTTP/1.1 200 OK\r\n\(headers)\r\n"
        let server = ScriptedServer([.readRequest, .sendBytes(Array(head.utf8) + content)])
        defer { server.stop() }
        var request = TransferRequest(method: method, url: server.url(), timeout: patience)
        change(&request)
        return try bench.result(of: request)
    }

    private func text(_ result: TransferResult) -> String {
        switch result.outcome {
        case .success(let response): String(decoding: response.body, as: UTF8.self)
        case .failure(let failure): "\(failure.stage) \(failure.reason): \(failure.detail)"
        }
    }

    private static let gzipped = "Content-Encoding: gzip\r\n"

    // MARK: gzip

    @Test func `gzip is taken off, whether or not it was asked for`() throws {
        let member = try gzip(Array("hello, world".utf8))
        for headers in [
            Self.gzipped, "content-encoding:gzip\r\n", "Content-Encoding: x-GZIP \r\n",
            "Content-Encoding: identity, gzip\r\n",
            "Content-Encoding: identity\r\nContent-Encoding: gzip\r\n",
            Self.gzipped + "Content-Length: \(member.count)\r\n",
        ] {
            #expect(text(try result(headers, member)) == "hello, world", "\(headers)")
        }
        let asked = try result(Self.gzipped, member) {
            $0.headers = [("Accept-Encoding", "gzip")]
        }
        #expect(text(asked) == "hello, world")
        #expect(asked.response?.headers.map(\.name) == ["Content-Encoding"])
    }

    @Test func `several members are one content, and none is empty`() throws {
        let members = try gzip(Array("hello, ".utf8)) + gzip([]) + gzip(Array("world".utf8))
        #expect(text(try result(Self.gzipped, members)) == "hello, world")
        #expect(text(try result(Self.gzipped, try gzip([]))) == "")
        #expect(text(try result(Self.gzipped + "Content-Length: 0\r\n", [])) == "")
        let length = Self.gzipped + "Content-Length: 40\r\n"
        #expect(text(try result(length, [], method: "HEAD")) == "")
    }

    @Test func `gzip that comes a byte at a time is the same`() throws {
        let plain = (0..<2_000).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) }
        let chunks = try gzip(plain).flatMap { Array("1\r\n".utf8) + [$0] + Array("\r\n".utf8) }
        let result = try result(
            Self.gzipped + "Transfer-Encoding: chunked\r\n", chunks + Array("0\r\n\r\n".utf8))
        #expect(result.response?.body == plain)
    }

    @Test func `another coding is left as it is`() throws {
        let member = try gzip(Array("hello".utf8))
        for coding in ["br", "gzip, gzip", "utf-8", "gzipped", ""] {
            let result = try result("Content-Encoding: \(coding)\r\n", member)
            #expect(result.response?.body == member, "\(coding)")
        }
        // What an interim answer says is not said of the answer.
        let server = ScriptedServer([
            .readRequest,
            .send("HTTP/1.1 103 Early Hints\r\n\(Self.gzipped)\r\nHTTP/1.1 200 OK\r\n\r\nplain"),
        ])
        defer { server.stop() }
        let request = TransferRequest(method: "GET", url: server.url(), timeout: patience)
        #expect(text(try bench.result(of: request)) == "plain")
    }

    @Test func `gzip that is none, or is cut off, is told`() throws {
        let member = try gzip(Array(repeating: 0x61, count: 5_000) + Array("end".utf8))
        let broken = "receive encoding: the gzip content of the answer is broken: "
        let cut = "receive encoding: the gzip content of the answer is cut off"
        #expect(
            text(try result(Self.gzipped, Array("hello".utf8))) == broken + "incorrect header check"
        )
        var wrong = member
        wrong[wrong.count - 6] ^= 1
        #expect(text(try result(Self.gzipped, wrong)) == broken + "incorrect data check")
        #expect(
            text(try result(Self.gzipped, member + [0, 0])) == broken + "incorrect header check")
        for count in 1..<member.count {
            let result = try result(
                Self.gzipped + "Content-Length: \(count)\r\n", Array(member[..<count]))
            #expect(text(result) == cut, "\(count) bytes")
        }
        // Where the connection ends too early, that is what happened.
        let early = try result(
            Self.gzipped + "Content-Length: \(member.count)\r\n", Array(member.dropLast()))
        #expect(early.failure?.reason == .closed)
    }

    @Test func `the limit of an answer's content holds for what gzip makes of it`() throws {
        let bomb = try gzip([UInt8](repeating: 0, count: 20 << 20))
        #expect(bomb.count < 200_000)
        #expect(
            text(try result(Self.gzipped, bomb))
                == "receive tooLarge: the answer has more than 1048576 bytes of content")
        let member = try gzip([UInt8](repeating: 0, count: 100_000))
        for (limit, reason) in [(99_999, TransferFailure.Reason.tooLarge), (100_000, nil)] {
            let result = try result(Self.gzipped, member) { $0.bodyByteCountMax = limit }
            #expect(result.failure?.reason == reason)
        }
    }

    // MARK: Length

    @Test func `what comes behind the announced content is not read`() throws {
        #expect(text(try result("Content-Length: 2\r\n", Array("hello".utf8))) == "he")
        #expect(
            text(try result("Content-Length: 2\r\nContent-Length: 2\r\n", Array("he".utf8))) == "he"
        )
        // Chunks win over a length (RFC 9112 section 6.3).
        #expect(
            text(
                try result(
                    "Content-Length: 2\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n",
                    Array("5\r\nhello\r\n0\r\n\r\n".utf8))) == "hello")
    }

    @Test func `nor does it become part of the next answer`() throws {
        let server = ScriptedServer(
            Array(
                repeating: .answer { request in
                    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
                        + (request.hasPrefix("GET /first ") ? "he" : "wo")
                        + "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"
                }, count: 2))
        defer { server.stop() }
        for (path, content) in [("/first", "he"), ("/second", "wo"), ("/second", "wo")] {
            var request = TransferRequest(
                method: "GET", url: server.url(path), timeout: patience)
            request.route.isReused = true
            #expect(text(try bench.result(of: request)) == content)
        }
    }

    @Test(arguments: ["2\r\nok\r\n", ""])
    func `header lines behind the content are none of the answer's`(chunk: String) throws {
        let result = try result(
            "Transfer-Encoding: chunked\r\nTrailer: A\r\n",
            Array("\(chunk)0\r\nA: b\r\nContent-Length: x\r\n\r\n".utf8))
        #expect(text(result) == (chunk.isEmpty ? "" : "ok"))
        #expect(result.response?.headers.map(\.name) == ["Transfer-Encoding", "Trailer"])
        #expect(result.response?.version == "HTTP/1.1")
    }
}
