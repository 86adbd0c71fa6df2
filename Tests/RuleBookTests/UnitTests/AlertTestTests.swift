import RuleBook
import Testing

/// What is no proof of an alert cannot be made.
@Suite struct AlertTestTests {
    private static let alert = AlertingRule(
        "Down", .metric("up").equal(to: 0), summary: "down", description: "Look at it.")

    private static func test(_ checks: [AlertCheck], hasSeries: Bool = true) -> UnitTest {
        UnitTest(
            "test", interval: .minutes(1),
            series: hasSeries ? [InputSeries("up", ["job": "x"], .steady(0, for: .hours(1)))] : [],
            alerts: checks)
    }

    private static func firing(at minutes: Int) -> AlertCheck {
        .firing(alert, at: .minutes(minutes), ["job": "x"], value: 0)
    }

    private static func silent(at minutes: Int) -> AlertCheck {
        .silent(alert, at: .minutes(minutes))
    }

    private static func make(
        fires: [AlertCheck] = [firing(at: 5)], silent: [AlertCheck] = [silent(at: 5)],
        silentHasSeries: Bool = true, withoutData: [AlertCheck] = [silent(at: 5)],
        recovers: [AlertCheck] = [firing(at: 5), silent(at: 9)]
    ) -> AlertTest {
        AlertTest(
            alert, fires: test(fires), silent: test(silent, hasSeries: silentHasSeries),
            withoutData: test(withoutData, hasSeries: false), recovers: test(recovers))
    }

    @Test func `four cases that say what they should are a proof`() {
        #expect(Self.make().cases.count == 4)
    }

    @Test func `a case that never fires proves no firing`() async {
        await #expect(processExitsWith: .failure) { _ = Self.make(fires: [Self.silent(at: 5)]) }
    }

    @Test func `a case that fires, or has no data, proves no silence`() async {
        await #expect(processExitsWith: .failure) { _ = Self.make(silent: [Self.firing(at: 5)]) }
        await #expect(processExitsWith: .failure) { _ = Self.make(silentHasSeries: false) }
    }

    @Test func `a case that is silent first proves no recovery`() async {
        await #expect(processExitsWith: .failure) {
            _ = Self.make(recovers: [Self.silent(at: 5), Self.firing(at: 9)])
        }
    }

    @Test func `a family with an alert and no test of it cannot be made`() async {
        await #expect(processExitsWith: .failure) {
            _ = RuleFamily(
                name: "x", groups: [RuleGroup("x", rules: [.alerting(Self.alert)])], tests: [])
        }
    }

    @Test func `a file with two groups of one name cannot be made`() async {
        await #expect(processExitsWith: .failure) {
            _ = RuleFile(groups: [RuleGroup("x", rules: []), RuleGroup("x", rules: [])])
        }
    }
}
