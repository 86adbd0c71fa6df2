import App
import Foundation
import Glibc
import TestSupport
import Testing

/// Files that are replaced whole, as `--out` does it.
@Suite struct FileReplacementTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// The names in the folder, in order.
    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path("")).sorted()
    }

    private func problem(_ path: String) -> String? {
        do {
            try RulesGeneration.write("new", to: path)
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func permissions(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    @Test func `a file is made, and replaced with its permissions`() throws {
        try RulesGeneration.write("old", to: folder.path("rules.yml"))
        #expect(chmod(folder.path("rules.yml"), 0o600) == 0)
        try RulesGeneration.write("new", to: folder.path("rules.yml"))
        #expect(try folder.text("rules.yml") == "new")
        #expect(permissions(folder.path("rules.yml")) == 0o600)
        #expect(try names() == ["rules.yml"])
    }

    @Test func `what a link leads to is replaced, the link stays`() throws {
        _ = try folder.write("target.yml", "old")
        #expect(symlink("target.yml", folder.path("link.yml")) == 0)
        try RulesGeneration.write("new", to: folder.path("link.yml"))
        #expect(try folder.text("target.yml") == "new")
        var status = stat()
        #expect(lstat(folder.path("link.yml"), &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFLNK)
        #expect(try names() == ["link.yml", "target.yml"])
    }

    @Test func `what is no file is written to as it is`() throws {
        let pipe = folder.path("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        let reader = open(pipe, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        try RulesGeneration.write("new", to: pipe)
        var buffer = [UInt8](repeating: 0, count: 10)
        #expect(read(reader, &buffer, 10) == 3)
        #expect(buffer.prefix(3) == Array("new".utf8)[...])
        #expect(try names() == ["pipe"])
        #expect(
            problem("/dev/full") == "cannot write /dev/full: No space left on device (errno 28)")
    }

    @Test func `what a process that was killed has left is taken over`() throws {
        _ = try folder.write("rules.yml.sonde-new", "half of an old te")
        try RulesGeneration.write("new", to: folder.path("rules.yml"))
        #expect(try folder.text("rules.yml") == "new")
        #expect(try names() == ["rules.yml"])
    }

    @Test func `while another process writes it, a file stays as it is`() throws {
        _ = try folder.write("rules.yml", "old")
        let other = open(try folder.write("rules.yml.sonde-new", "half"), O_WRONLY)
        defer { close(other) }
        #expect(flock(other, LOCK_EX) == 0)
        let path = folder.path("rules.yml")
        #expect(
            problem(path) == "cannot write \(path): Resource temporarily unavailable (errno 11)")
        #expect(try folder.text("rules.yml") == "old")
        #expect(try folder.text("rules.yml.sonde-new") == "half")
    }

    @Test func `what cannot be written is told, and leaves nothing`() throws {
        let file = try folder.write("file", "old")
        #expect(mkdir(folder.path("folder"), 0o700) == 0)
        #expect(mkfifo(folder.path("a.sonde-new"), 0o600) == 0)
        #expect(symlink("file", folder.path("b.sonde-new")) == 0)
        for (name, reason) in [
            ("folder", "Is a directory (errno 21)"),
            ("none/rules.yml", "No such file or directory (errno 2)"),
            ("file/rules.yml", "Not a directory (errno 20)"),
            ("a", "No such device or address (errno 6)"),
            ("b", "Too many levels of symbolic links (errno 40)"),
        ] {
            let path = folder.path(name)
            #expect(problem(path) == "cannot write \(path): \(reason)")
        }
        #expect(problem("") == "cannot write : No such file or directory (errno 2)")
        #expect(try names() == ["a.sonde-new", "b.sonde-new", "file", "folder"])
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "old")
    }
}
