import RuleBook

extension TimeSpan {
    /// The time in whole milliseconds; what is left over is dropped.
    init(_ duration: Duration) {
        self.init(milliseconds: Int(duration / .milliseconds(1)))
    }
}
