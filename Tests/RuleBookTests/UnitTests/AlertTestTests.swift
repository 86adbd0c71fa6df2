import RuleBook
import Testing

/// What is no proof of an alert cannot be made.
@Suite struct AlertTestTests {
    private static let alert = AlertingRule(
        "Down", .metric("up").equal(to: 0), summary: "down", description: "Look at it.")

    private static func test(
        _ name: String, _ checks: [AlertCheck], hasSeries: Bool = true
    ) -> UnitTest {
        UnitTest(
            name, interval: .minutes(1),
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
            alert, fires: test("fires", fires),
            silent: test("silent", silent, hasSeries: silentHasSeries),
            withoutData: test("no data", withoutData, hasSeries: false),
            recovers: test("recovers", recovers))
    }

    @Test func `four cases that say what they should are a proof`() {
        #expect(Self.make().cases.count == 4)
    }

    @Test func `a case that never fires proves no firing`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        {
            _ = Self.make(fires: [Self.silent(at: 5)])
        }
        #expect(trapMessage(result) == "Down: 'fires' does not look at it firing")
    }

    @Test func `a case that fires, or has no data, proves no silence`() async {
        let reason = "Down: 'silent' has no data, or does not look at it being silent only"
        let firing = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        {
            _ = Self.make(silent: [Self.firing(at: 5)])
        }
        #expect(trapMessage(firing) == reason)
        let empty = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Self.make(silentHasSeries: false)
        }
        #expect(trapMessage(empty) == reason)
    }

    @Test func `a case that does not look at the alert proves nothing without data`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        {
            let other = AlertingRule(
                "Other", .metric("up"), summary: "up", description: "Look at it.")
            _ = Self.make(withoutData: [.silent(other, at: .minutes(5))])
        }
        #expect(trapMessage(result) == "Down: 'no data' does not look at it")
    }

    @Test func `a case that is silent first proves no recovery`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        {
            _ = Self.make(recovers: [Self.silent(at: 5), Self.firing(at: 9)])
        }
        #expect(
            trapMessage(result)
                == "Down: 'recovers' does not look at it firing, and then being silent")
    }
}
