import Foundation
import TestSupport
import Testing

@Suite struct ThreadFreezerTests {
    /// The state of the main thread of a process, such as S (sleeps) or t (is held).
    private func state(of process: Int32) throws -> Substring? {
        try String(contentsOfFile: "/proc/\(process)/task/\(process)/stat", encoding: .utf8)
            .split(separator: " ").dropFirst(2).first
    }

    @Test func `a frozen thread stands still until it is thawed`() throws {
        let child = try ChildProcess("/bin/sleep", ["600"])
        try eventually("the program to run") {
            try ThreadFreezer.threads(of: child.identifier) == ["sleep"]
        }
        let freezer = try ThreadFreezer(process: child.identifier, thread: "sleep")
        #expect(try state(of: child.identifier) == "t")
        #expect(child.isRunning)
        freezer.thaw()
        freezer.thaw()
        try eventually("the thread to go on") { try state(of: child.identifier) == "S" }
        child.stop()
        #expect(try child.waitForExit() == 128 + SIGTERM)
    }

    @Test func `a thread that is not there is named, with those that are`() throws {
        let child = try ChildProcess("/bin/sleep", ["600"])
        try eventually("the program to run") {
            try ThreadFreezer.threads(of: child.identifier) == ["sleep"]
        }
        let failure = #expect(throws: ThreadFreezer.Failure.self) {
            _ = try ThreadFreezer(process: child.identifier, thread: "prober")
        }
        #expect(failure?.description == #"no thread prober among ["sleep"]"#)
    }
}
