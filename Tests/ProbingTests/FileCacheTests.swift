import Foundation
import Probing
import TestSupport
import Testing

@Suite struct FileCacheTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func `files past the limit of what is kept are read each time`() throws {
        let cache = FileCache(keptByteCountMax: 10)
        let first = try folder.write("first", "12345678")
        let second = try folder.write("second", "abcdefgh")
        for _ in 0..<2 {
            #expect(try cache.bytes(of: first) == Array("12345678".utf8))
            #expect(try cache.bytes(of: second) == Array("abcdefgh".utf8))
            #expect(cache.byteCount == 8)
        }
        // What has become shorter leaves room for another.
        _ = try folder.write("first", "1")
        #expect(try cache.bytes(of: first) == Array("1".utf8))
        #expect(try cache.bytes(of: second) == Array("abcdefgh".utf8))
        #expect(cache.byteCount == 9)
    }

    @Test func `what is no file, or too large a one, is told`() throws {
        let cache = FileCache()
        func problem(_ path: String) -> String {
            do {
                _ = try cache.bytes(of: path)
                return "none"
            } catch {
                return "\(error)"
            }
        }
        let pipe = folder.path("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(problem(pipe) == "cannot use \(pipe): is no regular file")
        let missing = folder.path("missing")
        #expect(problem(missing) == "cannot read \(missing): no such file")
        let large = try folder.write("large", String(repeating: "x", count: (1 << 20) + 1))
        #expect(problem(large) == "cannot use \(large): has more than 1048576 bytes")
        #expect(cache.byteCount == 0)
    }
}
