import Base
import Documents
import Monitoring
import Probing
import RuleBook

/// The whole document, as it stands in the file.
struct RootSection: Sendable {
    var configuration = Configuration()
    var defaults = ProbeSection()
    var network = NetworkSection()
    var probes: [DeferredSection<ProbeSection>] = []
    var objectives: [Located<ObjectiveSection>] = []
    var traffic: [Located<TrafficSettings>] = []

    /// Where `rules` stands.
    var rulesPlace: SourcePlace?
    var history: Located<HistorySettings>?
    var modules: [(key: String, value: DeferredSection<ModuleSection>)] = []

    static let section = Section<RootSection>(
        "sonde", "The configuration of Sonde.", hasExtensions: true,
        keys: [
            Key(
                DocumentLoader.includeKey, Shape<String>.someText.oneOrMore(0...1_000),
                "Further files with the same keys, by paths and patterns relative to this file."
            ) { _, _ in },
            Key(
                "server", \.configuration.server, section: ServerSettings.section,
                "Where and how requests are served."),
            Key(
                "reservations", \.configuration.reservations, section: MockSettings.section,
                "The mock service."),
            Key("schedule", schedule.shape(nil), "How probes are run.") {
                $0.configuration.runsInFlightMax = $1
            },
            Key(
                "defaults", \.defaults, section: ProbeSection.defaults, "What holds for all probes."
            ),
            Key("network", \.network, section: NetworkSection.section, "Where requests may go."),
            Key(
                "probes", \.probes,
                ProbeSection.section.deferred.list(0...ProberLimits.probeCountMax), "The probes."),
            Key(
                "modules", \.modules, ModuleSection.section.deferred.byKey(.anyText),
                "Ways to probe targets that `GET /probe` names."),
            Key(
                "objectives", \.objectives,
                ObjectiveSection.section.shape(ObjectiveSection()).located.list(0...10_000),
                "Levels of service that are promised."),
            Key(
                "traffic", \.traffic,
                TrafficSettings.section.shape(TrafficSettings()).located.list(0...10_000),
                "Traffic to be watched."),
            Key(
                "rules", RuleSettings.section.shape(RuleSettings()).located,
                "How alert rules are made."
            ) {
                $0.configuration.rules = $1.value
                $0.rulesPlace = $1.place
            },
            Key(
                "forecasts", \.configuration.forecasts, section: ForecastSettings.section,
                "How traffic is forecast."),
            Key(
                "prometheus", PrometheusSection.server,
                "The Prometheus that history is read from."
            ) { $0.configuration.prometheus = $1 },
            Key(
                "history", HistorySettings.section.shape(HistorySettings()).located,
                "Where results are kept."
            ) {
                $0.configuration.history = $1.value
                $0.history = $1
            },
            Key(
                "notify", Shape<Bool>.boolean.list(0...0), "Whom alerts are sent to; must be empty."
            ) { _, _ in },
        ])

    private static let schedule = Section<Int?>(
        "schedule", "How probes are run.",
        keys: [
            Key(
                "runsInFlight", Shape<Int>.integer(1...ProberLimits.runsInFlightMax),
                "Runs that may be under way at once; further ones are skipped and counted."
            ) { $0 = $1 }
        ])
}
