package import Monitoring
package import PrometheusClient
package import Reactor
package import Reservations
package import RuleBook

/// What a configuration file says, ready to be used.
package struct Configuration: Hashable, Sendable {
    package var server = ServerSettings()
    package var reservations = MockSettings()

    /// Runs of probes that may be under way at once; nil for the standard.
    package var runsInFlightMax: Int?

    /// In the order of the file, with unique names.
    package var probes: [Probe] = []

    /// The recipes of `/probe?module=` and `sonde probe --module`, by name.
    /// Probes of other protocols than HTTP, which are not run.
    package var otherProbes: [OtherProbe] = []

    package var modules: [String: ProbeModule] = [:]

    /// Where `/probe` may go.
    package var handPolicy = NetworkPolicy.publicOnly
    package var objectives: [ObjectiveSettings] = []

    /// The bounds that the objectives add to Sonde's own histograms.
    package var addedBounds = AddedBounds()
    package var traffic: [TrafficSettings] = []

    /// How alert rules are made.
    package var rules = RuleSettings()

    package var forecasts = ForecastSettings()

    /// The Prometheus that history is read from.
    package var prometheus: PrometheusServer?
    package var history: HistorySettings?

    package init() {}
}

/// Where and how requests are served.
package struct ServerSettings: Hashable, Sendable {
    /// Nil: as flags and variables say.
    package var listen: [SocketAddress]?
    package var loopCount: Int?
    package var peerConnectionCountMax: Int?
}

/// What the mock reservations service does.
package struct MockSettings: Hashable, Sendable {
    package var isEnabled = false
    package var latency = Latency.standard
    package var outcomes = Outcomes.standard
    package var seed: UInt64?
}

/// How a probe of a target that is named by a request is made.
package struct ProbeModule: Hashable, Sendable {
    package var timeout: Duration

    /// The only step, whose URL is empty: it comes with the request.
    package var step: Step
}

/// Where results are kept.
package struct HistorySettings: Hashable, Sendable {
    package var path = ""
    package var retention: Duration = .seconds(90 * 86_400)
}
