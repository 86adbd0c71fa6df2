import Base
import Forecasting
import FoundationEssentials
import Glibc

/// The files in which forecasters outlast a restart, one for each traffic.
package struct StateFolder: Sendable {
    /// Why a file cannot be used or written, in one line.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let path: String

    /// The largest file that is read.
    package static let byteCountMax = 64 << 10

    /// - Parameter path: A folder; it is made at the first file.
    package init(path: String) {
        self.path = path
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
    func load(_ name: String) throws(Failure) -> [UInt8]? {
        let file = file(of: name)
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        do {
            let bytes = try Data(contentsOf: URL(filePath: file))
            guard bytes.count <= Self.byteCountMax else {
                throw Failure(description: "cannot use \(file): has \(bytes.count) bytes")
            }
            return Array(bytes)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(description: "cannot read \(file): \(Self.reason(error))")
        }
    }

    /// Puts a state in the place of the one before: written beside it and then renamed, so that
    /// there is always a whole one.
    func save(_ state: [UInt8], of name: String) throws(Failure) {
        let file = file(of: name)
        let fresh = file + ".new"
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
            try Data(state).write(to: URL(filePath: fresh))
        } catch {
            throw Failure(description: "cannot write \(fresh): \(Self.reason(error))")
        }
        guard rename(fresh, file) == 0 else {
            let code = errno
            throw Failure(description: "cannot rename \(fresh): errno \(code)")
        }
    }

    private static func reason(_ error: any Error) -> String {
        let cause = (error as? CocoaError)?.underlying as? POSIXError
        return cause.map { "errno \($0.code.rawValue)" } ?? "\(error)"
    }
}
