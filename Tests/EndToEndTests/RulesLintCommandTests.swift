import Foundation
import TestSupport
import Testing

/// `sonde rules lint` as it is called.
@Suite struct RulesLintCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func lint(
        _ arguments: String...
    ) throws -> (status: Int32, output: String, errors: String) {
        let command = try SondeProcess.start(["rules", "lint"] + arguments, [:])
        let status = try command.waitForExit()
        return (status, command.standardOutput, command.standardError)
    }

    /// A file with one alert.
    private func file(_ name: String, _ expression: String) throws -> String {
        try folder.write(
            name,
            """
            groups:
            - name: a
              rules:
              - alert: A
                expr: \(expression)
            """)
    }

    @Test func `what comes on standard input is looked through as a file is`() throws {
        let path = try file("a.yml", "up > 1")
        func piped(_ input: String) throws -> (status: Int32, output: String, errors: String) {
            let shell = try ChildProcess(
                "/bin/sh", ["-c", "\(input) | \(Programs.sonde()) rules lint -"])
            let status = try shell.waitForExit()
            return (status, shell.standardOutput, shell.standardError)
        }
        let wrong = try piped("cat \(path)")
        let named = try lint(path)
        #expect(wrong.output == named.output.replacing(path, with: "stdin"))
        #expect(wrong.status == 1 && wrong.errors == "")
        let much = try piped("head -c 20000000 /dev/zero")
        #expect(much.errors == "sonde: -: is larger than 16777216 bytes\n")
        #expect(much.status == 2)
        let binary = try piped("printf '\\377'")
        #expect(binary.errors == "sonde: -: is not UTF-8 text\n")
        #expect(binary.status == 2)
    }

    @Test func `warnings leave the exit status alone, errors and strictness do not`() throws {
        let warned = try file("a.yml", #"absent(up{job="shop"})"#)
        let wrong = try file("b.yml", "up > 1")
        let text = """
            \(warned):5:11: warning: absent-without-for: alert A: without "for" one failed scrape or a \
            restart of Prometheus is an alert
                instead: for: of at least two scrapes, such as 5m
            1 file, 0 errors, 1 warning

            """
        #expect(try lint(warned) == (0, text, ""))
        #expect(try lint("--strict", warned) == (1, text, ""))
        let result = try lint("--format", "json", wrong)
        #expect(result.status == 1)
        #expect(
            result.output == """
                [
                  {
                    "check" : "never-fires",
                    "column" : 11,
                    "file" : "\(wrong)",
                    "instead" : "a threshold that can be passed",
                    "line" : 5,
                    "reason" : "up is between 0 and 1, so > 1 never holds",
                    "rule" : "alert A",
                    "severity" : "error"
                  }
                ]

                """)
    }

    @Test func `bounds come from options and from a page of metrics`() throws {
        let rules = try file(
            "a.yml", "histogram_quantile(0.9, sum by (le) (rate(s_bucket[5m]))) > 2")
        let page = try folder.write(
            "page.txt",
            "# TYPE s histogram\ns_bucket{a=\"b\",le=\"2\"} 1\ns_bucket{le=\"+Inf\"} 1\n")
        #expect(try lint(rules).status == 0)
        #expect(try lint("--buckets", "s=0.5,2", rules).output.contains("past-last-bucket"))
        #expect(try lint("--metrics", page, rules).output.contains("past-last-bucket"))
        #expect(try lint("--buckets", "s=0.5,4", rules).status == 0)
    }

    @Test func `what cannot be used is told, all of it, with status 2`() throws {
        let missing = folder.path("none.yml")
        let result = try lint("--scrape-interval", "5", "--buckets", "x", missing)
        #expect(result.status == 2)
        #expect(result.output == "")
        #expect(
            result.errors == """
                sonde: --scrape-interval: must be a duration such as 15s or 1m, got '5'
                sonde: --buckets: must be a histogram and its bounds, such as name=0.1,0.5,2, \
                got 'x'
                sonde: \(missing): cannot be read: No such file or directory

                """)
        #expect(try lint().status == 2)
    }

    @Test func `the linter is silent on what the generator writes`() throws {
        for configuration in ["reservations", "basic", "login-journey", "schedule"] {
            let rules = folder.path("\(configuration).yml")
            let generation = try SondeProcess.start(
                [
                    "rules", "generate", "--out", rules, "--config",
                    Checkout.folder.appending(path: "examples/\(configuration).yml").path,
                ], [:])
            #expect(try generation.waitForExit() == 0, "\(generation.standardError)")
            let result = try lint("--strict", "--evaluation-interval", "10s", rules)
            #expect(result.status == 0, "\(configuration): \(result.output)")
        }
    }
}
