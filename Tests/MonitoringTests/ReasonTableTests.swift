import Monitoring
import TestSupport
import Testing

/// What the README says of stages and reasons, held to the lists of them.
@Suite struct ReasonTableTests {
    @Test func `the README explains every stage and every reason`() throws {
        let text = try Checkout.text("README.md")
        let section = try #require(
            text.firstMatch(of: /(?s)\n## Why a probe failed\n(.*?)\n##[ ]/)
        ).1
        let rows = section.matches(of: /(?m)^\| `([a-z]+)` \| ([^|]+) \| [^|]+ \|$/)
        let reasons = rows.flatMap { $0.2.matches(of: /`([a-z_]+)`/).map { String($0.1) } }
        #expect(Set(rows.map { String($0.1) }) == Set(Stage.allCases.map(\.rawValue)))
        #expect(Set(reasons) == Set(Reason.allCases.map(\.rawValue)))
    }
}
