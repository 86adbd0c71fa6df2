import Base
import Foundation
import TestSupport
import Testing

/// `sonde forecast`.
@Suite struct ForecastCommandTests {
    private func forecast(
        _ arguments: String...
    ) throws -> (status: Int32, output: String, errors: String) {
        let command = try SondeProcess.start(["forecast"] + arguments)
        let status = try command.waitForExit()
        return (status, command.standardOutput, command.standardError)
    }

    /// A file with two weeks and two days of traffic.
    private func series(_ folder: borrowing TemporaryFolder) throws -> String {
        let lines = TrafficSeries(seed: 81).points(count: 16 * 288).map {
            "\(WallClockInstant(nanoseconds: $0.time * 1_000_000_000).rfc3339),\($0.value)"
        }
        return try folder.write(
            "shop.csv", (["timestamp,value"] + lines).joined(separator: "\r\n"))
    }

    @Test func `an evaluation as JSON has the keys that scripts read`() throws {
        let folder = try TemporaryFolder()
        let run = try forecast(
            "evaluate", series(folder), "--test-rows", "576", "--format", "json")
        #expect(run.status == 0)
        #expect(run.errors == "")
        let document = try #require(
            JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        #expect(
            document.keys.sorted() == [
                "coverage80", "coverage99", "fit_seconds", "forecast_seconds", "mae", "model",
                "series", "step_seconds", "test_rows", "train_rows", "winkler80", "winkler99",
            ])
        #expect(document["series"] as? String == "shop")
        #expect(document["train_rows"] as? Int == 14 * 288)
        #expect(document["test_rows"] as? Int == 576)
        #expect(document["step_seconds"] as? Int == 300)
        #expect((document["mae"] as? Double).map { (5...15).contains($0) } == true)
        #expect((document["coverage99"] as? Double).map { (0.95...1).contains($0) } == true)
        #expect((document["fit_seconds"] as? Double).map { $0 > 0 } == true)
    }

    @Test func `an evaluation as text ends with a plot`() throws {
        let folder = try TemporaryFolder()
        let run = try forecast("evaluate", series(folder), "--test-rows", "576")
        #expect(run.status == 0)
        let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "shop, 4032 rows to train on and 576 to test on, 5m apart")
        #expect(lines.count == 28)
        #expect(lines[7] == "")
        #expect(lines[8...23].allSatisfy { $0.dropFirst(11).first == "|" && $0.count <= 84 })
        #expect(lines[24] == "           +" + String(repeating: "-", count: 72))
        #expect(
            lines[25] == "            2024-09-16T00:00Z" + String(repeating: " ", count: 38)
                + "2024-09-17T23:55Z")
        #expect(
            lines[26]
                == "o value, X value outside of the 99 % band, = expected, : 80 % band, . 99 % band"
        )
    }

    @Test func `a replay of an ordinary time tells no episode`() throws {
        let folder = try TemporaryFolder()
        let run = try forecast(
            "replay", series(folder), "--train-rows", "4032", "--level", "0.99", "--scale", "1.15",
            "--for", "5m", "--format", "json")
        #expect(run.status == 0)
        #expect(run.output == "[\n\n]\n")
    }

    @Test func `a series with mistakes ends with status 1, wrong options with 2`() throws {
        let folder = try TemporaryFolder()
        let bad = try folder.write("bad.csv", "timestamp,value\n2024-09-02T00:00:00Z,x\n")
        let mistakes = try forecast("evaluate", bad, "--test-rows", "1")
        #expect(mistakes.status == 1)
        #expect(
            mistakes.errors
                == "sonde: \(bad):2: the value must be a number that is not negative, got \"x\"\n")
        let good = try series(folder)
        let rows = try forecast("evaluate", good, "--test-rows", "4608")
        #expect(rows.status == 2)
        #expect(
            rows.errors
                == "sonde: --test-rows: must be from 1 to 4607 for the 4608 rows of shop, got '4608'\n"
        )
        let settings = try forecast(
            "replay", good, "--train-rows", "9", "--for", "x", "--scale", "0")
        #expect(settings.status == 2)
        #expect(
            settings.errors == """
                sonde: --scale: must be above 0 and at most 1000, got '0.0'
                sonde: --for: must be a duration such as 5m, at most 7d, got 'x'

                """)
        let away = try forecast("evaluate", folder.path("none.csv"), "--test-rows", "1")
        #expect(away.status == 2)
        #expect(
            away.errors == "sonde: \(folder.path("none.csv")): cannot be read: No such file or "
                + "directory\n")
        let missing = try forecast("evaluate", good)
        #expect(missing.status == 2)
    }
}
