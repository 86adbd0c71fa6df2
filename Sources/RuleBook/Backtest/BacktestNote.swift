/// What has to be known to read the result of a replayed alert.
package enum BacktestNote: Hashable, Sendable {
    /// Its group has no interval, and this one is taken for it.
    case assumedInterval(TimeSpan)

    /// A recorded series that the history does not have until a moment, in milliseconds since 1970, or
    /// at no time at all: its expression stands in its place.
    case replaced(String, until: Int64?)

    /// Selectors, in order, of which the history has no series; told of alerts that were not even
    /// pending.
    case noSeries([String])

    /// Anything else, in one line.
    case remark(String)
}

extension BacktestNote: CustomStringConvertible {
    /// In one line, as it is told of one alert.
    package var description: String {
        switch self {
        case .assumedInterval(let interval):
            "the group has no interval: \(interval), Prometheus' own, is taken"
        case .replaced(let name, nil):
            "\(name) is not in the history: its expression stands in its place"
        case .replaced(let name, let moment?):
            "\(name) is in the history from \(moment.utcText) on only: its expression stands in its "
                + "place"
        case .noSeries(let selectors):
            "there is no series of \(selectors.listed)"
        case .remark(let text): text
        }
    }
}

extension BacktestReport {
    /// What holds for groups and recorded series, whichever alerts read them, told once for all.
    var sharedNotes: [String] {
        var groups: [TimeSpan: [String]] = [:]
        var records: [Int64?: Set<String>] = [:]
        for alert in alerts {
            for note in alert.notes {
                switch note {
                case .assumedInterval(let interval):
                    // The alerts of a group stand together.
                    if groups[interval]?.last != alert.group {
                        groups[interval, default: []].append(alert.group)
                    }
                case .replaced(let name, let moment): records[moment, default: []].insert(name)
                case .noSeries, .remark: break
                }
            }
        }
        let assumed = groups.sorted { $0.key < $1.key }.map { interval, names in
            let verb = names.count == 1 ? "group \(names[0]) has" : "groups \(names.listed) have"
            return "the \(verb) no interval: \(interval), Prometheus' own, is taken"
        }
        let replaced = records.sorted { ($0.key ?? .min) < ($1.key ?? .min) }.map { moment, names in
            let since = moment.map { "in the history from \($0.utcText) on only" }
            let isOne = names.count == 1
            return "\(names.sorted().listed) \(isOne ? "is" : "are") "
                + (since ?? "not in the history") + ": "
                + (isOne
                    ? "its expression stands in its place"
                    : "their expressions stand in their places")
        }
        return assumed + replaced
    }
}

extension [String] {
    /// The texts behind one another.
    fileprivate var listed: String { joined(separator: ", ") }
}
