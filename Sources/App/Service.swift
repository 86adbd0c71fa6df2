import Base
import Glibc
import HTTPServing
import HTTPWire
package import Logging
import Metrics
import Monitoring
import Probing
import Reactor
import Reservations
import RuleBook
import Synchronization

/// The whole program behind `sonde serve`: server, mock and prober, wired together.
package final class Service: Sendable {
    private let settings: Settings
    private let log: Logger
    private let registry: MetricRegistry
    private let readiness = Readiness()
    private let webConfiguration: WebConfigurationFile?
    private let server: Server
    private let prober: ProberThread?
    private let forecasts: ForecastThread?
    private let reload: ConfigurationReload
    private let watchesConfiguration: Bool

    /// Starts everything; it serves when this returns.
    ///
    /// - Throws: `SystemError` if an address cannot be listened on, `DocumentProblems` for a web
    ///   configuration; nothing is left running.
    ///
    /// - Parameters:
    ///   - settings: What is to be done.
    ///   - source: The configuration file that the settings were made with; nil if there is none.
    ///   - log: Where everything is logged.
    ///   - output: What the log is written to.
    package init(
        settings: Settings, source: ConfigurationSource? = nil, log: Logger, output: LogOutput
    ) throws {
        self.settings = settings
        self.log = log
        registry = MetricRegistry(ownPrefix: "sonde")
        ProcessMetrics.register(in: registry)
        Version.register(in: registry)
        registry.counter(
            "sonde_log_dropped_total", help: "Log lines that could not be written.",
            labels: []
        ).computed { Double(output.droppedCount) }
        let registry = registry
        webConfiguration = try settings.webConfigurationPath.map { path in
            try WebConfigurationFile(
                path, openPaths: settings.opensHealth ? WebConfigurationFile.healthPaths : [],
                registry: registry, log: log)
        }
        watchesConfiguration = source?.isWatched ?? false
        do {
            reload = try ConfigurationReload(source, registry: registry, log: log)
        } catch {
            webConfiguration?.stop()
            throw error
        }
        do {
            server = try Self.startServer(
                settings, log, registry, readiness, webConfiguration?.security, reload)
        } catch {
            reload.stop()
            webConfiguration?.stop()
            throw error
        }
        for (index, remote) in server.remotes.enumerated() {
            readiness.watch("server-\(index)", remote)
        }
        do {
            prober = try Self.startProber(
                settings, log, registry, server, webConfiguration?.security)
        } catch {
            server.stop()
            reload.stop()
            webConfiguration?.stop()
            throw error
        }
        if let prober { readiness.watch("prober", prober.remote) }
        do {
            forecasts = try source.map {
                try ForecastThread($0.content.configuration, registry: registry, log: log)
            }
        } catch {
            prober?.stop()
            server.stop()
            reload.stop()
            webConfiguration?.stop()
            throw error
        }
        reload.begin { [prober, forecasts] configuration in
            prober?.update(probes: configuration.probes)
            forecasts?.update(configuration)
        }
        log.info(
            "listening",
            metadata: [
                "server.addresses": "\(server.addresses.map(\.description).joined(separator: " "))",
                "version": "\(Version.current)",
            ])
    }

    /// Runs until SIGTERM or SIGINT comes, and then stops everything; SIGHUP has the configuration
    /// read again. To be called on the main thread, after `SignalSource.block`.
    package func runUntilSignalled() throws {
        let loop = try EventLoop()
        let source = try SignalSource(Self.signals, on: loop) { [log, reload] signal in
            guard signal != SIGHUP else { return reload.request("SIGHUP") }
            log.info("stopping", metadata: ["signal": "\(signal)"])
            loop.remote.stop()
        }
        webConfiguration?.watch(on: loop) { [server] in server.apply($0) }
        if watchesConfiguration { reload.watch(on: loop) }
        withExtendedLifetime(source) { loop.run() }
        stop()
    }

    /// The signals that end the program, and the one that has the configuration read again.
    package static let signals = [SIGTERM, SIGINT, SIGHUP]

    /// Stops probing, finishes the requests under way, and ends all threads.
    package func stop() {
        readiness.stop()
        // First: it may wait for the prober.
        reload.stop()
        forecasts?.stop()
        prober?.stop()
        server.stop()
        webConfiguration?.stop()
        log.info("stopped")
    }

    // MARK: Wiring

    private static func startServer(
        _ settings: Settings, _ log: Logger, _ registry: MetricRegistry, _ readiness: Readiness,
        _ security: ServerSecurity?, _ reload: ConfigurationReload
    ) throws -> Server {
        var configuration = Server.Configuration(
            addresses: settings.listen, loopCount: settings.loopCount)
        configuration.inherited = settings.inherited
        configuration.access = AccessPolicy(token: settings.operatorToken)
        if let security { configuration.security = security }
        configuration.limits.peerConnectionCountMax = settings.peerConnectionCountMax
        configuration.limits.leaveDescriptors(
            of: DescriptorLimit.current, loopCount: settings.loopCount,
            runCountMax: settings.configuredProbes == nil ? 0 : settings.runsInFlightMax)
        if log.logLevel <= .debug { configuration.onAnswer = { RequestLog.write($0, to: log) } }
        let metrics = ServerMetricFamilies(
            registry: registry,
            addedBounds: settings.addedBounds.of(RequestMetrics.serverHistogram))
        let faults = settings.servesReservations ? FaultSwitch(registry: registry) : nil
        let store = ReservationStore()
        return try Server(configuration, metrics: metrics) { loop in
            var routes = [Route.metrics(registry)] + Routes.health(readiness)
            routes += ConfigurationRoutes.make(reload, on: loop)
            if let faults {
                let service = ReservationsService(
                    loop: loop, behaviour: settings.reservations, faults: faults, store: store)
                routes += service.routes
                routes += FaultRoutes.make(faults) { setting in
                    if let code = setting.fault.code {
                        metrics.prepare(
                            method: .post, path: ReservationsService.path, code: code)
                    }
                    log.notice("fault set", metadata: ["fault": "\(setting.fault)"])
                }
            }
            routes.append(Routes.index(of: routes))
            return routes
        }
    }

    private static func startProber(
        _ settings: Settings, _ log: Logger, _ registry: MetricRegistry, _ server: Server,
        _ security: ServerSecurity?
    ) throws -> ProberThread? {
        guard settings.probes else { return nil }
        let addedBounds = settings.addedBounds.of(RequestMetrics.probeHistogram)
        if let probes = settings.configuredProbes {
            return try ProberThread(
                probes: probes, addedBounds: addedBounds,
                runsInFlightMax: settings.runsInFlightMax, registry: registry, log: log)
        }
        let isGuarded = security.map { $0.tls != nil || $0.authentication != nil } ?? false
        let url = try settings.serviceURL ?? ownURL(server.addresses, isGuarded: isGuarded)
        let probe = Probe.reservations(serviceURL: url, interval: settings.interval)
        return try ProberThread(
            probes: [probe], addedBounds: addedBounds, runsInFlightMax: settings.runsInFlightMax,
            registry: registry, log: log)
    }

    /// The URL under which the process reaches itself.
    ///
    /// - Parameter isGuarded: Whether it asks for TLS or a password, which the built-in probe has
    ///   not.
    private static func ownURL(_ addresses: [SocketAddress], isGuarded: Bool) throws -> String {
        guard !isGuarded else {
            throw SettingProblem(
                "--web.config.file", nil,
                "the built-in probe would ask this server, which has TLS or passwords now; name "
                    + "the service with RESERVATIONS_SERVICE_URL, or add --no-probes")
        }
        if let url = addresses.lazy.compactMap(\.localURL).first { return url }
        throw SettingProblem(
            "RESERVATIONS_SERVICE_URL", nil, "must be set when no IP address is listened on")
    }
}
