/// The choice of series by name and labels, and of the time at which they are read.
package struct Selector: Hashable, Sendable {
    /// The name before the braces; nil where there is none, as in `{job="shop"}`.
    package var name: String?
    package var matchers: [LabelMatcher]
    package var time: TimeShift

    package init(_ name: String?, _ matchers: [LabelMatcher] = [], time: TimeShift = .none) {
        self.name = name
        self.matchers = matchers
        self.time = time
    }

    /// The name that all chosen series have: the one before the braces, or the one that
    /// `__name__="..."` asks for.
    package var metricName: String? {
        name ?? matchers.first { $0.label == "__name__" && $0.comparison == .equal }?.value
    }
}

/// When an expression is read: `offset` and `@`.
package struct TimeShift: Hashable, Sendable {
    /// The instant that `@` fixes.
    package enum Instant: Hashable, Sendable {
        /// Milliseconds since 1970.
        case unix(milliseconds: Int)
        /// The start of the query's range.
        case start
        /// The end of the query's range.
        case end
    }

    /// How far back; negative is ahead, zero is no `offset` at all.
    package var offset: TimeSpan
    package var at: Instant?

    package init(offset: TimeSpan = .zero, at: Instant? = nil) {
        self.offset = offset
        self.at = at
    }

    /// Neither `offset` nor `@`.
    package static let none = TimeShift()
}
