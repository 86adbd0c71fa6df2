import Base
import FoundationEssentials
import Glibc
import Reactor
import RuleBook

/// `sonde rules test`: the unit tests of rules as files, run by promtool.
package struct RulesTestRun: Sendable {
    /// What is printed, and whether the tests hold.
    package struct Report: Sendable {
        package let text: String
        package let isSuccess: Bool
    }

    private let families: [RuleFamily]
    private let promtool: Promtool

    /// - Parameters:
    ///   - generation: The rules.
    ///   - promtool: The value of `--promtool`; nil: the one in the folders of `PATH`.
    ///   - environment: Has `PATH`.
    /// - Throws: `SettingProblems` if there is no program at `promtool`.
    package init(
        _ generation: RulesGeneration, promtool: String?, environment: [String: String]
    ) throws(SettingProblems) {
        families = generation.families
        self.promtool = try Promtool(named: promtool, environment: environment)
    }

    /// Writes the files and runs the tests.
    ///
    /// - Parameters:
    ///   - folder: Where the files are written, and stay; it is made if it is not there. Nil for a
    ///     place from which they are gone afterwards.
    ///   - progress: Told what is being tested; a file takes up to some seconds.
    /// - Throws: If a file cannot be written, or promtool cannot be started.
    package func report(
        folder: String?, progress: (String) -> Void = { _ in }
    ) throws -> Report {
        guard let folder else {
            let temporary = FileManager.default.temporaryDirectory
                .appending(path: "sonde-rules-\(UUID().uuidString)").path
            // Files that stay behind in a folder for such files do no harm.
            defer { try? FileManager.default.removeItem(atPath: temporary) }
            return try report(in: temporary, isKept: false, progress)
        }
        return try report(in: folder, isKept: true, progress)
    }

    private func report(
        in folder: String, isKept: Bool, _ progress: (String) -> Void
    ) throws -> Report {
        let files = try write(to: folder)
        guard let path = promtool.path else {
            let written = isKept ? "the files are in \(folder)" : "--out DIR keeps the files"
            return Report(
                text: "nothing was tested: promtool is in no folder of PATH "
                    + "(\(promtool.searched)); \(written)\n",
                isSuccess: isKept)
        }
        var text = ""
        var failureCount = 0
        for (index, file) in files.enumerated() {
            progress("\(index + 1) of \(files.count): \(file.name)")
            let run = try ProgramRun(path, ["test", "rules", "\(folder)/\(file.name)"])
            text += "\(file.name): \(file.summary): \(run.status == 0 ? "passed" : "FAILED")\n"
            guard run.status != 0 else { continue }
            failureCount += 1
            // It tells names and labels, which may be anything.
            text += run.output.split(separator: "\n", omittingEmptySubsequences: false)
                .map { String($0).printable }.joined(separator: "\n")
        }
        let tests = families.flatMap(\.tests).flatMap(\.tests)
        let verdict = failureCount == 0 ? "all passed" : "\(failureCount) failed"
        let counts = RulesTestFile.summary(of: tests)
        text += "\(Self.count(files.count, "file")), \(counts): \(verdict)\n"
        return Report(text: text, isSuccess: failureCount == 0)
    }

    /// Writes the rules and tests of each family.
    private func write(to folder: String) throws -> [RulesTestFile] {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        } catch let error as CocoaError {
            guard let cause = error.underlying as? POSIXError else { throw error }
            throw SystemError(attempt: "make the folder \(folder)", code: cause.code.rawValue)
        }
        var files: [RulesTestFile] = []
        for family in families {
            for file in family.testFiles {
                try FileReplacement.write(file.text, to: "\(folder)/\(file.name)")
            }
            files += family.tests.map { tests in
                RulesTestFile(
                    name: "\(tests.name).test.yml", summary: RulesTestFile.summary(of: tests.tests))
            }
        }
        return files
    }

    fileprivate static func count(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
}

/// A file of tests that was written.
private struct RulesTestFile {
    let name: String
    let summary: String

    static func summary(of tests: [AlertTest]) -> String {
        RulesTestRun.count(tests.count, "alert") + ", "
            + RulesTestRun.count(tests.reduce(0) { $0 + $1.cases.count }, "case")
    }
}

/// Where promtool is.
private struct Promtool {
    /// Nil if it is in no folder of `PATH`.
    let path: String?
    let searched: String

    init(named name: String?, environment: [String: String]) throws(SettingProblems) {
        searched = environment["PATH"] ?? ""
        guard let name else {
            path = searched.split(separator: ":").map { "\($0)/promtool" }
                .first(where: Self.isProgram)
            return
        }
        guard Self.isProgram(name) else {
            throw SettingProblems([
                SettingProblem("--promtool", name, "must be the path of a program")
            ])
        }
        path = name
    }

    private static func isProgram(_ path: String) -> Bool {
        access(path, X_OK) == 0
    }
}
