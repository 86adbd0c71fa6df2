// How thresholds are learnt from the clean rate.
//
// The clean rate is recorded in a group of its own, every 5 minutes, so a week of it is 2,016 samples
// that only have to be read: ten times cheaper than the subquery `[1w:5m]`, which would look each of
// them up, and nothing where there is nothing. It is only ever read by windows of an hour and more:
// at the interval of 5 minutes an instant may be without a sample, because Prometheus looks back for
// less than that (3.x) or just that (2.x).
//
// Each threshold is recorded, and only while there is history enough: who compares with it need not
// ask.

extension TrafficSeries {
    /// The time from one clean sample to the next.
    static let cleanInterval = TimeSpan.minutes(5)

    /// The clean samples of a day.
    static let dayCount = 288

    /// What a function makes of the clean rate of a time.
    func overClean(
        _ function: Function, _ span: TimeSpan, parameter: PromQL? = nil
    ) -> PromQL {
        .call(
            function, [parameter, clean.over(span)].compactMap(\.self))
    }

    /// The rule that counts what can be learnt from; the others of its group look at it.
    var countRule: RecordingRule {
        rule(
            learnt("count1w"), overClean(.countOverTime, .weeks(1)),
            comment: """
                The samples to learn from; \(Self.dayCount) are a day. Thresholds are \
                recorded only while there are enough.
                """)
    }

    /// A rule that records a threshold, while there are at least `count` samples to learn from.
    func learningRule(
        _ operation: String, _ threshold: PromQL, countMin count: Int, comment: String? = nil
    ) -> RecordingRule {
        rule(
            learnt(operation),
            threshold.and(recorded(learnt("count1w")) >= .number(Double(count))),
            comment: comment)
    }
}
