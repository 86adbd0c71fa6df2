import Foundation
import Probing
import TestSupport
import Testing

@Suite struct FileCacheTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Writes a file as if it had been done some minutes ago.
    private func writeEarlier(
        _ name: String, _ text: String, minutesAgo: Int = 2
    ) throws -> String {
        let date = Date(timeIntervalSinceNow: -60 * Double(minutesAgo))
        return try write(name, text, at: date)
    }

    private func write(_ name: String, _ text: String, at date: Date) throws -> String {
        let path = try folder.write(name, text)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
        return path
    }

    @Test func `files past the limit of what is kept are read each time`() throws {
        let cache = FileCache(keptByteCountMax: 10)
        let first = try writeEarlier("first", "12345678")
        let second = try writeEarlier("second", "abcdefgh")
        for _ in 0..<2 {
            #expect(try cache.bytes(of: first) == Array("12345678".utf8))
            #expect(try cache.bytes(of: second) == Array("abcdefgh".utf8))
            #expect(cache.byteCount == 8)
        }
        // What has become shorter leaves room for another.
        _ = try writeEarlier("first", "1", minutesAgo: 1)
        #expect(try cache.bytes(of: first) == Array("1".utf8))
        #expect(try cache.bytes(of: second) == Array("abcdefgh".utf8))
        #expect(cache.byteCount == 9)
    }

    @Test func `a file is read anew that is written again at once, with as many bytes`() throws {
        let cache = FileCache()
        // The same tick of the file system's clock, which is not over yet.
        let tick = Date(timeIntervalSinceNow: 60)
        for text in ["first", "other"] {
            let path = try write("token", text, at: tick)
            #expect(try cache.secret(in: path) == text)
        }
        #expect(cache.byteCount == 0)
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
