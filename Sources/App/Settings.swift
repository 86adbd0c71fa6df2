import Base
import FoundationEssentials
package import Logging
package import Monitoring
import Probing
package import Reactor
package import Reservations

/// What `sonde serve` is to do, read from the environment and the command line.
package struct Settings: Sendable {
    /// Where to listen, beside `inherited`.
    package var listen: [SocketAddress]

    /// Listening sockets that the process was started with.
    package var inherited: [InheritedSocket]

    /// How many loops, and so threads, serve.
    package var loopCount: Int

    /// Connections that one peer may have; nil for `ServerLimits`' own number.
    package var peerConnectionCountMax: Int?

    /// Whether the mock service is served.
    package var servesReservations = true

    /// What the mock service does.
    package var reservations = ReservationsService.Behaviour()

    /// Whether probes run.
    package var probes = true

    /// Time between two runs of the built-in probe.
    package var interval: Duration

    /// The service that the built-in probe asks, without `/reservations`; nil: this process.
    package var serviceURL: String?
    package var logLevel: Logger.Level
    package var logFormat: LogFormat

    /// The file that says how the server is encrypted and who may use it; nil: none.
    package var webConfigurationPath: String?

    /// Whether `/-/healthy` and `/-/ready` need no password.
    package var opensHealth = false

    /// What opens the routes for operators to other machines.
    package var operatorToken: String?

    /// The probes of the configuration file; nil: there is no file, and the built-in probe runs.
    package var configuredProbes: [Probe]?

    /// The bounds that the objectives of the configuration file add to Sonde's own histograms.
    package var addedBounds = AddedBounds()

    /// Runs that may be under way at once.
    package var runsInFlightMax: Int

    /// Where to listen if nothing else is said, and no socket was inherited.
    package static let defaultListen = "0.0.0.0:8080"

    /// Reads a file as text.
    package static func readFile(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }
}

/// The values of flags; nil and empty where a flag is not given.
package struct SettingFlags: Sendable {
    package var listen: [String] = []
    package var loops: String?
    package var connectionsPerAddress: String?
    package var webConfigurationPath: String?
    package var opensHealth = false
    package var servesReservations = true
    package var probes = true
    package var latency: String?
    package var outcomes: String?
    package var seed: String?

    package init() {}
}

/// Every problem found, never only the first.
package struct SettingProblems: Error, Equatable, CustomStringConvertible {
    package let all: [SettingProblem]

    package init(_ all: [SettingProblem]) {
        self.all = all
    }

    package var description: String {
        all.map(\.description).joined(separator: "\n")
    }
}

extension Settings {
    /// Reads the settings; a flag wins over a variable, and that over the configuration file.
    ///
    /// - Parameters:
    ///   - environment: The variables of the process. One that is set to nothing counts as not set.
    ///   - flags: What the command line says.
    ///   - inherited: Listening sockets that the process was started with.
    ///   - configuration: What the configuration file says; nil if there is none.
    ///   - readFile: Reads a file as text.
    /// - Throws: `SettingProblems`.
    package init(
        environment: [String: String], flags: SettingFlags, inherited: [InheritedSocket] = [],
        configuration: Configuration? = nil,
        readFile: (String) throws -> String = Self.readFile
    ) throws(SettingProblems) {
        var reader = SettingReader(environment: environment)
        listen = reader.listen(
            flags.listen,
            default: configuration?.server.listen?.map(\.description)
                ?? (inherited.isEmpty ? [Settings.defaultListen] : []))
        self.inherited = inherited
        loopCount =
            reader.flag("--loops", flags.loops, SettingReader.loopCount) {
                "must be a whole number from 1 to \(SettingReader.loopCountMax)"
            } ?? configuration?.server.loopCount ?? SettingReader.standardLoopCount
        peerConnectionCountMax =
            reader.flag(
                "--connections-per-address", flags.connectionsPerAddress,
                SettingReader.peerConnectionCount
            ) {
                "must be a whole number from 1 to \(SettingReader.peerConnectionCountLimit)"
            } ?? configuration?.server.peerConnectionCountMax
        interval = reader.interval()
        serviceURL = reader.serviceURL()
        logLevel = reader.choice("LOG_LEVEL", from: Logger.Level.allCases, default: .info)
        logFormat = reader.choice("LOG_FORMAT", from: LogFormat.allCases, default: .text)
        webConfigurationPath = reader.webConfigurationPath(flags.webConfigurationPath)
        opensHealth = flags.opensHealth
        operatorToken = reader.token(readFile)
        let mock = configuration?.reservations ?? MockSettings(isEnabled: true)
        servesReservations = flags.servesReservations && mock.isEnabled
        configuredProbes = configuration?.probes
        addedBounds = configuration?.addedBounds ?? AddedBounds()
        let runCountMax = ProberLimits.runsInFlightMax(descriptorCountMax: DescriptorLimit.current)
        runsInFlightMax = min(configuration?.runsInFlightMax ?? .max, runCountMax)
        probes = flags.probes
        reservations.latency =
            reader.flag("--reservations-latency", flags.latency, Latency.init) {
                "must be `default` or a time such as 0s or 250ms, at most "
                    + DurationText.print(Fault.slowMax)
            } ?? mock.latency
        reservations.outcomes =
            reader.flag("--reservations-outcomes", flags.outcomes, Outcomes.init) {
                "must be a list of CODE=WEIGHT such as 200=12,500=1, with codes from 200 to 599"
            } ?? mock.outcomes
        reservations.seed =
            reader.flag("--reservations-seed", flags.seed, { UInt64($0) }) {
                "must be a whole number from 0 to \(UInt64.max)"
            } ?? mock.seed
        if configuration == nil, !flags.servesReservations, flags.probes, serviceURL == nil {
            reader.problems.append(
                SettingProblem(
                    "--no-reservations", nil,
                    "the built-in probe would ask a service that is switched off; set "
                        + "RESERVATIONS_SERVICE_URL, or add --no-probes"))
        }
        guard reader.problems.isEmpty else { throw SettingProblems(reader.problems) }
    }
}
