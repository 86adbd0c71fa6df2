/// How long each phase of one request took; zero for a phase that did not take place.
package struct PhaseTimings: Hashable, Sendable {
    package var resolve: Duration = .zero
    package var connect: Duration = .zero
    package var tls: Duration = .zero
    package var send: Duration = .zero
    package var wait: Duration = .zero
    package var receive: Duration = .zero

    package init() {}

    /// The phases in their order, by the names that metrics and reports have for them.
    package enum Phase: String, CaseIterable, Sendable {
        case resolve, connect, tls, send, wait, receive
    }

    package subscript(phase: Phase) -> Duration {
        switch phase {
        case .resolve: resolve
        case .connect: connect
        case .tls: tls
        case .send: send
        case .wait: wait
        case .receive: receive
        }
    }

    /// All phases together.
    package var total: Duration { resolve + connect + tls + send + wait + receive }
}
