import Foundation
import TestSupport
import Testing

/// The programs that tests start, and that none of them outlives its test.
@Suite struct ChildProcessTests {
    @Test func `a child has its arguments, variables and folder, and no others`() throws {
        let folder = try TemporaryFolder()
        let script = #"echo "$1"; pwd; echo "$COLOUR$HOME"; echo no >&2"#
        let child = try ChildProcess(
            "/bin/sh", ["-c", script, "sh", "two words"], environment: ["COLOUR": "blue"],
            folder: folder.url.path)
        #expect(try child.waitForExit() == 0)
        let path = folder.url.resolvingSymlinksInPath().path
        #expect(child.standardOutput == "two words\n\(path)\nblue\n")
        #expect(child.standardError == "no\n")
    }

    @Test func `the end of a child is its status, or 128 and the signal`() throws {
        #expect(try ChildProcess("/bin/sh", ["-c", "exit 7"]).waitForExit() == 7)
        let child = try ChildProcess("/bin/sleep", ["600"])
        #expect(child.isRunning)
        child.send(signal: SIGKILL)
        #expect(try child.waitForExit() == 128 + SIGKILL)
        #expect(!child.isRunning)
        // It is not there any more, and so nothing is sent to whoever has its number by now.
        child.send(signal: SIGKILL)
        #expect(try child.waitForExit() == 128 + SIGKILL)
    }

    @Test func `a program that is not there fails with its name`() throws {
        let child = try ChildProcess("/nonexistent/program")
        #expect(try child.waitForExit() == 127)
        #expect(child.standardError.contains("/nonexistent/program: No such file or directory"))
    }

    @Test func `a child that writes more than a pipe holds does not wait for a reader`() throws {
        let child = try ChildProcess("/bin/sh", ["-c", "seq 1 100000"])
        #expect(try child.waitForExit() == 0)
        #expect(child.standardOutput.hasSuffix("\n99999\n100000\n"))
    }

    @Test func `a child ends with the value that stands for it`() throws {
        var child: ChildProcess? = try ChildProcess("/bin/sleep", ["600"])
        let identifier = try #require(child?.identifier)
        #expect(kill(identifier, 0) == 0)
        child = nil
        #expect(isGone(identifier))
    }

    @Test func `a child starts with no signal blocked or ignored`() throws {
        let child = try ChildProcess("/bin/grep", ["^Sig[BI]", "/proc/self/status"])
        #expect(try child.waitForExit() == 0)
        let sets = child.standardOutput.matches(of: /(\w+):\t([0-9a-f]{16})\n/)
        #expect(sets.map(\.1) == ["SigBlk", "SigIgn"])
        for set in sets {
            // Signals 32 and 33 are the C library's own.
            let signals = try #require(UInt64(set.2, radix: 16)) & 0xffff_fffc_7fff_ffff
            #expect(signals == 0, "\(set.0)")
        }
    }

    @Test func `a child dies with a test that is killed`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.url.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            // What this process leaves behind, the test removes.
            setenv("TMPDIR", path, 1)
            let child = try ChildProcess("/bin/sleep", ["600"])
            try eventually("the child to sleep") {
                try String(contentsOfFile: "/proc/\(child.identifier)/comm", encoding: .utf8)
                    == "sleep\n"
            }
            try "\(child.identifier)".write(
                toFile: "\(path)/child", atomically: true, encoding: .utf8)
            kill(getpid(), SIGKILL)
        }
        let identifier = try #require(
            Int32(String(contentsOfFile: "\(path)/child", encoding: .utf8)))
        try eventually("the child to be gone") { isGone(identifier) }
    }

    /// Whether no process has this number, or one that has ended and waits to be taken note of.
    private func isGone(_ identifier: Int32) -> Bool {
        // No file: no process.
        let status = try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)
        return status?.contains("State:\tZ") ?? true
    }
}
