import Base
import HTTPServing
import HTTPWire
import TestSupport
import Testing

/// Every case of `Tests/RequestCorpus`, sent to a real server through a socket.
@Suite struct CorpusServerTests {
    @Test(arguments: CorpusCase.all)
    func `each raw request gets the answers beside it`(_ item: CorpusCase) throws {
        let run = try CorpusRun(item) { $0.send(item.input) }
        #expect(run.answers.answers.map(\.status) == run.expectedStatuses)
        try run.check()
        if let expected = item.answers.bytes {
            let answers = run.answers.answers.prefix(item.answers.statuses.count)
            #expect(answers.flatMap(CorpusRun.withoutDate) == expected)
        }
    }

    /// When a client that waits for `100 Continue` is told so depends on what has come.
    @Test(arguments: CorpusCase.all)
    func `delivery byte by byte changes no answer`(_ item: CorpusCase) throws {
        let run = try CorpusRun(item) { connection in
            connection.sendWithoutDelay()
            // Of content by the megabyte, all but the ends comes in larger pieces.
            let middle = item.input.dropFirst(40_000).dropLast(1_000)
            for byte in item.input[..<middle.startIndex] { connection.send([byte]) }
            for start in stride(from: middle.startIndex, to: middle.endIndex, by: 997) {
                connection.send(Array(middle[start...].prefix(997)))
            }
            for byte in item.input[middle.endIndex...] { connection.send([byte]) }
        }
        #expect(
            run.answers.finalAnswers.map(\.status) == run.expectedStatuses.filter { $0 >= 200 })
        try run.check()
    }
}

/// One case of the corpus sent to a server of its own, and all that came back.
private struct CorpusRun {
    let item: CorpusCase
    let answers: AnswerSequence

    /// What the case says, and 200 for the request that the run sends behind it.
    var expectedStatuses: [Int] { item.answers.statuses + (isFollowed ? [200] : []) }

    private let server: TestServer
    private let outcome: DecodingOutcome

    /// Whether the connection is to be usable behind the case, and is used.
    private var isFollowed: Bool { item.answers.staysOpen && outcome.phase == .idle }

    /// - Parameter send: Sends the input of the case.
    init(_ item: CorpusCase, send: (RawConnection) -> Void) throws {
        self.item = item
        server = try TestServer(routes: { _ in CorpusRoutes.all })
        outcome = DecodingOutcome(of: item.input)
        var methods = outcome.requests.map(\.head.method.text)
        if let refusal = outcome.refusal { methods.append(refusal.answersHEAD ? "HEAD" : "") }

        let connection = try RawConnection(port: server.port)
        send(connection)
        var received: [UInt8] = []
        if item.answers.staysOpen {
            if outcome.phase == .idle {
                connection.send("GET /hello HTTP/1.1\r\nHost: behind\r\n\r\n")
            } else {
                // The loop answers this after it has looked at what was sent before.
                _ = try server.client.get("/hello")
                let (bytes, isOpen) = connection.receiveAvailable()
                #expect(isOpen, "closed, though more is expected")
                received = bytes
            }
            connection.finishSending()
        }
        // Where the server is to close, it does so by itself, and not by a reset.
        received += try #require(connection.receiveAll(), "a reset, or no end")
        answers = try AnswerSequence(received, methods: methods)
    }

    /// What holds for all answers, whatever the case says.
    func check() throws {
        let answers = answers.finalAnswers
        for (index, answer) in answers.enumerated() {
            let date = try #require(answer.values(of: "date").first)
            #expect(date.wholeMatch(of: /\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/) != nil)
            let isLast = index == answers.count - 1 && !item.answers.staysOpen
            #expect((answer.values(of: "connection") == ["close"]) == isLast)
            if let content = content(of: index, answer.status) {
                #expect(answer.content == content, "answer \(index)")
            }
        }
        if isFollowed { #expect(answers.last?.content == Array("hello\n".utf8)) }
        let limits = server.metrics("sonde_http_limit_reached_total{")
            .filter { !$0.hasSuffix("} 0") }
        let reached = outcome.refusal?.limit.map {
            "sonde_http_limit_reached_total{limit=\"\($0.rawValue)\"} 1"
        }
        #expect(limits == [reached].compactMap(\.self))
    }

    /// What the answer to a request of the case must hold, where that follows from the case.
    private func content(of index: Int, _ status: Int) -> [UInt8]? {
        guard index < outcome.requests.count else {
            guard index == outcome.requests.count, let refusal = outcome.refusal else { return nil }
            return refusal.answersHEAD ? [] : Array("\(refusal.reason)\n".utf8)
        }
        let request = outcome.requests[index]
        switch request.head.method {
        case .head: return []
        case .get where status == 200: return Array("GET \(request.head.target.path)\n".utf8)
        case .post where status == 200: return request.body
        default: return nil
        }
    }

    /// The bytes of an answer, its date replaced by `DATE`.
    static func withoutDate(_ answer: AnswerSequence.Answer) -> [UInt8] {
        guard let date = answer.values(of: "date").first,
            let range = answer.bytes.firstRange(of: Array("Date: \(date)".utf8))
        else { return answer.bytes }
        return answer.bytes[..<range.lowerBound] + Array("Date: DATE".utf8)
            + answer.bytes[range.upperBound...]
    }
}
