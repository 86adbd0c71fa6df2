/// What the linter looks for. The raw values are the names by which findings are told, and
/// switched off by a comment `# sonde:ignore NAME` above them.
package enum LintCheck: String, CaseIterable, Hashable, Sendable {
    // MARK: What Prometheus refuses

    /// The file is no rule file: wrong keys, values or names.
    case ruleFile = "rule-file"
    /// The expression is none.
    case promql
    /// A template in a label or annotation is not closed.
    case template

    // MARK: What never fires, or always

    /// The two sides of an operator have labels by which no series belong together.
    case unmatchedSides = "unmatched-sides"
    /// A selector asks a recorded series for a label, or a value of one, that it does not have.
    case selectsNothing = "selects-nothing"
    /// A comparison that no value can meet.
    case neverFires = "never-fires"
    /// A quantile of a histogram compared with more than its last finite bound.
    case pastLastBucket = "past-last-bucket"
    /// A bucket that the histogram does not have.
    case missingBucket = "missing-bucket"
    /// `== 0` on a rate or sum that is gone, not 0, when the series are.
    case vanishingZero = "vanishing-zero"
    /// A share of successes is empty, not 0, as long as there was no success.
    case missingNumerator = "missing-numerator"
    /// The value stands in a label, so that the alert is another one whenever it changes.
    case valueInLabel = "value-in-label"
    /// `for` is shorter than the time from one evaluation to the next.
    case shortFor = "short-for"

    // MARK: Divisions

    /// A denominator that can be 0: 0/0 is NaN, which no comparison fires on, and x/0 is +Inf,
    /// which each does.
    case unguardedDivision = "unguarded-division"
    /// `or vector(0)` over a whole fraction makes "no data" a healthy 0.
    case defaultedFraction = "defaulted-fraction"
    /// A burn rate that one or two failures reach.
    case fewFailures = "few-failures"

    // MARK: Absence

    /// `absent` of something that has no labels to tell.
    case absentNamesNothing = "absent-names-nothing"
    /// `absent` without `for` fires on one failed scrape.
    case absentWithoutFor = "absent-without-for"

    // MARK: Windows

    /// A window that holds one sample, of which there is no rate.
    case emptyWindow = "empty-window"
    /// A window with less than four samples: two failed scrapes empty it.
    case narrowWindow = "narrow-window"
    /// A subquery whose window is no longer than its step.
    case windowIsStep = "window-is-step"
    /// A threshold learnt from the past, without asking whether there is one.
    case unguardedBaseline = "unguarded-baseline"

    // MARK: Counters and histograms

    /// A counter compared or divided without a rate.
    case counterWithoutRate = "counter-without-rate"
    /// A rate of something that is no counter.
    case rateOfGauge = "rate-of-gauge"
    /// A rate of a sum: a reset of one counter is lost in it.
    case sumBeforeRate = "sum-before-rate"
    /// A count from `increase`, which extrapolates, compared with a whole number.
    case wholeIncrease = "whole-increase"
    /// `histogram_quantile` of buckets that have lost their `le`.
    case quantileWithoutBounds = "quantile-without-le"
    /// `le="1"`, which Prometheus 3 stores as `1.0`.
    case wholeBound = "whole-le"

    // MARK: The linter itself

    /// A comment switches off a check that there is not.
    case unknownIgnore = "unknown-ignore"

    /// How bad a finding is.
    package enum Severity: String, Hashable, Sendable {
        /// The rule does not do what it says: Prometheus refuses it, or it can never fire, or
        /// fires for the wrong reason.
        case error
        /// The rule fails under circumstances that come about.
        case warning
    }

    package var severity: Severity {
        switch self {
        case .vanishingZero, .missingNumerator, .unguardedDivision, .fewFailures,
            .absentNamesNothing, .absentWithoutFor, .narrowWindow, .unguardedBaseline,
            .counterWithoutRate, .rateOfGauge, .wholeIncrease, .wholeBound, .unknownIgnore,
            .shortFor:
            .warning
        default: .error
        }
    }
}
