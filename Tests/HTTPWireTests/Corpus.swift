import Foundation
import Testing

/// The raw requests in `Tests/RequestCorpus/*.txt`, each beside what a decoder must make of it.
///
/// A case is a line `## name`, lines `> bytes` whose texts joined are the input, and lines that are
/// the outcome as `Outcome` prints it. In the input `\r \n \t \\ \xHH` stand for bytes and
/// `\{COUNT*TEXT}` for TEXT so many times. Lines that start with `# ` are comments.
struct CorpusCase: CustomTestStringConvertible, Sendable {
    let name: String
    let input: [UInt8]
    let outcome: [String]

    var testDescription: String { name }

    static let all: [CorpusCase] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("RequestCorpus")
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
                .flatMap { file in
                    let url = folder.appendingPathComponent(file)
                    return cases(in: try String(contentsOf: url, encoding: .utf8), file)
                }
        } catch {
            preconditionFailure("cannot read the corpus: \(error)")
        }
    }()

    /// The cases that hold whole requests and nothing else.
    static let valid = all.filter { item in
        item.outcome.allSatisfy { $0.hasPrefix("request ") || $0.hasPrefix("  ") }
    }

    private static func cases(in text: String, _ file: String) -> [CorpusCase] {
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("# ") }
        let parts = lines.split(omittingEmptySubsequences: true) { $0.hasPrefix("## ") }
        let names = lines.filter { $0.hasPrefix("## ") }.map { $0.dropFirst(3) }
        precondition(names.count == parts.count, "\(file): a case without content")
        return zip(names, parts).map { name, part in
            CorpusCase(
                name: "\(file): \(name)",
                input: part.filter { $0.hasPrefix("> ") }.flatMap { bytes(of: $0.dropFirst(2)) },
                outcome: part.filter { !$0.hasPrefix("> ") }.map(String.init))
        }
    }

    /// Undoes the escapes of one line.
    private static func bytes(of text: Substring) -> [UInt8] {
        var result: [UInt8] = []
        var rest = text
        while let character = rest.popFirst() {
            guard character == "\\" else {
                result += Array(String(character).utf8)
                continue
            }
            switch rest.popFirst() {
            case "r": result.append(0x0d)
            case "n": result.append(0x0a)
            case "t": result.append(0x09)
            case "\\": result.append(0x5c)
            case "x":
                result.append(UInt8(rest.prefix(2), radix: 16)!)
                rest = rest.dropFirst(2)
            case "{":
                let inner = rest.prefix { $0 != "}" }
                rest = rest.dropFirst(inner.count + 1)
                let parts = inner.split(separator: "*", maxSplits: 1)
                let repeated = bytes(of: parts[1])
                for _ in 0..<Int(parts[0])! { result += repeated }
            default: preconditionFailure("unknown escape in \(text)")
            }
        }
        return result
    }
}
