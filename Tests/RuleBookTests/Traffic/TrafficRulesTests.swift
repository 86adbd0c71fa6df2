import RuleBook
import TestSupport
import Testing

/// What is generated for traffic, against promtool.
@Suite struct TrafficRulesTests {
    /// By their names, which the log then shows, families that between them have all kinds, presets
    /// and forms of rules.
    private static let families = Dictionary(
        uniqueKeysWithValues: [
            Entries.movies, Entries.mesh, Entries.lone, Entries.nginx, Entries.envoy,
            Entries.sonde, Entries.orders,
        ].map { entry in
            let isStrict = entry == Entries.orders
            let family = RuleFamily.traffic(entry, isStrict ? Entries.strictRules : RuleSettings())
            return (family.name, family)
        })

    @Test(arguments: families.keys.sorted())
    func `promtool takes the rules`(name: String) throws {
        let family = try #require(Self.families[name])
        let folder = try TemporaryFolder()
        let path = try folder.write("rules.yml", family.file.prometheusText)
        let count = family.groups.flatMap(\.rules).count
        #expect(
            try Promtool.run("check", "rules", path)
                == "status 0\nChecking \(path)\n  SUCCESS: \(count) rules found\n\n")
    }

    /// One file at a time, so that they share the processors.
    @Test(
        arguments: families.values.flatMap { family in
            family.tests.map { [family.name, $0.name] }
        }.sorted { $0[1] < $1[1] })
    func `the tests hold`(names: [String]) throws {
        let family = try #require(Self.families[names[0]])
        let folder = try TemporaryFolder()
        let paths = try family.testFiles.filter { $0.name.hasPrefix("\(names[1]).") }
            .map { try folder.write($0.name, $0.text) }
        let path = try #require(paths.last)
        #expect(
            try Promtool.run("test", "rules", path)
                == "status 0\nUnit Testing:  \(path)\n  SUCCESS\n\n")
    }
}
