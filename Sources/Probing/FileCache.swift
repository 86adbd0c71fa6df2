import Base
import FoundationEssentials

/// The content of files that requests need: secrets and bodies. A file is read again when it has
/// changed.
///
/// A file system's clock is coarse: a file that is written twice within one of its ticks, with as many
/// bytes, looks as if it had not changed. So what was written a moment ago is not kept.
///
/// Not `Sendable`: it belongs to the thread that makes the requests, which waits for the disk.
package final class FileCache {
    private struct Entry {
        let changed: Date
        let byteCount: Int
        let bytes: [UInt8]
    }

    private var entries: [String: Entry] = [:]
    private var keptByteCount = 0
    private let keptByteCountMax: Int

    /// - Parameter keptByteCountMax: Bytes of all files that are kept.
    package init(keptByteCountMax: Int = ProberLimits.keptFileByteCountMax) {
        self.keptByteCountMax = keptByteCountMax
    }

    /// Why a file cannot be used, in one line.
    struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    /// The bytes of a regular file.
    package func bytes(of path: String) throws -> [UInt8] {
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            guard attributes[.type] as? FileAttributeType == .typeRegular,
                let changed = attributes[.modificationDate] as? Date,
                let byteCount = attributes[.size] as? Int
            else { throw Unreadable(description: "is no regular file") }
            if let entry = entries[path], entry.changed == changed, entry.byteCount == byteCount {
                return entry.bytes
            }
            guard byteCount <= ProberLimits.fileByteCountMax else {
                throw Unreadable(
                    description: "has more than \(ProberLimits.fileByteCountMax) bytes")
            }
            let bytes = Array(try Data(contentsOf: URL(filePath: path)))
            let isSettled = changed + ProberLimits.fileSettlingSeconds < Date()
            keep(
                isSettled ? Entry(changed: changed, byteCount: byteCount, bytes: bytes) : nil,
                as: path)
            return bytes
        } catch let error as Unreadable {
            throw Unreadable(description: "cannot use \(path): \(error)")
        } catch let error as CocoaError {
            throw Unreadable(
                description: "cannot read \(path): \(error.isMissing ? "no such file" : "refused")")
        }
    }

    /// Keeps `entry` in place of the one before; nil: nothing.
    private func keep(_ entry: Entry?, as path: String) {
        keptByteCount -= entries.removeValue(forKey: path)?.bytes.count ?? 0
        guard let entry, keptByteCount + entry.bytes.count <= keptByteCountMax else { return }
        keptByteCount += entry.bytes.count
        entries[path] = entry
    }

    /// Bytes of the files that are kept.
    package var byteCount: Int { keptByteCount }

    /// The text of a file that holds a secret, without the line end at its end.
    package func secret(in path: String) throws -> String {
        var bytes = try bytes(of: path)[...]
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Unreadable(description: "cannot use \(path): is no UTF-8")
        }
        return text
    }
}

extension CocoaError {
    fileprivate var isMissing: Bool { code == .fileReadNoSuchFile || code == .fileNoSuchFile }
}
