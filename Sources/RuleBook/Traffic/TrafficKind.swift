/// The eight ways to watch traffic, from the simplest on.
package enum TrafficKind: String, CaseIterable, Hashable, Sendable {
    /// The rate is 0.
    case zero
    /// The series is not there.
    case missing
    /// The rate is below a fixed number.
    case floor
    /// The rate is below a share of the lowest of a week.
    case minimum
    /// The rate is below a share of a low quantile of a week.
    case quantile
    /// The rate is far from the mean of a day or a week, in standard deviations.
    case surge
    /// The rate is far from that of the same hour in past weeks.
    case median
    /// The rate is outside of the band of a forecast.
    case forecast
}
