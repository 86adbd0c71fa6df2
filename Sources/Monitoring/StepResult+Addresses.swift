extension StepResult {
    /// What a step came to whose request went to several addresses: it failed if it failed at one.
    ///
    /// Status, phases, certificate and answer are those of the worst case: of the address where it
    /// failed, of several of the slowest, of equal ones of the first. The time is the longest of all.
    /// Each failure and each warning says which address it is about.
    ///
    /// - Parameter results: One for each address, all of the same step and attempt.
    /// - Precondition: There is at least one.
    package init(worstOf results: [(address: String, result: StepResult)]) {
        precondition(!results.isEmpty, "a step came to nothing at no address")
        let worst = results.indices.reduce(0) { worst, index in
            results[index].result.isWorse(than: results[worst].result) ? index : worst
        }
        var ordered = results
        ordered.insert(ordered.remove(at: worst), at: 0)
        let failures = ordered.flatMap { address, result in result.failures.map { $0.at(address) } }
        let result = results[worst].result
        self.init(
            step: result.step, outcome: failures.first.map(Outcome.failure) ?? .success,
            failures: failures,
            warnings: ordered.flatMap { address, result in result.warnings.map { $0.at(address) } },
            attempt: result.attempt, status: result.status,
            duration: results.map(\.result.duration).max()!, phases: result.phases,
            address: results[worst].address,
            addresses: results.map { address, result in
                AddressResult(
                    address: address, failures: result.failures, status: result.status,
                    duration: result.duration, phases: result.phases)
            },
            httpVersion: result.httpVersion, hops: result.hops, certificate: result.certificate,
            evidence: result.evidence, findings: result.findings)
    }

    private func isWorse(than other: StepResult) -> Bool {
        let hasFailed = outcome != .success
        return hasFailed == (other.outcome != .success)
            ? duration > other.duration : hasFailed
    }
}

extension Failure {
    /// The same, said of one address.
    fileprivate func at(_ address: String) -> Failure {
        Failure(stage: stage, reason: reason, detail: "\(address): \(detail)")
    }
}
