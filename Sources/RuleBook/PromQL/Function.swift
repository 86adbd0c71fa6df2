/// The functions of PromQL as of Prometheus 2.42.
package enum Function: String, CaseIterable, Hashable, Sendable {
    case abs, absent, ceil, changes, clamp, delta, deriv, exp, floor, hour, idelta, increase, irate
    case ln, log2, log10, minute, month, pi, rad, deg, rate, resets, round, scalar, sgn, sort, sqrt
    case time, timestamp, vector, year
    case acos, acosh, asin, asinh, atan, atanh, cos, cosh, sin, sinh, tan, tanh
    case absentOverTime = "absent_over_time"
    case averageOverTime = "avg_over_time"
    case clampMaximum = "clamp_max"
    case clampMinimum = "clamp_min"
    case countOverTime = "count_over_time"
    case dayOfMonth = "day_of_month"
    case dayOfWeek = "day_of_week"
    case dayOfYear = "day_of_year"
    case daysInMonth = "days_in_month"
    case histogramCount = "histogram_count"
    case histogramFraction = "histogram_fraction"
    case histogramQuantile = "histogram_quantile"
    case histogramSum = "histogram_sum"
    case holtWinters = "holt_winters"
    case labelJoin = "label_join"
    case labelReplace = "label_replace"
    case lastOverTime = "last_over_time"
    case maximumOverTime = "max_over_time"
    case minimumOverTime = "min_over_time"
    case predictLinear = "predict_linear"
    case presentOverTime = "present_over_time"
    case quantileOverTime = "quantile_over_time"
    case sortDescending = "sort_desc"
    case standardDeviationOverTime = "stddev_over_time"
    case standardVarianceOverTime = "stdvar_over_time"
    case sumOverTime = "sum_over_time"

    /// What a function takes and gives.
    package struct Signature: Hashable, Sendable {
        /// The types of the arguments; of those, the last `optionalCount` may be left out.
        package let arguments: [ValueType]
        package let optionalCount: Int
        /// Whether the last argument may come any number of times.
        package let isVariadic: Bool
        package let result: ValueType

        fileprivate init(
            _ arguments: [ValueType], optional: Int = 0, isVariadic: Bool = false,
            gives result: ValueType = .instantVector
        ) {
            self.arguments = arguments
            optionalCount = optional
            self.isVariadic = isVariadic
            self.result = result
        }

        /// The number of arguments it can be called with.
        package var countRange: ClosedRange<Int> {
            (arguments.count - optionalCount)...(isVariadic ? .max : arguments.count)
        }

        /// The type of the argument at `index`, counted from 0.
        package func type(at index: Int) -> ValueType {
            arguments[min(index, arguments.count - 1)]
        }
    }

    /// What it takes and gives.
    package var signature: Signature {
        switch self {
        case .time, .pi: Signature([], gives: .scalar)
        case .scalar: Signature([.instantVector], gives: .scalar)
        case .vector: Signature([.scalar])
        case .dayOfMonth, .dayOfWeek, .dayOfYear, .daysInMonth, .hour, .minute, .month, .year:
            Signature([.instantVector], optional: 1)
        case .round: Signature([.instantVector, .scalar], optional: 1)
        case .clamp: Signature([.instantVector, .scalar, .scalar])
        case .clampMaximum, .clampMinimum: Signature([.instantVector, .scalar])
        case .histogramFraction: Signature([.scalar, .scalar, .instantVector])
        case .histogramQuantile: Signature([.scalar, .instantVector])
        case .labelReplace:
            Signature([.instantVector, .string, .string, .string, .string])
        case .labelJoin:
            Signature(
                [.instantVector, .string, .string, .string], optional: 1, isVariadic: true)
        case .holtWinters: Signature([.rangeVector, .scalar, .scalar])
        case .predictLinear: Signature([.rangeVector, .scalar])
        case .quantileOverTime: Signature([.scalar, .rangeVector])
        default: Signature([takesRange ? .rangeVector : .instantVector])
        }
    }

    /// Whether it reads the samples of a window.
    package var takesRange: Bool {
        switch self {
        case .changes, .delta, .deriv, .holtWinters, .idelta, .increase, .irate, .predictLinear,
            .rate, .resets:
            true
        default: rawValue.hasSuffix("_over_time")
        }
    }
}
