/// What a decoder makes of the bytes that it was given.
package enum DecodeEvent: Sendable {
    /// All bytes are used, and the request is not complete.
    case needsMoreBytes

    /// The client waits for `100 Continue` before it sends the content.
    case continueExpected

    case request(Request)

    /// The request cannot be served, and nothing behind it can be read.
    case refused(Refusal)
}

/// Turns the bytes of one connection into requests, however they are cut.
///
/// A value without a descriptor or a clock. It looks at each byte once; between requests it holds
/// no storage. After a refusal it takes nothing more.
package struct RequestDecoder: Sendable {
    /// What is being read, for limits of time.
    package enum Phase: Hashable, Sendable {
        /// No byte of a request has come.
        case idle
        case head
        case body
    }

    private enum State {
        case head(SectionScanner)
        case body(BodyDecoder, RequestHead)
        case failed
    }

    private let limits: RequestLimits
    private var state = State.head(.head)

    /// The bytes of a head that is not complete.
    private var partialHead: [UInt8] = []

    package init(limits: RequestLimits) {
        self.limits = limits
    }

    package var phase: Phase {
        switch state {
        case .head: partialHead.isEmpty ? .idle : .head
        case .body: .body
        case .failed: .idle
        }
    }

    /// Takes bytes until there is something to say; to be called with the rest until it says
    /// `needsMoreBytes`.
    ///
    /// - Returns: What happened, and how many of `bytes` were used up for it.
    package mutating func decode(_ bytes: Span<UInt8>) -> (event: DecodeEvent, consumed: Int) {
        do {
            switch state {
            case .head(let scanner): return try decodeHead(bytes, scanner)
            case .body(let body, let head): return try decodeBody(bytes, body, head)
            case .failed: preconditionFailure("bytes decoded after a refusal")
            }
        } catch {
            state = .failed
            partialHead = []
            return (.refused(error), bytes.count)
        }
    }

    private mutating func decodeHead(
        _ bytes: Span<UInt8>, _ scanner: SectionScanner
    ) throws(Refusal) -> (event: DecodeEvent, consumed: Int) {
        var scanner = scanner
        let room = limits.headByteCountMax - partialHead.count
        let end = try scanner.scan(bytes.extracting(first: room))
        guard let end else {
            guard bytes.count <= room else { throw tooLong(scanner) }
            partialHead.append(copying: bytes)
            state = .head(scanner)
            return (.needsMoreBytes, bytes.count)
        }
        let parser = HeadParser(limits: limits)
        let head: RequestHead
        if partialHead.isEmpty {
            head = try parser.parse(bytes.extracting(first: end))
        } else {
            partialHead.append(copying: bytes.extracting(first: end))
            let whole = partialHead
            partialHead = []
            head = try parser.parse(whole.span)
        }
        return begin(head, consumed: end, isLast: end == bytes.count)
    }

    /// RFC 9112 section 3: a target that is too long is answered 414; RFC 6585 section 5: fields
    /// that are too large, 431.
    private func tooLong(_ scanner: SectionScanner) -> Refusal {
        scanner.sawLineEnd
            ? Refusal(
                status: .headerFieldsTooLarge,
                reason: "the head has more than \(limits.headByteCountMax) bytes",
                limit: .headBytes)
            : .longTarget(limits)
    }

    private mutating func begin(
        _ head: RequestHead, consumed: Int, isLast: Bool
    ) -> (event: DecodeEvent, consumed: Int) {
        guard head.framing != .none else {
            state = .head(.head)
            return (.request(Request(head: head, body: [])), consumed)
        }
        state = .body(BodyDecoder(framing: head.framing, limits: limits), head)
        // RFC 9110 section 10.1.1: needless when the content is on its way already.
        guard head.expectsContinue, isLast else { return (.needsMoreBytes, consumed) }
        return (.continueExpected, consumed)
    }

    private mutating func decodeBody(
        _ bytes: Span<UInt8>, _ body: BodyDecoder, _ head: RequestHead
    ) throws(Refusal) -> (event: DecodeEvent, consumed: Int) {
        // Taken out of the state, so that the body's array has one owner and grows in place.
        var body = body
        state = .failed
        let (isComplete, consumed) = try body.decode(bytes)
        guard isComplete else {
            state = .body(body, head)
            return (.needsMoreBytes, consumed)
        }
        state = .head(.head)
        let request = Request(head: head, body: body.content, trailers: body.trailers)
        return (.request(request), consumed)
    }
}
