import App
import Foundation
import TestSupport
import Testing

@Suite struct LogOutputTests {
    @Test func `lines for which there is no room are counted, and hold nothing up`() throws {
        // Every write to it fails with ENOSPC (full(4)).
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let output = try LogOutput(descriptor: full.fileDescriptor)
        for number in 0..<100 { output.write("line \(number)\n") }
        output.close(timeout: patience)
        #expect(output.droppedCount == 100)
        output.write("too late\n")
        #expect(output.droppedCount == 101)
    }

    @Test func `lines are written in order`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("log", "")
        let file = try #require(FileHandle(forWritingAtPath: path))
        let output = try LogOutput(descriptor: file.fileDescriptor)
        let lines = (0..<1_000).map { "line \($0)\n" }
        for line in lines { output.write(line) }
        output.close(timeout: patience)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == lines.joined())
        #expect(output.droppedCount == 0)
    }
}
