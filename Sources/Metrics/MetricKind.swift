/// The types of families.
enum MetricKind: Sendable {
    case counter
    case gauge
    case histogram
    case info
    case stateSet

    /// How the name of such a family must end.
    var requiredSuffix: String {
        switch self {
        case .counter: "_total"
        case .info: "_info"
        case .gauge, .histogram, .stateSet: ""
        }
    }

    /// What follows the base name on the lines of such a family, in one format or the other.
    var sampleSuffixes: [String] {
        switch self {
        case .counter: ["_total", "_created"]
        case .info: ["_info"]
        case .gauge, .stateSet: []
        case .histogram: ["_bucket", "_sum", "_count", "_created"]
        }
    }

    /// The type's name in text format 0.0.4, which knows fewer types.
    var textName: String {
        switch self {
        case .counter: "counter"
        case .gauge, .info, .stateSet: "gauge"
        case .histogram: "histogram"
        }
    }

    /// The type's name in OpenMetrics.
    var openMetricsName: String {
        switch self {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        case .info: "info"
        case .stateSet: "stateset"
        }
    }
}
