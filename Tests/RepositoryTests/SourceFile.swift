import Foundation
import TestSupport

/// A file of the checkout, as the tests of this target read it.
struct SourceFile {
    /// From the top of the checkout, such as `Sources/Base/ByteWriter.swift`.
    let path: String
    let lines: [Substring]

    init(path: String) throws {
        self.path = path
        lines = try Checkout.text(path).split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The target that the file belongs to.
    var target: String { String(path.split(separator: "/")[1]) }

    /// The modules that the file imports.
    var imports: [String] {
        lines.compactMap { line in
            line.wholeMatch(of: /(?:@\w+ )?(?:package |public )?import ([\w.]+)\s*/)
                .map { String($0.1) }
        }
    }

    /// Where a line of code, not of comment, satisfies `condition`: `path:line`.
    func places(where condition: (Substring) -> Bool) -> [String] {
        zip(1..., lines).compactMap { number, line in
            let code = line.prefix(upTo: line.firstRange(of: "//")?.lowerBound ?? line.endIndex)
            return condition(code) ? "\(path):\(number)" : nil
        }
    }

    /// Whether a comment stands at the line of `place`, in the three lines above, or in the one
    /// below.
    func hasComment(near place: String) -> Bool {
        guard let number = place.split(separator: ":").last.flatMap({ Int($0) }) else {
            return false
        }
        return lines[max(0, number - 4)..<min(lines.count, number + 1)].contains {
            $0.contains("//")
        }
    }

    /// The Swift files below `folder`, sorted by their paths.
    static func swift(below folder: String) throws -> [SourceFile] {
        try paths(below: folder).filter { $0.hasSuffix(".swift") }.map(SourceFile.init)
    }

    /// The paths of all files below `folder`, sorted; without what programs leave there.
    static func paths(below folder: String) throws -> [String] {
        let top = Checkout.folder.appendingPathComponent(folder).path
        return try FileManager.default.subpathsOfDirectory(atPath: top).sorted()
            .map { "\(folder)/\($0)" }
            .filter { path in
                guard !path.hasPrefix("Benchmarks/results/"), !path.contains("__pycache__") else {
                    return false
                }
                var isFolder: ObjCBool = false
                let full = Checkout.folder.appendingPathComponent(path).path
                return FileManager.default.fileExists(atPath: full, isDirectory: &isFolder)
                    && !isFolder.boolValue
            }
    }
}
