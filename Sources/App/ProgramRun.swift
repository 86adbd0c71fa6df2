import Base
import FoundationEssentials
import Glibc
import Reactor

/// A run of another program, to its end.
struct ProgramRun {
    /// Its exit status; 128 and the number of the signal if one ended it.
    let status: Int32

    /// What it wrote to standard output and standard error, in the order of writing; of more than
    /// `outputByteCountMax` bytes the first, and a line that says so.
    let output: String

    static let outputByteCountMax = 1 << 20

    /// Runs a program with empty input and waits for its end on the calling thread.
    ///
    /// - Parameter timeout: From when on it is killed, whether it writes or not.
    /// - Throws: If it cannot be started.
    init(
        _ path: String, _ arguments: [String], timeout: Duration = .seconds(600)
    ) throws {
        let attempt = "run \(path)"
        var ends: [Int32] = [-1, -1]
        try Kernel.call("make a pipe") { pipe(&ends) }
        let reading = Descriptor(owning: ends[0])
        let child: pid_t
        do {
            let writing = Descriptor(owning: ends[1])
            child = try Self.start(path, arguments, output: writing.number, [ends[0]], attempt)
        }
        var bytes = try Self.read(reading.number, until: .now() + timeout)
        if let read = bytes {
            if read.count > Self.outputByteCountMax {
                bytes = read.prefix(Self.outputByteCountMax) + Array("\n... and more\n".utf8)
            }
        } else {
            kill(child, SIGKILL)
            bytes = Array("no end within \(DurationText.print(timeout))\n".utf8)
        }
        var end: Int32 = 0
        try Kernel.call(attempt) { waitpid(child, &end, 0) }
        let signal = end & 0x7f
        status = signal == 0 ? (end >> 8) & 0xff : 128 + signal
        output = String(decoding: bytes ?? [], as: UTF8.self)
    }

    private static func start(
        _ path: String, _ arguments: [String], output: Int32, _ others: [Int32],
        _ attempt: String
    ) throws(SystemError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        for descriptor in others + [output] {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        // The C strings live until the spawn is done.
        let words = ([path] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, path, &actions, nil, words + [nil], environ)
        guard code == 0 else { throw SystemError(attempt: attempt, code: code) }
        return child
    }

    /// What comes up to the end, or a little more than is kept of it; nil if the end does not come in
    /// time.
    private static func read(
        _ descriptor: Int32, until deadline: MonotonicInstant
    ) throws -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let rest = max(.zero, deadline - .now())
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let readyCount = try Kernel.call("wait for a program") {
                poll(&waiting, 1, Int32(min(rest.inSeconds * 1_000, 3.6e6).rounded(.up)))
            }
            guard readyCount > 0 else { return nil }
            let transfer = try buffer.withUnsafeMutableBytes {
                try Kernel.read(descriptor, into: $0)
            }
            guard case .bytes(let count) = transfer else { return bytes }
            if bytes.count <= outputByteCountMax { bytes += buffer.prefix(count) }
        }
    }
}
