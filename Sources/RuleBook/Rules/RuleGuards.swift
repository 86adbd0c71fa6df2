/// The numbers that keep rules of every kind from firing on too little.
enum RuleGuards {
    /// Samples that a window holds at least, whether they come by scrapes or by runs: two may be
    /// missing, and there still is an increase.
    static let samplesPerWindow = 4

    /// Failures from which on an alert may fire, whatever share they are: fewer are no trend.
    static let failureCount = 3

    /// That number as the value that `increase` has to be above. It extrapolates, so three failures
    /// can read 2.9 or 3.3.
    static let failureIncrease: PromQL = 2.5
}
