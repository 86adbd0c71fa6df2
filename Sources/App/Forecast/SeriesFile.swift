import Base
import Documents
package import Forecasting
import FoundationEssentials

/// A series in a file: the header `timestamp,value`, then one sample a line, the time as RFC 3339
/// has it and the value a number that is not negative; an empty value, or `NaN`, is a missing one.
package struct SeriesFile: Sendable {
    /// Every problem of a file, each with its line.
    package struct Problems: Error, Equatable, CustomStringConvertible {
        /// Such as `series.csv:3: the time "yesterday" is not …`.
        package let lines: [String]

        package var description: String { lines.joined(separator: "\n") }
    }

    /// The largest file that is read.
    package static let byteCountMax = 64 << 20

    /// The most problems that are told of one file.
    private static let problemCountMax = 20

    /// The file's name without folder and ending.
    package let name: String
    package let samples: [SeriesSample]

    /// Reads a file.
    ///
    /// - Throws: `SettingProblems` if it cannot be read, `Problems` if a line of it cannot be
    ///   understood.
    package init(path: String) throws {
        let text: String
        do {
            text = try TextFile.read(path, byteCountMax: Self.byteCountMax)
        } catch {
            throw SettingProblems([SettingProblem(path, nil, "\(error)")])
        }
        let file = path.split(separator: "/").last ?? "series"
        try self.init(
            name: String(file.split(separator: ".").first ?? file), text: text, source: path)
    }

    /// Reads a text.
    ///
    /// - Parameter source: What problems call the file.
    package init(name: String, text: String, source: String) throws(Problems) {
        self.name = name
        var samples: [SeriesSample] = []
        var problems: [String] = []
        var problemCount = 0
        var last: Int64?
        var count = 0
        // By bytes: a line may end with CR LF, which is one character. Some programs put a byte order
        // mark before the first.
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        let lines = text.utf8.dropFirst(text.utf8.starts(with: mark) ? mark.count : 0)
        for line in lines.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            count += 1
            let content = Substring(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
            do throws(Mistake) {
                if count == 1 {
                    guard content == "timestamp,value" else { throw Mistake(.header, content) }
                } else if !content.isEmpty {
                    let sample = try Self.sample(content)
                    if let last, sample.time <= last { throw Mistake(.order, content) }
                    last = sample.time
                    samples.append(sample)
                }
            } catch {
                problemCount += 1
                guard problemCount <= Self.problemCountMax else { continue }
                problems.append("\(source):\(count): \(error.text)")
            }
        }
        guard problems.isEmpty else {
            let rest = problemCount - Self.problemCountMax
            throw Problems(
                lines: problems
                    + (rest > 0 ? ["\(source): and \(rest) more problems"] : []))
        }
        self.samples = samples
    }

    /// Checks that some rows and not all are asked for.
    ///
    /// - Parameter option: The option that says how many.
    func checkRowCount(_ count: Int, of option: String) throws(SettingProblems) {
        guard count > 0, count < samples.count else {
            let most = max(samples.count - 1, 1)
            throw SettingProblems([
                SettingProblem(
                    option, "\(count)",
                    "must be from 1 to \(most) for the \(samples.count) rows of \(name)")
            ])
        }
    }

    /// What is wrong with a line.
    private struct Mistake: Error {
        enum Kind {
            case header
            case fields
            case time
            case value
            case order
        }

        let kind: Kind
        let found: Substring

        init(_ kind: Kind, _ found: Substring) {
            self.kind = kind
            self.found = found
        }

        var text: String {
            // A line may be anything; what is shown of it stays short and on one line.
            let found = String(found.prefix(60)).debugDescription.printable
            return switch kind {
            case .header: "the first line must be timestamp,value, got \(found)"
            case .fields: "must be a time, a comma and a value, got \(found)"
            case .time: "the time must be like 2024-09-02T00:00:00Z (RFC 3339), got \(found)"
            case .value: "the value must be a number that is not negative, got \(found)"
            case .order: "the time must be later than that of the line before, got \(found)"
            }
        }
    }

    private static func sample(_ line: Substring) throws(Mistake) -> SeriesSample {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count == 2 else { throw Mistake(.fields, line) }
        guard let time = WallClockInstant(rfc3339: String(fields[0])) else {
            throw Mistake(.time, fields[0])
        }
        let seconds = Int64(time.secondsSinceEpoch.rounded(.down))
        guard !fields[1].isEmpty else { return SeriesSample(time: seconds, value: .nan) }
        guard let value = Double(fields[1]), value.isNaN || value >= 0 && value.isFinite else {
            throw Mistake(.value, fields[1])
        }
        return SeriesSample(time: seconds, value: value)
    }
}
