import RuleBook
import Testing

/// The linter on rules that are generated.
@Suite struct GeneratedRulesLintTests {
    private func findings(_ family: RuleFamily) -> [String] {
        let file = LintedFile(path: "\(family.name).yml", text: family.file.prometheusText)
        let settings = LintSettings(evaluationInterval: .seconds(15))
        return RuleLinter(settings).findings(in: [file]).map(\.description)
    }

    @Test(arguments: [
        Entries.movies, Entries.mesh, Entries.lone, Entries.nginx, Entries.envoy, Entries.sonde,
    ])
    func `the rules for traffic have no findings`(entry: TrafficSettings) {
        #expect(findings(RuleFamily.traffic(entry, RuleSettings())) == [])
    }

    @Test func `the rules for probes and objectives have no findings`() throws {
        let probes = ProbeRuleSettings(intervals: [.seconds(5)], servesReservations: true)
        for family in RuleFamily.probes(probes, RuleSettings()) { #expect(findings(family) == []) }
        let objective = try RuleFamily.objective(ObjectiveRulesTests.movies, RuleSettings())
        #expect(findings(objective) == [])
    }
}
