import Glibc
import Reactor

/// Writes whole files: whoever reads one finds the old text or the new one, never a part.
enum FileReplacement {
    /// Puts a file with `text` at `path`, in the place of one that is there.
    ///
    /// The text is written beside the file, brought to the disk, and renamed; if that fails, what is
    /// there stays as it is.
    static func write(_ text: String, to path: String) throws(SystemError) {
        let draft = "\(path).\(getpid()).tmp"
        do {
            try writeDraft(text, draft)
            try Kernel.call("write \(path)") { rename(draft, path) }
        } catch {
            // It may not have come to be; what matters has been thrown.
            _ = unlink(draft)
            throw SystemError(attempt: "write \(path)", code: error.code)
        }
    }

    private static func writeDraft(_ text: String, _ draft: String) throws(SystemError) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
        let file = Descriptor(
            owning: try Kernel.call("create \(draft)") { open(draft, flags, 0o666) })
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            var count = 0
            try Kernel.call("write \(draft)") {
                count = rest.withUnsafeBytes { Glibc.write(file.number, $0.baseAddress, $0.count) }
                return count < 0 ? -1 : 0
            }
            rest = rest.dropFirst(count)
        }
        try Kernel.call("write \(draft)") { fsync(file.number) }
    }
}
