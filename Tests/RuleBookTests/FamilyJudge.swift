import RuleBook
import TestSupport
import Testing

/// Has promtool judge the rules of a family, and run their tests.
func expectHolds(
    _ family: RuleFamily, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let folder = try TemporaryFolder()
    let rules = try folder.write("\(family.name).rules.yml", family.file.prometheusText)
    let count = family.groups.flatMap(\.rules).count
    let check = try Promtool.run("check", "rules", rules)
    #expect(
        check == "status 0\nChecking \(rules)\n  SUCCESS: \(count) rules found\n\n",
        sourceLocation: sourceLocation)
    let files = try family.testFiles.map { try folder.write($0.name, $0.text) }
        .filter { $0.hasSuffix(".test.yml") }
    let run = try Promtool.run(["test", "rules"] + files)
    #expect(
        run == "status 0\n" + files.map { "Unit Testing:  \($0)\n  SUCCESS\n\n" }.joined(),
        sourceLocation: sourceLocation)
}
