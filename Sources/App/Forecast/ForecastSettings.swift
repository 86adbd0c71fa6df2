import Documents
package import Monitoring
import TrafficForecast

/// How traffic is forecast.
package struct ForecastSettings: Hashable, Sendable {
    /// The folder of the saved forecasters; nil: after a restart they begin anew.
    package var stateFolder: String?
    /// Whose clocks the traffic follows.
    package var zone = TimeZoneRules.utc
    /// 0 for Sunday to 6 for Saturday; nil: Saturday and Sunday.
    package var weekend: [Int]?

    package init() {}

    var trafficZone: TrafficZone {
        weekend.map { TrafficZone(rules: zone, weekend: Set($0)) } ?? TrafficZone(rules: zone)
    }

    static let section = Section<ForecastSettings>(
        "forecasts", "How traffic is forecast.",
        keys: [
            Key(
                "state", \.stateFolder, .path,
                "A folder in which forecasts outlast a restart; where nothing is said, they are "
                    + "learned anew."),
            Key(
                "timeZone", \.zone,
                .parsed(
                    .text(TextRule(examples: ["Europe/Zurich"])), "must be the name of a time zone",
                    throwing: { text throws(TimeZoneProblem) in
                        try TimeZoneFolder.standard.rules(named: text)
                    }),
                standard: "UTC",
                "The time zone whose clocks the traffic follows; daylight saving is heeded."),
            Key(
                "weekend", \.weekend, weekday.list(0...7),
                "The days on which work rests; Saturday and Sunday where nothing is said."),
        ])

    private static var weekday: Shape<Int> {
        .choice([
            "sunday": 0, "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5,
            "saturday": 6,
        ])
    }
}
