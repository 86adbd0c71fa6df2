import App
import Forecasting
import Testing

@Suite struct SeriesFileTests {
    private func problems(_ text: String) -> [String] {
        do {
            _ = try SeriesFile(name: "series", text: text, source: "series.csv")
            return []
        } catch {
            return error.lines
        }
    }

    @Test func `times and values are read, whatever ends the lines`() throws {
        let lines = [
            "timestamp,value", "1969-12-31T23:59:00Z,0", "1970-01-01T00:00:00Z,1.5",
            "1970-01-01T01:01:00+01:00,1e3", "1970-01-01T00:02:00.75Z,", "1970-01-01T00:03:00Z,NaN",
        ]
        for ending in ["\n", "\r\n"] {
            for (first, last) in [("", ""), ("\u{feff}", ending), ("", ending + ending)] {
                let series = try SeriesFile(
                    name: "series", text: first + lines.joined(separator: ending) + last,
                    source: "")
                #expect(series.samples.map(\.time) == [-60, 0, 60, 120, 180])
                #expect(series.samples.prefix(3).map(\.value) == [0, 1.5, 1_000])
                #expect(series.samples.suffix(2).allSatisfy { $0.value.isNaN })
            }
        }
    }

    @Test func `every problem is told with its line`() {
        let text = """
            timestamp,value
            2024-09-02T00:00:00Z,3
            yesterday,4
            2024-09-02T00:00:00Z,4
            2024-09-02T00:05:00Z,-4
            2024-09-02T00:06:00Z,inf
            2024-09-02T00:07:00Z,four
            2024-09-02T00:08:00Z
            2024-09-02T00:09:00Z,1,2
            2024-02-30T00:00:00Z,1
            """
        let early = "the time must be later than that of the line before, got"
        let time = "the time must be like 2024-09-02T00:00:00Z (RFC 3339), got"
        let value = "the value must be a number that is not negative, got"
        let fields = "must be a time, a comma and a value, got"
        #expect(
            problems(text) == [
                "series.csv:3: \(time) \"yesterday\"",
                "series.csv:4: \(early) \"2024-09-02T00:00:00Z,4\"",
                "series.csv:5: \(value) \"-4\"",
                "series.csv:6: \(value) \"inf\"",
                "series.csv:7: \(value) \"four\"",
                "series.csv:8: \(fields) \"2024-09-02T00:08:00Z\"",
                "series.csv:9: \(fields) \"2024-09-02T00:09:00Z,1,2\"",
                "series.csv:10: \(time) \"2024-02-30T00:00:00Z\"",
            ])
    }

    @Test func `a file without the header is refused`() {
        let header = "series.csv:1: the first line must be timestamp,value, got"
        #expect(problems("") == ["\(header) \"\""])
        #expect(problems("time,value\n") == ["\(header) \"time,value\""])
        // A line of another file may be anything.
        #expect(
            problems(String(repeating: "\u{1b}[2J", count: 30))
                == ["\(header) \"" + String(repeating: "\\u{1B}[2J", count: 15) + "\""])
    }

    @Test func `of very many problems the first are told`() {
        let lines = problems("timestamp,value\n" + String(repeating: "x\n", count: 1_000))
        #expect(lines.count == 21)
        #expect(lines.last == "series.csv: and 980 more problems")
    }

    @Test func `a file that cannot be read says why`() {
        #expect(
            throws: SettingProblems([
                SettingProblem(
                    "/nowhere/at/all.csv", nil, "cannot be read: No such file or directory")
            ])
        ) { try SeriesFile(path: "/nowhere/at/all.csv") }
    }
}
