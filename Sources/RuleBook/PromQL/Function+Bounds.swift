extension Function {
    /// The values that the function can give.
    func bounds(of arguments: [PromQL], _ lastBound: (String) -> Double?) -> ValueBounds {
        /// The bounds of an argument; anything where there is none.
        func argument(_ index: Int) -> ValueBounds {
            index < arguments.count ? arguments[index].bounds(lastBound: lastBound) : .any
        }
        switch self {
        case .absent, .absentOverTime, .presentOverTime: return ValueBounds(1, 1)
        case .countOverTime: return ValueBounds(1, .infinity)
        case .rate, .increase, .irate, .resets, .changes, .abs, .exp, .sqrt, .timestamp, .time,
            .standardDeviationOverTime, .standardVarianceOverTime, .histogramCount:
            return .notNegative
        case .averageOverTime, .minimumOverTime, .maximumOverTime, .lastOverTime, .sort,
            .sortDescending, .labelReplace, .labelJoin, .scalar, .vector:
            return argument(0)
        case .quantileOverTime:
            return argument(0).constant.map { (0...1).contains($0) } == true ? argument(1) : .any
        case .sumOverTime: return argument(0).low >= 0 ? .notNegative : .any
        case .ceil, .floor, .round:
            let inner = argument(0)
            return self == .round && arguments.count > 1
                ? .any : ValueBounds(inner.low.rounded(.down), inner.high.rounded(.up))
        case .clamp: return ValueBounds(argument(1).low, argument(2).high)
        case .clampMinimum:
            return ValueBounds(
                max(argument(0).low, argument(1).low), max(argument(0).high, argument(1).high))
        case .clampMaximum:
            return ValueBounds(
                min(argument(0).low, argument(1).low), min(argument(0).high, argument(1).high))
        case .sgn: return ValueBounds(-1, 1)
        case .hour: return ValueBounds(0, 23)
        case .minute: return ValueBounds(0, 59)
        case .month: return ValueBounds(1, 12)
        case .dayOfMonth: return ValueBounds(1, 31)
        case .dayOfWeek: return ValueBounds(0, 6)
        case .dayOfYear: return ValueBounds(1, 366)
        case .daysInMonth: return ValueBounds(28, 31)
        case .histogramFraction: return .fraction
        case .pi: return ValueBounds(.pi, .pi)
        case .histogramQuantile:
            let names = arguments.dropFirst().flatMap(\.selectors).compactMap(\.metricName)
            let highest = names.compactMap(lastBound).max()
            return ValueBounds(-.infinity, highest ?? .infinity)
        default: return .any
        }
    }
}
