/// One request of a probe and what is expected of the answer.
///
/// An object, though a mere value: each run and each result names its steps, and a copy of all that
/// they say would take more than the run itself.
package final class Step: Sendable {
    /// The name of the only step of a probe that has one.
    package static let onlyName = "request"

    /// Unique within the probe; a metric label.
    package let name: String
    package let request: HTTPRequest

    /// What has to hold of the answer; else the step fails.
    package let expectations: [Expectation]

    /// What should hold of the answer; else the step is degraded, and succeeds.
    package let warnings: [Expectation]

    /// What later steps take from the answer. One that is not there is a failure, unless the answer
    /// is not as expected anyway; whatever is there can still be cleaned up.
    package let extractions: [Extraction]

    /// Whether it cleans up: it runs also after a failure, in time that is kept for it, and its own
    /// failure is not one of the probe.
    package let isAlways: Bool

    /// The longest that it may take, redirects included; nil for what is left of the probe's time.
    package let timeout: Duration?

    /// - Precondition: `timeout` is positive.
    package init(
        name: String = Step.onlyName, request: HTTPRequest, expectations: [Expectation],
        warnings: [Expectation] = [], extractions: [Extraction] = [], isAlways: Bool = false,
        timeout: Duration? = nil
    ) {
        precondition(
            timeout.map { $0 > .zero } ?? true, "timeout must be positive, got \(timeout!)")
        self.name = name
        self.request = request
        self.expectations = expectations
        self.warnings = warnings
        self.extractions = extractions
        self.isAlways = isAlways
        self.timeout = timeout
    }

    /// A step of which only the status counts.
    package convenience init(
        name: String = Step.onlyName, request: HTTPRequest, expectedStatus: StatusSet
    ) {
        self.init(name: name, request: request, expectations: [.status(expectedStatus)])
    }

    /// The variables that have to have values before it runs, for its request and what is expected.
    package var variables: Set<String> {
        (expectations + warnings).reduce(into: request.variables) { $0.formUnion($1.variables) }
    }
}

extension Step: Hashable {
    package static func == (left: Step, right: Step) -> Bool {
        left === right
            || left.name == right.name && left.request == right.request
                && left.expectations == right.expectations && left.warnings == right.warnings
                && left.extractions == right.extractions && left.isAlways == right.isAlways
                && left.timeout == right.timeout
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
    }
}
