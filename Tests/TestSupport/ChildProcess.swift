import Base
import CLinux
import Foundation
import Synchronization

/// A real program run as a child of the test; it ends with this value at the latest, and with the
/// test's process even when that is killed.
package final class ChildProcess: Sendable {
    /// Why a child did not run as it should.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) {
            self.description = description
        }
    }

    /// Children die with the thread that started them (`PR_SET_PDEATHSIG` goes by the thread, not
    /// by the process: prctl(2)), so one thread that never ends starts them all.
    private static let spawner = JobThread()

    package let name: String
    package let identifier: Int32

    /// The end of the child as `waitpid` gave it, once it has been waited for.
    private let status = Mutex<Int32?>(nil)
    private let output: TemporaryFolder

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - path: The program's file.
    ///   - environment: Its variables; nil for those of the test.
    ///   - outputDescriptor: Where its output and errors go; nil for files that `standardOutput`
    ///     and `standardError` read.
    package init(
        _ path: String, _ arguments: [String] = [], environment: [String: String]? = nil,
        folder: String? = nil, outputDescriptor: Int32? = nil
    ) throws {
        name = URL(fileURLWithPath: path).lastPathComponent
        output = try TemporaryFolder()
        let variables = environment ?? ProcessInfo.processInfo.environment
        let words = ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--", path] + arguments
        let (out, err) = (output.path("out"), output.path("err"))
        identifier = try Self.spawner.run {
            try Self.spawn(words, variables, folder, out, err, outputDescriptor)
        }
    }

    deinit {
        stop()
    }

    /// What the child wrote to its standard output so far.
    package var standardOutput: String { read("out") }

    /// What the child wrote to its standard error so far.
    package var standardError: String { read("err") }

    /// Whether the child has not ended.
    package var isRunning: Bool { endStatus == nil }

    package func send(signal: Int32) {
        status.withLock { if $0 == nil { kill(identifier, signal) } }
    }

    /// Waits for the child's end and returns its exit status, or 128 and the number of the signal
    /// that ended it.
    @discardableResult
    package func waitForExit(within limit: Duration = patience) throws -> Int32 {
        let status = try eventually("\(name) to end; it said: \(standardError)", within: limit) {
            endStatus
        }
        let signal = status & 0x7f
        return signal == 0 ? status >> 8 & 0xff : 128 + signal
    }

    /// Ends the child: by SIGTERM, and by SIGKILL if it does not listen.
    package func stop() {
        guard isRunning else { return }
        send(signal: SIGTERM)
        // Not ended in time is what the next step is for.
        if (try? waitForExit(within: .seconds(10))) == nil {
            send(signal: SIGKILL)
            // A child that the kernel does not let go in time is left to it.
            _ = try? waitForExit()
        }
    }

    /// The status as `waitpid` gives it, once the child has ended.
    private var endStatus: Int32? {
        status.withLock { known in
            var found: Int32 = 0
            if known == nil, waitpid(identifier, &found, WNOHANG) == identifier { known = found }
            return known
        }
    }

    private func read(_ name: String) -> String {
        // A file that is not there yet is empty.
        (try? String(
            decoding: Data(contentsOf: output.url.appendingPathComponent(name)), as: UTF8.self))
            ?? ""
    }

    private static func spawn(
        _ words: [String], _ variables: [String: String], _ folder: String?, _ out: String,
        _ err: String, _ outputDescriptor: Int32?
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        if let outputDescriptor {
            posix_spawn_file_actions_adddup2(&actions, outputDescriptor, 1)
            posix_spawn_file_actions_adddup2(&actions, outputDescriptor, 2)
        } else {
            posix_spawn_file_actions_addopen(&actions, 1, out, O_WRONLY | O_CREAT | O_APPEND, 0o600)
            posix_spawn_file_actions_addopen(&actions, 2, err, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        }
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        if let folder { posix_spawn_file_actions_addchdir_np(&actions, folder) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The test runner may have blocked or ignored signals; a child starts with none of that.
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var identifier: pid_t = 0
        let code = withCStrings(words) { arguments in
            withCStrings(variables.map { "\($0.key)=\($0.value)" }) { variables in
                posix_spawn(&identifier, words[0], &actions, &attributes, arguments, variables)
            }
        }
        guard code == 0 else {
            throw Failure(
                description: "cannot start \(words[4]): \(String(cString: strerror(code)))")
        }
        return identifier
    }

    private static func withCStrings<Result>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}
