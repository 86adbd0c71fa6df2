import App
import Foundation
import TestSupport
import Testing

/// The tests of rules as files, and what becomes of them with and without promtool.
@Suite struct RulesTestRunTests {
    private let folder: TemporaryFolder
    private let generation: RulesGeneration

    init() throws {
        folder = try TemporaryFolder()
        let file = ConfigurationFile(
            path: try folder.write("sonde.yml", "server: {}\n"), environment: [:])
        generation = try RulesGeneration(file: file, environment: [:])
    }

    private func program(_ text: String) throws -> String {
        let path = folder.path("promtool")
        // Written by another process: a program that this one writes cannot be run for as long as a
        // child that another test is just starting has a copy of the open file (ETXTBSY).
        let script = "printf '#!/bin/sh\\n%s\\n' \"$1\" >\"$2\" && chmod 755 \"$2\""
        let writer = try ChildProcess("/bin/sh", ["-c", script, "sh", text, path])
        try #require(try writer.waitForExit() == 0)
        return path
    }

    @Test func `what promtool finds to hold is told`() throws {
        let run = try RulesTestRun(
            generation, promtool: Programs.installed("promtool"), environment: [:])
        var progress: [String] = []
        let report = try run.report(folder: nil) { progress.append($0) }
        #expect(progress == ["1 of 1: silence.test.yml"])
        #expect(
            report.text == """
                silence.test.yml: 1 alert, 4 cases: passed
                1 file, 1 alert, 4 cases: all passed

                """)
        #expect(report.isSuccess)
    }

    @Test func `the files are written and stay`() throws {
        let out = folder.path("a/b")
        let run = try RulesTestRun(
            generation, promtool: nil, environment: ["PATH": "/nowhere:/none"])
        let report = try run.report(folder: out)
        #expect(
            report.text == """
                nothing was tested: promtool is in no folder of PATH (/nowhere:/none); the files are \
                in \(out)

                """)
        #expect(report.isSuccess)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: out).sorted()
                == ["silence.rules.yml", "silence.test.yml"])
        let judge = try Promtool.run("test", "rules", "\(out)/silence.test.yml")
        #expect(judge == "status 0\nUnit Testing:  \(out)/silence.test.yml\n  SUCCESS\n\n")
    }

    @Test func `without promtool and a folder nothing is done, which is no success`() throws {
        let run = try RulesTestRun(generation, promtool: nil, environment: [:])
        let report = try run.report(folder: nil)
        #expect(
            report.text == """
                nothing was tested: promtool is in no folder of PATH (); --out DIR keeps the files

                """)
        #expect(!report.isSuccess)
    }

    @Test func `a failure is told with what promtool says`() throws {
        let path = try program("echo \"$1 $2 FAILED\"; echo why >&2; exit 1")
        let run = try RulesTestRun(generation, promtool: path, environment: [:])
        let report = try run.report(folder: nil)
        #expect(
            report.text == """
                silence.test.yml: 1 alert, 4 cases: FAILED
                test rules FAILED
                why
                1 file, 1 alert, 4 cases: 1 failed

                """)
        #expect(!report.isSuccess)
    }

    @Test func `a program that is none is refused`() {
        #expect(
            throws: SettingProblems([
                SettingProblem("--promtool", "/nowhere/promtool", "must be the path of a program")
            ])
        ) {
            try RulesTestRun(generation, promtool: "/nowhere/promtool", environment: [:])
        }
    }

    @Test func `a file is replaced whole or stays as it is`() throws {
        let path = try folder.write("rules.yml", "old")
        try RulesGeneration.write("new", to: path)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path(""))
        #expect(names.sorted() == ["rules.yml", "sonde.yml"])
        let below = "\(path)/rules.yml"
        #expect {
            try RulesGeneration.write("new", to: below)
        } throws: { "\($0)" == "cannot write \(below): Not a directory (errno 20)" }
        #expect {
            try RulesGeneration.write("new", to: folder.path(""))
        } throws: { "\($0)".hasPrefix("cannot write \(folder.path("")): ") }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path("")).sorted()
                == ["rules.yml", "sonde.yml"])
    }
}
