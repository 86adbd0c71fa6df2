import Base
import Forecasting
import Foundation
import Monitoring
import Testing
import TrafficForecast

@Suite struct TrafficZoneTests {
    @Test func `a zone without changes is one offset`() {
        let clock = TrafficZone(rules: .utc, weekend: [5, 6]).clock(around: 1_700_000_000)
        #expect(clock == LocalClock(weekend: [5, 6]))
    }

    @Test func `the changes around a time are known`() throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/Europe/Zurich"))
        let rules = try TimeZoneRules(name: "Europe/Zurich", tzif: Array(bytes))
        let zone = TrafficZone(rules: rules)
        // A week before clocks went forward in 2024, and a week after they went back.
        #expect(
            zone.clock(around: 1_711_846_800 - 604_800)
                == LocalClock(
                    offset: 3_600, changes: [.init(time: 1_711_846_800, offset: 7_200)]))
        #expect(
            zone.clock(around: 1_729_990_800 + 604_800)
                == LocalClock(
                    offset: 7_200, changes: [.init(time: 1_729_990_800, offset: 3_600)]))
        #expect(zone.clock(around: 1_720_000_000) == LocalClock(offset: 7_200))
    }
}
