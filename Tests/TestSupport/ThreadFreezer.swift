import CLinux
import Foundation

/// Stops one thread of another process, as if it hung.
package final class ThreadFreezer {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Only the thread that took hold of another can let it go (ptrace(2)).
    private static let tracer = JobThread()

    private let thread: Int32
    private var isFrozen = true

    /// Freezes the thread called `name` of a process that is a child of this one, at a moment when it
    /// waits for something to do: at any other it may hold a lock that others need, even the one of
    /// `malloc`, and they would stop with it.
    package init(process: Int32, thread name: String) throws {
        let found = try Self.thread(name, of: process)
        thread = found
        try eventually("thread \(name) to be idle") {
            let code = try Self.tracer.run {
                let code = Self.freeze(found)
                if code == 0, !Self.isIdle(found, of: process) {
                    clinux_thaw_thread(found)
                    return EAGAIN
                }
                return code
            }
            guard code == 0 || code == EAGAIN else {
                throw Failure(
                    description:
                        "cannot freeze thread \(name): \(String(cString: strerror(code)))")
            }
            return code == 0
        }
    }

    /// 0, or the error number.
    private static func freeze(_ thread: Int32) -> Int32 {
        let code = clinux_freeze_thread(thread)
        var status: Int32 = 0
        // The thread is asked to stop; this is when it has.
        if code == 0 { while waitpid(thread, &status, __WALL) < 0, errno == EINTR {} }
        return code
    }

    /// Whether a frozen thread was in one of the calls in which threads wait for events or a time.
    private static func isIdle(_ thread: Int32, of process: Int32) -> Bool {
        let path = "/proc/\(process)/task/\(thread)/syscall"
        // Without the file, nothing is known of it.
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return true }
        return text.split(separator: " ").first.flatMap { Int($0) }.map(waits.contains) ?? false
    }

    /// The numbers of epoll_wait, epoll_pwait, nanosleep and clock_nanosleep.
    private static let waits: Set<Int> = {
        #if arch(x86_64)
            [232, 281, 35, 230]
        #else
            [22, 101, 115]
        #endif
    }()

    deinit {
        thaw()
    }

    /// Lets the thread go on.
    package func thaw() {
        guard isFrozen else { return }
        isFrozen = false
        let thread = thread
        // A thread that is gone needs no thawing.
        _ = try? Self.tracer.run { clinux_thaw_thread(thread) }
    }

    /// The names of the threads of a process.
    package static func threads(of process: Int32) throws -> [String] {
        try tasks(of: process).map(\.name).sorted()
    }

    /// The identifier of the thread called `name` of a process.
    package static func thread(_ name: String, of process: Int32) throws -> Int32 {
        let tasks = try tasks(of: process)
        guard let task = tasks.first(where: { $0.name == name }) else {
            throw Failure(description: "no thread \(name) among \(tasks.map(\.name))")
        }
        return task.identifier
    }

    private static func tasks(of process: Int32) throws -> [(identifier: Int32, name: String)] {
        let folder = "/proc/\(process)/task"
        return try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { entry in
            // A thread that ended meanwhile has no name.
            guard let identifier = Int32(entry),
                let name = try? String(contentsOfFile: "\(folder)/\(entry)/comm", encoding: .utf8)
            else { return nil }
            return (identifier, name.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }
}
