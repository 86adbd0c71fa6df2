import Base
import Foundation
import Monitoring
import TestSupport
import Testing

@Suite struct TimeZoneRulesTests {
    // MARK: Against zdump

    /// `zdump -v` prints the last second before each change and the first one after it.
    @Test func `every change of every zone of this machine from 1970 to 2100 is as zdump says`()
        throws
    {
        let names = try zoneNames()
        try #require(names.count > 300, "the package tzdata is not installed")
        let zdump = try ChildProcess(
            Programs.installed("zdump"), ["-v", "-c", "1970,2100"] + names)
        #expect(try zdump.waitForExit() == 0)
        let zones = Dictionary(
            uniqueKeysWithValues: try names.map { ($0, try TimeZoneRules(installed: $0)) })
        var count = 0
        var wrong: [Substring] = []
        for line in zdump.standardOutput.split(separator: "\n") {
            guard let (name, moment, offset) = parse(line) else { continue }
            count += 1
            if zones[name]?.offset(at: moment) != offset { wrong.append(line) }
        }
        #expect(wrong.prefix(5) == [])
        #expect(count > 30_000)
    }

    /// The zones whose clocks differ since 1970.
    private func zoneNames() throws -> [String] {
        try String(contentsOfFile: "\(TimeZoneRules.folder)/zone1970.tab", encoding: .utf8)
            .split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { String($0.split(separator: "\t")[2]) }
    }

    /// `Europe/Zurich  Sun Mar 30 01:00:00 2025 UT = Sun Mar 30 03:00:00 2025 CEST isdst=1
    /// gmtoff=7200`
    private func parse(_ line: Substring) -> (name: String, moment: Int64, offset: Int64)? {
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let words = line.split(separator: " ")
        guard words.count == 16, let month = months.firstIndex(of: String(words[2])),
            let day = Int64(words[3]), let year = Int64(words[5]),
            let offset = Int64(words[15].dropFirst("gmtoff=".count))
        else { return nil }
        let clock = words[4].split(separator: ":").compactMap { Int64($0) }
        let dayNumber = CivilTime.dayNumber(year: year, month: Int64(month) + 1, day: day)
        let moment = dayNumber * 86_400 + clock[0] * 3_600 + clock[1] * 60 + clock[2]
        return moment >= 0 ? (String(words[0]), moment, offset) : nil
    }

    // MARK: Local time

    /// Local 02:30 on the day on which Zurich's clocks jump from 02:00 to 03:00, and back.
    @Test func `a local time is one moment, or two, or what it would have been`() throws {
        let zone = try TimeZoneRules(installed: "Europe/Zurich")
        func moments(_ text: String) -> [String] {
            let local = WallClockInstant(rfc3339: text + "Z")!.nanoseconds / 1_000_000_000
            let (first, second) = zone.moments(showing: local)
            return [first, second].compactMap(\.self).map {
                WallClockInstant(nanoseconds: $0 * 1_000_000_000).rfc3339
            }
        }
        #expect(moments("2026-01-15T02:30:00") == ["2026-01-15T01:30:00.000Z"])
        #expect(moments("2026-07-15T02:30:00") == ["2026-07-15T00:30:00.000Z"])
        #expect(moments("2026-03-29T02:30:00") == ["2026-03-29T01:30:00.000Z"])
        #expect(moments("2026-03-29T03:30:00") == ["2026-03-29T01:30:00.000Z"])
        #expect(
            moments("2026-10-25T02:30:00") == [
                "2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z",
            ])
    }

    // MARK: Files

    @Test func `before the first change type 0 holds, and after the last its own`() throws {
        let file = TimeZoneFile(changes: [(100, 1), (200, 0)], offsets: [60, 3_600])
        let zone = try TimeZoneRules(name: "x", tzif: file.bytes)
        #expect(
            [Int64.min, 99, 100, 199, 200, .max].map(zone.offset) == [60, 60, 3_600, 3_600, 60, 60])
    }

    @Test func `a file of version 1 has times of four bytes, signed`() throws {
        let file = TimeZoneFile(version: 0, changes: [(-5, 1)], offsets: [0, -3_600])
        let zone = try TimeZoneRules(name: "x", tzif: file.bytes)
        #expect([-6, -5].map(zone.offset) == [0, -3_600])
    }

    @Test(arguments: [
        // The text of `TZ`, a moment, the offset.
        ("EST5", "2026-07-01T00:00:00Z", -18_000),
        ("<+0530>-5:30", "2026-07-01T00:00:00Z", 19_800),
        ("<-00>0", "2026-07-01T00:00:00Z", 0),
        // The last Sunday of March at 02:00, and that of October at 03:00.
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T00:59:59Z", 3_600),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T01:00:00Z", 7_200),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T00:59:59Z", 7_200),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T01:00:00Z", 3_600),
        // The south, where summer spans New Year.
        ("NZST-12NZDT,M9.5.0,M4.1.0/3", "2026-01-01T00:00:00Z", 46_800),
        ("NZST-12NZDT,M9.5.0,M4.1.0/3", "2026-07-01T00:00:00Z", 43_200),
        // Half an hour.
        ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-01-01T00:00:00Z", 39_600),
        // Days before the one that is named, and after it.
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -7_200),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -3_600),
        ("IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-26T23:59:59Z", 7_200),
        ("IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-27T00:00:00Z", 10_800),
        // Days of the year, with and without 29 February.
        ("AAA-1BBB,J60/0,J61/0", "2024-03-01T00:30:00Z", 7_200),
        ("AAA-1BBB,J60/0,J61/0", "2024-02-29T12:00:00Z", 3_600),
        ("AAA-1BBB,59/0,60/0", "2024-02-29T12:00:00Z", 7_200),
        // Summer all year; the standard time's name stands for nothing, as that time never holds.
        ("XXX3EDT4,0/0,J365/25", "2026-01-01T03:00:00Z", -14_400),
        ("XXX3EDT4,0/0,J365/25", "2026-12-31T23:59:59Z", -14_400),
    ])
    func `the rule in the footer holds after the last change`(
        footer: String, time: String, offset: Int64
    ) throws {
        let file = TimeZoneFile(footer: footer)
        let zone = try TimeZoneRules(name: "x", tzif: file.bytes)
        let moment = WallClockInstant(rfc3339: time)!.nanoseconds / 1_000_000_000
        #expect(zone.offset(at: moment) == offset)
    }

    @Test(arguments: [
        "E5", "EST", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0",
        "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J365",
        "EST5EDT,366,J1", "EST5EDT,M3.2.0/168,M11.1.0", "EST5EDT,M3.2.0,M11.1.0 ", "<EST5",
        "EST5:60", "5",
    ])
    func `a footer that is no rule is refused`(footer: String) {
        let bytes = TimeZoneFile(footer: footer).bytes
        #expect(
            throws: TimeZoneProblem(
                "time zone x: has a footer that is no rule: \(footer) (byte \(bytes.count - footer.utf8.count - 1))"
            )
        ) {
            try TimeZoneRules(name: "x", tzif: bytes)
        }
    }

    @Test(arguments: [
        (TimeZoneFile(leapCount: 1), "counts leap seconds (byte 106)"),
        (TimeZoneFile(changes: [(5, 1)]), "names a type that it does not have (byte 122)"),
        (TimeZoneFile(changes: [(5, 0), (5, 0)]), "has times that do not ascend (byte 136)"),
        (TimeZoneFile(offsets: [86_400]), "has an offset of a day or more (byte 102)"),
        (TimeZoneFile(offsets: []), "has impossible counts (byte 44)"),
    ])
    func `a file that cannot be is refused`(file: TimeZoneFile, reason: String) {
        #expect(throws: TimeZoneProblem("time zone x: \(reason)")) {
            try TimeZoneRules(name: "x", tzif: file.bytes)
        }
    }

    @Test func `every prefix of a file is refused`() throws {
        let file = TimeZoneFile(
            changes: [(100, 1), (200, 0)], offsets: [60, 3_600],
            footer: "CET-1CEST,M3.5.0,M10.5.0/3")
        for count in 0..<file.bytes.count {
            #expect(throws: TimeZoneProblem.self, "\(count) bytes") {
                try TimeZoneRules(name: "x", tzif: Array(file.bytes.prefix(count)))
            }
        }
        #expect(throws: TimeZoneProblem("time zone x: is no time zone file (byte 4)")) {
            try TimeZoneRules(name: "x", tzif: Array("#!/bin/sh\n".utf8))
        }
    }
}
