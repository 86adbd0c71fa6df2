import RuleBook
import TestSupport
import Testing

/// The rules on probes, judged by promtool with the tests that come with them.
@Suite struct ProbeRulesTests {
    private static func families(
        _ intervals: [TimeSpan], _ change: (inout RuleSettings) -> Void = { _ in }
    ) -> [RuleFamily] {
        var settings = RuleSettings()
        change(&settings)
        return RuleFamily.probes(
            ProbeRuleSettings(intervals: intervals, servesReservations: true), settings)
    }

    @Test func `the rules for the default configuration pass their tests`() throws {
        for family in Self.families([.seconds(5)]) { try expectHolds(family) }
    }

    @Test func `the rules for probes of three classes pass their tests`() throws {
        let names = Set(Self.families([.seconds(5)]).map(\.name)).subtracting(["synthetic-1m"])
        for family in Self.families([.seconds(5), .seconds(30), .minutes(5)])
        where !names.contains(family.name) { try expectHolds(family) }
    }

    @Test func `the rules for the slowest probes pass their tests`() throws {
        for family in Self.families([.hours(6)]) where family.name == "synthetic-1d" {
            try expectHolds(family)
        }
    }

    @Test(arguments: [
        [], [TimeSpan.seconds(5)], [.seconds(1), .seconds(30), .minutes(5), .hours(1), .hours(6)],
    ])
    func `the linter finds nothing in them`(_ intervals: [TimeSpan]) {
        let file = RuleFile(joining: Self.families(intervals))
        let findings = RuleLinter().findings(
            in: [LintedFile(path: "rules.yml", text: file.prometheusText)])
        #expect(findings.map(\.description) == [])
    }

    @Test func `the slowest probe whose share of errors is watched runs four times a day`() {
        func windows(_ interval: TimeSpan) -> [String] {
            Self.families([interval]).map(\.name).filter { $0.hasPrefix("synthetic-degraded") }
        }
        #expect(ProbeRuleSettings.intervalMax == .hours(6))
        #expect(windows(.hours(6)) == ["synthetic-degraded-1d"])
        #expect(windows(TimeSpan(milliseconds: 6 * 3_600_000 + 1)) == [])
    }

    @Test func `adjusted rules pass their tests`() throws {
        let families = Self.families([.seconds(10)]) { settings in
            settings.all.wait = .minutes(2)
            settings.all.keepFiringFor = .minutes(3)
            settings.all.labels = ["team": "web"]
            settings.job = "monitoring"
            settings.runbookBase = "https://runbooks.example/"
            settings.scrapeInterval = .seconds(60)
        }
        for family in families { try expectHolds(family) }
    }
}
