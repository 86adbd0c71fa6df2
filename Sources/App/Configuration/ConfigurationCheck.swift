import Base
import Documents
import Reporting

/// `sonde check`: every problem of some configuration files.
package struct ConfigurationCheck: Sendable {
    /// How problems are told.
    package enum Format: String, CaseIterable, Sendable {
        case text
        case json
    }

    private struct Finding: Encodable {
        let severity: String
        let file: String
        let line: Int
        let column: Int
        let path: String
        let message: String
    }

    private let paths: [String]
    private let problems: [DocumentProblem]

    /// Reads the files.
    ///
    /// - Parameters:
    ///   - paths: The files; if there are none, that of `SONDE_CONFIG`, or `sonde.yml`.
    ///   - environment: What `${NAME}` stands for.
    package init(_ paths: [String], environment: [String: String]) {
        let variable = environment["SONDE_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        self.paths = paths.isEmpty ? [variable ?? "sonde.yml"] : paths
        problems = self.paths.flatMap { path in
            do throws(DocumentProblems) {
                return try ConfigurationFile(path: path, environment: environment).load().warnings
            } catch {
                return error.all
            }
        }
    }

    /// Whether every file can be used.
    package var isSuccess: Bool { !problems.contains { $0.severity == .error } }

    /// The problems, a line each, and a last line that counts them; or a JSON array.
    package func report(_ format: Format) -> String {
        switch format {
        case .text:
            return FindingReport.text(
                problems.map(\.description), errorCount: problems.count { $0.severity == .error },
                fileCount: paths.count)
        case .json:
            let findings = problems.map {
                Finding(
                    severity: $0.severity.rawValue, file: $0.place.file, line: $0.place.line,
                    column: $0.place.column, path: $0.path, message: $0.message)
            }
            return findings.jsonText
        }
    }
}
