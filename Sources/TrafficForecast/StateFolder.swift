import Base
import Forecasting
import Glibc
import Reactor

/// The files in which forecasters outlast a restart, one for each traffic.
package struct StateFolder: Sendable {
    /// Why a file cannot be used or written, in one line.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Writes a whole file or none, in the place of one that is there.
    package typealias FileWriter = @Sendable (_ bytes: [UInt8], _ path: String) throws -> Void

    private let path: String
    private let writeFile: FileWriter

    /// The largest file that is read.
    package static let byteCountMax = 64 << 10

    /// - Parameters:
    ///   - path: A folder; it is made at the first file.
    ///   - writeFile: Writes the files.
    package init(path: String, writeFile: @escaping FileWriter) {
        self.path = path
        self.writeFile = writeFile
    }

    /// The file of a traffic. Its name may hold what a file's may not, so other bytes than
    /// letters, digits, `-` and `_` are written as `%` and two digits.
    func file(of name: String) -> String {
        let safe = name.utf8.map { byte -> String in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return "\(path)/\(safe.joined()).forecast"
    }

    /// The saved state of a traffic; nil if there is none.
    func load(_ name: String) throws -> [UInt8]? {
        let path = file(of: name)
        // Not to wait for whoever may write to a pipe of this name.
        let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC
        let number: Int32? = try ignoring(ENOENT, ENOTDIR) { () throws(SystemError) in
            try Kernel.call("read \(path)") { open(path, flags) }
        }
        guard let number else { return nil }
        let file = Descriptor(owning: number)
        var status = stat()
        try Kernel.call("read \(path)") { fstat(file.number, &status) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(description: "cannot read \(path): it is not a regular file")
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: Self.byteCountMax + 1)
        while bytes.count <= Self.byteCountMax {
            let transfer = try buffer.withUnsafeMutableBytes {
                try Kernel.read(file.number, into: $0)
            }
            guard case .bytes(let count) = transfer else { return bytes }
            bytes += buffer.prefix(count)
        }
        throw Failure(
            description: "cannot use \(path): it has more than \(Self.byteCountMax) bytes")
    }

    /// Puts a state in the place of the one before; there is always a whole one.
    func save(_ state: [UInt8], of name: String) throws {
        try makeFolders(path)
        try writeFile(state, file(of: name))
    }

    /// Makes a folder and those around it, as far as they are missing.
    private func makeFolders(_ path: String) throws(SystemError) {
        let parts = path.split(separator: "/")
        for count in parts.indices {
            let folder = (path.hasPrefix("/") ? "/" : "") + parts[...count].joined(separator: "/")
            try ignoring(EEXIST) { () throws(SystemError) in
                try Kernel.call("make the folder \(folder)") { mkdir(folder, 0o777) }
            }
        }
    }

    /// What `body` says; nil if it fails with an error that does not matter.
    @discardableResult
    private func ignoring<Value>(
        _ codes: Int32..., body: () throws(SystemError) -> Value
    ) throws(SystemError) -> Value? {
        do {
            return try body()
        } catch {
            guard codes.contains(error.code) else { throw error }
            return nil
        }
    }
}
