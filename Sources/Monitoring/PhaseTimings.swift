/// How long each phase of one request took; zero for a phase that did not take place.
package struct PhaseTimings: Hashable, Sendable {
    package var resolve: Duration = .zero
    package var connect: Duration = .zero
    package var tls: Duration = .zero
    package var send: Duration = .zero
    package var wait: Duration = .zero
    package var receive: Duration = .zero

    package init() {}

    /// All phases together.
    package var total: Duration { resolve + connect + tls + send + wait + receive }
}
