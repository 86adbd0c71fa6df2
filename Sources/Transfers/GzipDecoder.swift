import CZlib

/// Takes gzip off content while it comes (RFC 1952), one member after the other (section 2.2).
///
/// What comes out is handed on in pieces, so that a few bytes which stand for gigabytes take no more
/// memory than whoever takes the pieces allows. Not `Sendable`: it belongs to the engine's thread. It
/// takes about 55 KiB.
final class GzipDecoder {
    /// What became of a piece.
    enum Outcome: Hashable {
        /// All of it has been decoded.
        case taken
        /// Whoever takes what comes out wants no more.
        case refused
        /// It is no gzip; in zlib's words.
        case broken(String)
    }

    /// Whether the content may end here: behind a whole member.
    private(set) var isAtEnd = false

    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let output = UnsafeMutableRawBufferPointer.allocate(
        byteCount: 16 * 1024, alignment: 1)

    /// Nil when there is no memory.
    init?() {
        stream.initialize(to: z_stream())
        // 15 bits of window, and 16 for a gzip header instead of zlib's (zlib.h, inflateInit2).
        let code = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else {
            stream.deallocate()
            output.deallocate()
            return nil
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        output.deallocate()
    }

    /// Decodes a piece. `take` is called with what comes out, and says whether it wants more.
    func decode(
        _ bytes: UnsafeRawBufferPointer, _ take: (UnsafeRawBufferPointer) -> Bool
    ) -> Outcome {
        // zlib does not write to its input.
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(bytes.count)
        var isFull = false
        while stream.pointee.avail_in > 0 || isFull {
            if isAtEnd { inflateReset(stream) }
            isAtEnd = false
            stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = UInt32(output.count)
            let code = inflate(stream, Z_NO_FLUSH)
            isFull = stream.pointee.avail_out == 0
            let count = output.count - Int(stream.pointee.avail_out)
            if count > 0, !take(UnsafeRawBufferPointer(rebasing: output[..<count])) {
                return .refused
            }
            switch code {
            case Z_STREAM_END:
                isAtEnd = true
                isFull = false
            case Z_OK: break
            // It has to see more before it can go on.
            case Z_BUF_ERROR: return .taken
            default: return .broken(stream.pointee.msg.map { String(cString: $0) } ?? "\(code)")
            }
        }
        return .taken
    }
}
