import Base
import Documents
import Glibc
import Reporting
import RuleBook

/// `sonde rules lint`: what is wrong with rule files, whoever wrote them.
package struct RulesLint: Sendable {
    /// How findings are told.
    package enum Format: String, CaseIterable, Sendable {
        case text
        case json
    }

    /// What the command is told, as it is written on the command line.
    package struct Options: Sendable {
        package var scrapeInterval = "15s"
        package var evaluationInterval: String?
        package var runInterval: String?
        /// `NAME=0.1,0.5,2`, for each histogram.
        package var buckets: [String] = []
        /// Files with a page of metrics, from which bounds are read.
        package var metricsFiles: [String] = []

        package init() {}
    }

    private let fileCount: Int
    private let findings: [LintFinding]

    /// Reads and looks through the files, all together: what one records, another may read.
    ///
    /// - Parameter paths: The files; `-` for standard input.
    /// - Throws: `SettingProblems` with every option that cannot be used, and every file that
    ///   cannot be read.
    package init(_ paths: [String], _ options: Options) throws(SettingProblems) {
        var problems: [SettingProblem] = []
        let settings = Self.settings(options, &problems)
        let files = paths.compactMap { path in
            guard path != "-" else { return Self.standardInput(&problems) }
            return Self.attempt(path, &problems) { path throws(TextFile.Failure) in
                try LintedFile.read(path)
            }
        }
        guard problems.isEmpty else { throw SettingProblems(problems) }
        fileCount = files.count
        findings = RuleLinter(settings).findings(in: files)
    }

    /// Whether there is no error, or, where warnings count as well, no finding at all.
    package func isSuccess(strict: Bool) -> Bool {
        strict ? findings.isEmpty : !findings.contains { $0.severity == .error }
    }

    /// The findings, and a last line that counts them; or a JSON array.
    package func report(_ format: Format) -> String {
        switch format {
        case .text:
            return FindingReport.text(
                findings.map(\.description), errorCount: findings.count { $0.severity == .error },
                fileCount: fileCount)
        case .json:
            return findings.map(LintDocument.init).jsonText
        }
    }

    /// What stands on standard input, by the name `stdin`; nil, and a problem, if it is too much or
    /// no text.
    private static func standardInput(_ problems: inout [SettingProblem]) -> LintedFile? {
        let byteCountMax = DocumentLimits().byteCountMax
        var bytes: [UInt8] = []
        while case let byte = getchar(), byte != EOF {
            bytes.append(UInt8(byte))
            guard bytes.count <= byteCountMax else {
                problems.append(
                    SettingProblem("-", nil, "is larger than \(byteCountMax) bytes"))
                return nil
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            problems.append(SettingProblem("-", nil, "is not UTF-8 text"))
            return nil
        }
        return LintedFile(path: "stdin", text: text)
    }

    // MARK: Options

    private static func settings(
        _ options: Options, _ problems: inout [SettingProblem]
    ) -> LintSettings {
        var settings = LintSettings()
        settings.scrapeInterval =
            span("--scrape-interval", options.scrapeInterval, &problems) ?? settings.scrapeInterval
        settings.evaluationInterval = span(
            "--evaluation-interval", options.evaluationInterval, &problems)
        settings.runInterval = span("--run-interval", options.runInterval, &problems)
        for path in options.metricsFiles {
            let page = attempt(path, &problems) { path throws(TextFile.Failure) in
                try TextFile.read(path, byteCountMax: 64 << 20)
            }
            let bounds = page.map(HistogramBounds.read(metricsPage:)) ?? [:]
            settings.bounds.merge(bounds) { Set($0 + $1).sorted() }
        }
        for text in options.buckets {
            if let histogram = HistogramBounds.read(option: text) {
                settings.bounds[histogram.name] = histogram.bounds
            } else {
                problems.append(
                    SettingProblem(
                        "--buckets", text,
                        "must be a histogram and its bounds, such as name=0.1,0.5,2"))
            }
        }
        return settings
    }

    /// The duration that an option says; nil, and a problem, if it says none.
    private static func span(
        _ name: String, _ text: String?, _ problems: inout [SettingProblem]
    ) -> TimeSpan? {
        guard let text else { return nil }
        guard let span = TimeSpan(text), span > .zero else {
            problems.append(
                SettingProblem(name, text, "must be a duration such as 15s or 1m"))
            return nil
        }
        return span
    }

    private static func attempt<Value>(
        _ path: String, _ problems: inout [SettingProblem],
        _ read: (String) throws(TextFile.Failure) -> Value
    ) -> Value? {
        do throws(TextFile.Failure) {
            return try read(path)
        } catch {
            problems.append(SettingProblem(path, nil, "\(error)"))
            return nil
        }
    }
}
