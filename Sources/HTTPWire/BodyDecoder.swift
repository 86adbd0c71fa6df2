/// Collects the content of one request (RFC 9112 sections 6 and 7.1).
struct BodyDecoder: Sendable {
    private enum State: Sendable {
        /// So many bytes of content are to come, and then the request is complete.
        case content(Int)
        /// The line with the size of a chunk, as far as it has come.
        case chunkLine([UInt8])
        /// So many bytes of a chunk are to come.
        case chunk(Int)
        /// CR and LF behind a chunk; so many of the two are to come.
        case chunkEnd(Int)
        case trailers(SectionScanner, [UInt8])
    }

    private(set) var content: [UInt8] = []
    private(set) var trailers = HeaderFields.none

    private let limits: RequestLimits
    private var state: State
    private var chunkLinesByteCount = 0

    init(framing: BodyFraming, limits: RequestLimits) {
        self.limits = limits
        switch framing {
        case .length(let count): state = .content(count)
        case .chunked: state = .chunkLine([])
        }
    }

    /// Takes bytes until the content is complete or they are used up.
    mutating func decode(
        _ bytes: Span<UInt8>
    ) throws(Refusal) -> (isComplete: Bool, consumed: Int) {
        var position = 0
        while position < bytes.count {
            let rest = bytes.extracting(droppingFirst: position)
            let (isComplete, consumed) = try step(rest)
            position += consumed
            if isComplete { return (true, position) }
        }
        return (false, position)
    }

    private mutating func step(
        _ bytes: Span<UInt8>
    ) throws(Refusal) -> (isComplete: Bool, consumed: Int) {
        switch state {
        case .content(let missing):
            let count = min(missing, bytes.count)
            content.append(copying: bytes.extracting(first: count))
            state = .content(missing - count)
            return (count == missing, count)
        case .chunkLine(let line):
            return (false, try readChunkLine(bytes, line))
        case .chunk(let missing):
            let count = min(missing, bytes.count)
            content.append(copying: bytes.extracting(first: count))
            state = count == missing ? .chunkEnd(2) : .chunk(missing - count)
            return (false, count)
        case .chunkEnd(let missing):
            let expected = missing == 2 ? ByteClass.carriageReturn : ByteClass.lineFeed
            guard bytes[0] == expected else {
                throw Refusal(status: .badRequest, reason: "a chunk is longer than it says")
            }
            state = missing == 2 ? .chunkEnd(1) : .chunkLine([])
            return (false, 1)
        case .trailers(let scanner, let partial):
            return try readTrailers(bytes, scanner, partial)
        }
    }

    // MARK: Chunks

    private mutating func readChunkLine(
        _ bytes: Span<UInt8>, _ partial: [UInt8]
    ) throws(Refusal) -> Int {
        var line = partial
        state = .chunkLine([])
        for index in bytes.indices {
            line.append(bytes[index])
            guard line.count <= limits.chunkLineByteCountMax else {
                throw Refusal(
                    status: .badRequest,
                    reason: "a chunk line has more than \(limits.chunkLineByteCountMax) bytes",
                    limit: .chunkLineBytes)
            }
            if bytes[index] == ByteClass.lineFeed {
                try beginChunk(line)
                return index + 1
            }
        }
        state = .chunkLine(line)
        return bytes.count
    }

    private mutating func beginChunk(_ line: [UInt8]) throws(Refusal) {
        chunkLinesByteCount += line.count
        guard chunkLinesByteCount <= limits.chunkLinesByteCountMax else {
            throw Refusal(
                status: .badRequest,
                reason: "the chunk lines have more than \(limits.chunkLinesByteCountMax) bytes",
                limit: .chunkLineBytes)
        }
        let size = try chunkSize(line)
        guard size <= limits.bodyByteCountMax - content.count else {
            throw Refusal.largeBody(limits)
        }
        state = size == 0 ? .trailers(.trailers, []) : .chunk(size)
    }

    /// RFC 9112 section 7.1: hexadecimal digits, then perhaps extensions, which are passed over
    /// but must be clean (section 7.1.1).
    private func chunkSize(_ line: [UInt8]) throws(Refusal) -> Int {
        let malformed = Refusal(status: .badRequest, reason: "a chunk line is malformed")
        var position = 0
        var size = 0
        while position < line.count, let digit = ByteClass.hexValue(line[position]) {
            // Past the limit the number no longer matters, and must not overflow.
            size = min(size * 16 + Int(digit), limits.bodyByteCountMax + 1)
            position += 1
        }
        guard position > 0, line.count >= position + 2,
            line[line.count - 2] == ByteClass.carriageReturn
        else { throw malformed }
        let extensions = line[position..<(line.count - 2)]
        guard extensions.isEmpty || startsExtension(extensions),
            extensions.allSatisfy(ByteClass.isFieldValue)
        else { throw malformed }
        return size
    }

    private func startsExtension(_ bytes: ArraySlice<UInt8>) -> Bool {
        let first = bytes.first { $0 != ByteClass.space && $0 != ByteClass.tab }
        return first == UInt8(ascii: ";")
    }

    // MARK: Trailers

    private mutating func readTrailers(
        _ bytes: Span<UInt8>, _ scanner: SectionScanner, _ partial: [UInt8]
    ) throws(Refusal) -> (isComplete: Bool, consumed: Int) {
        var scanner = scanner
        var section = partial
        state = .trailers(scanner, [])
        let room = limits.trailerByteCountMax - section.count
        let end = try scanner.scan(bytes.extracting(first: room))
        section.append(copying: bytes.extracting(first: end ?? min(room, bytes.count)))
        guard let end else {
            guard bytes.count <= room else {
                throw Refusal(
                    status: .headerFieldsTooLarge,
                    reason: "the trailers have more than \(limits.trailerByteCountMax) bytes",
                    limit: .trailerBytes)
            }
            state = .trailers(scanner, section)
            return (false, bytes.count)
        }
        let fields = try FieldParser.parse(
            section.span, from: 0, countMax: limits.headerCountMax)
        trailers = HeaderFields(bytes: section, fields: fields)
        return (true, end)
    }
}
