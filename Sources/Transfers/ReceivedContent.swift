/// The content of an answer while it comes: without its coding, and no more of it than is taken.
struct ReceivedContent {
    private(set) var bytes: [UInt8] = []

    /// Why no more is taken.
    private var problem: TransferFailure?
    private let byteCountMax: Int
    private var decoder: GzipDecoder?

    /// Whether a piece has come.
    private(set) var hasBegun = false

    /// Bytes of what came behind it and was passed over.
    private var passedByteCount = 0

    init(byteCountMax: Int) {
        self.byteCountMax = byteCountMax
    }

    /// Takes a piece; false when that is the end.
    ///
    /// - Parameter codings: The values of `Content-Encoding`; looked at once. Other codings than gzip
    ///   are left as they are.
    mutating func append(
        _ piece: UnsafeRawBufferPointer, codings: @autoclosure () -> [String]
    ) -> Bool {
        if !hasBegun {
            hasBegun = true
            if Self.isGzip(codings()) {
                decoder = GzipDecoder()
                if decoder == nil {
                    problem = TransferFailure(
                        .internal, .resources, "no memory to decompress the answer")
                }
            }
        }
        guard problem == nil else { return false }
        guard let decoder else { return append(piece) }
        switch decoder.decode(piece, { append($0) }) {
        case .taken: return true
        case .refused: return false
        case .broken(let words):
            problem = TransferFailure(
                .receive, .encoding, "the gzip content of the answer is broken: \(words)")
            return false
        }
    }

    /// Counts header lines behind the content; false when there are more than a header section may
    /// have.
    mutating func passOver(_ byteCount: Int) -> Bool {
        passedByteCount += byteCount
        guard passedByteCount > TransferLimits.headerSectionByteCountMax else { return true }
        problem = TransferFailure(
            .receive, .tooLarge,
            "the answer has more than \(TransferLimits.headerSectionByteCountMax) bytes of header "
                + "lines behind its content")
        return false
    }

    /// Why it was given up; nil if it was not.
    var failure: TransferFailure? { problem }

    /// What is wrong with it when no more comes; nil if nothing is.
    var failureAtEnd: TransferFailure? {
        if let problem { return problem }
        guard let decoder, !decoder.isAtEnd else { return nil }
        return TransferFailure(
            .receive, .encoding, "the gzip content of the answer is cut off")
    }

    private mutating func append(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count + piece.count <= byteCountMax else {
            problem = TransferFailure(
                .receive, .tooLarge, "the answer has more than \(byteCountMax) bytes of content")
            return false
        }
        bytes.append(contentsOf: piece)
        return true
    }

    /// `x-gzip` is the same (RFC 9110 section 8.4.1.3), `identity` is none.
    private static func isGzip(_ values: [String]) -> Bool {
        let codings = values.flatMap {
            $0.lowercased().split { $0 == "," || $0 == " " || $0 == "\t" }
        }.filter { $0 != "identity" }
        return codings == ["gzip"] || codings == ["x-gzip"]
    }
}
