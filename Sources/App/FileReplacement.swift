import Glibc
import Reactor

/// Writes whole files: whoever reads one finds the old bytes or the new ones, never a part.
///
/// They are written beside the file, brought to the disk, and renamed. What stands beside it always has
/// the same name, and is locked while it is written: a process that is killed leaves one such file at
/// most, which the next one takes over.
enum FileReplacement {
    /// Puts a file with `bytes` at `path`, in the place of one that is there and with its permissions;
    /// of a symbolic link in the place of what it leads to.
    ///
    /// - Parameter allowsOthers: Whether what is no file, such as a terminal or a pipe, is written to as
    ///   it is, which may take for ever; else it is refused.
    /// - Throws: If that fails, also because another process is writing the same file: then what is
    ///   there stays as it is.
    static func write(
        _ bytes: [UInt8], to path: String, allowingOthers allowsOthers: Bool = false
    ) throws(SystemError) {
        do throws(SystemError) {
            let target = resolved(path)
            let status = status(of: target, flags: 0)
            switch status.map({ $0.st_mode & S_IFMT }) {
            case nil, S_IFREG: try replace(target, with: bytes, status)
            case S_IFDIR: throw SystemError(attempt: "", code: EISDIR)
            default:
                guard allowsOthers else { throw SystemError(attempt: "", code: EEXIST) }
                try write(bytes, into: try open(target, O_WRONLY))
            }
        } catch {
            // What was tried is the same for whoever asked, whichever step failed.
            throw SystemError(attempt: "write \(path)", code: error.code)
        }
    }

    /// Puts a file with a text at `path`, or writes the text to what is no file.
    static func write(_ text: String, to path: String) throws(SystemError) {
        try write(Array(text.utf8), to: path, allowingOthers: true)
    }

    private static func replace(
        _ target: String, with bytes: [UInt8], _ old: stat?
    ) throws(SystemError) {
        let path = "\(target).sonde-new"
        let draft = try lockedDraft(at: path)
        do throws(SystemError) {
            if let old {
                try Kernel.call("") { fchmod(draft.number, old.st_mode & 0o7777) }
                // Only root may give files away, and where it may not it need not.
                _ = fchown(draft.number, old.st_uid, old.st_gid)
            }
            try Kernel.call("") { ftruncate(draft.number, 0) }
            try write(bytes, into: draft)
            try Kernel.call("") { fsync(draft.number) }
            try Kernel.call("") { rename(path, target) }
        } catch {
            // What matters has been thrown.
            _ = unlink(path)
            throw error
        }
    }

    /// The draft at a path, made or taken over, and locked.
    private static func lockedDraft(at path: String) throws(SystemError) -> Descriptor {
        while true {
            // Not to wait for whoever may read a pipe of this name, nor to follow where a link leads.
            let draft = try open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK)
            try Kernel.call("") { flock(draft.number, LOCK_EX | LOCK_NB) }
            var own = stat()
            try Kernel.call("") { fstat(draft.number, &own) }
            guard own.st_mode & S_IFMT == S_IFREG else {
                throw SystemError(attempt: "", code: EEXIST)
            }
            // Another process may have renamed it between the two calls.
            if status(of: path, flags: AT_SYMLINK_NOFOLLOW)?.st_ino == own.st_ino { return draft }
        }
    }

    private static func open(_ path: String, _ flags: Int32) throws(SystemError) -> Descriptor {
        Descriptor(
            owning: try Kernel.call("") { Glibc.open(path, flags | O_CLOEXEC, 0o666) })
    }

    private static func write(
        _ bytes: [UInt8], into file: borrowing Descriptor
    ) throws(SystemError) {
        let number = file.number
        var rest = bytes[...]
        while !rest.isEmpty {
            var count = 0
            try Kernel.call("") {
                count = rest.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
                return count < 0 ? -1 : 0
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Where a path leads, links followed; the path itself where there is nothing.
    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// What is at a path; nil if there is nothing.
    private static func status(of path: String, flags: Int32) -> stat? {
        var status = stat()
        return fstatat(AT_FDCWD, path, &status, flags) == 0 ? status : nil
    }
}
