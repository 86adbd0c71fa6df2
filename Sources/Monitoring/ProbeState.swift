/// What is known of one probe from its runs so far: whether its target is down, and since how many
/// runs.
package struct ProbeState: Hashable, Sendable {
    /// What the last run changed.
    package enum Transition: Hashable, Sendable {
        case none
        /// It failed, and the run before did not.
        case wentDown(Failure)
        /// It succeeded after so many failures in a row.
        case recovered(failureCount: Int)
    }

    /// Runs that failed since the last one that succeeded.
    package private(set) var consecutiveFailureCount = 0

    package init() {}

    /// Takes the outcome of the next run into account.
    package mutating func record(_ outcome: Outcome) -> Transition {
        switch outcome {
        case .success:
            defer { consecutiveFailureCount = 0 }
            return consecutiveFailureCount == 0
                ? .none : .recovered(failureCount: consecutiveFailureCount)
        case .failure(let failure):
            consecutiveFailureCount += 1
            return consecutiveFailureCount == 1 ? .wentDown(failure) : .none
        }
    }
}
