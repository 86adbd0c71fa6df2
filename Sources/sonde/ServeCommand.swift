import App
import ArgumentParser
import Base
import Glibc
import Logging
import Reactor

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the server, the mock service and the prober.",
        discussion: """
            Settings come from flags and from the environment: INTERVAL_SEC, \
            RESERVATIONS_SERVICE_URL, SONDE_CONFIG, SONDE_LISTEN, SONDE_WEB_CONFIG_FILE, LOG_LEVEL, LOG_FORMAT, \
            SONDE_FAULT_TOKEN, SONDE_FAULT_TOKEN_FILE. Sockets that systemd passes (LISTEN_FDS) are served as well, in \
            place of the default address. SIGTERM and SIGINT end it after the requests under way; SIGHUP \
            has the configuration file read again.

            Example:
              INTERVAL_SEC=1 LOG_LEVEL=debug sonde serve --listen 127.0.0.1:8080
            """)

    @OptionGroup var file: ConfigurationOption

    @Flag(
        name: .customLong("watch-config"),
        help: "Read the configuration file again when it changes.")
    var watchesConfiguration = false

    @Option(help: "Where to listen, as HOST:PORT; repeat it for several. (default: 0.0.0.0:8080)")
    var listen: [String] = []

    @Option(help: "How many threads serve. (default: one for each processor, at most 4)")
    var loops: String?

    @Option(
        name: .customLong("connections-per-address"),
        help: """
            How many connections one IPv4 address or IPv6 /64 network may have. (default: half of \
            all)
            """)
    var connectionsPerAddress: String?

    @OptionGroup var web: WebConfigurationOption

    @Flag(
        name: .customLong("web.health-without-authentication"),
        help: "Let anybody ask for /-/healthy and /-/ready.")
    var opensHealth = false

    @Flag(name: .customLong("no-reservations"), help: "Do not serve the mock service.")
    var withoutReservations = false

    @Flag(name: .customLong("no-probes"), help: "Do not run probes.")
    var withoutProbes = false

    @Option(
        name: .customLong("reservations-latency"),
        help: "How long the mock takes: `default` for its draw, or a time such as 0s.")
    var latency: String?

    @Option(
        name: .customLong("reservations-outcomes"),
        help: "What the mock answers, as weights. (default: 200=12,400=1,401=1,500=1)")
    var outcomes: String?

    @Option(
        name: .customLong("reservations-seed"),
        help: "Makes the mock's draws reproducible: a whole number.")
    var seed: String?

    func run() throws {
        SignalSource.block(Service.signals)
        DescriptorLimit.raise()
        let settings: Settings
        let output: LogOutput
        let service: Service
        do {
            let inherited = try InheritedSocket.takeAll()
            let source = try file.file.map {
                try ConfigurationSource($0, isWatched: watchesConfiguration)
            }
            settings = try Settings(
                environment: Environment.current, flags: flags, inherited: inherited,
                configuration: source?.content.configuration)
            output = try LogOutput(descriptor: STDERR_FILENO)
            let log = Logger(label: "sonde") { label in
                OutputLogHandler(
                    label: label, level: settings.logLevel, format: settings.logFormat,
                    output: output)
            }
            for warning in source?.content.warnings ?? [] {
                log.warning("configuration note", metadata: ["config.note": "\(warning)"])
            }
            service = try Service(settings: settings, source: source, log: log, output: output)
        } catch let problems as SettingProblems {
            for problem in problems.all { printError("sonde: \(problem)") }
            throw ExitCode.usage
        } catch {
            for line in "\(error)".split(separator: "\n") { printError("sonde: \(line)") }
            throw ExitCode.usage
        }
        try service.runUntilSignalled()
        output.close(timeout: .seconds(2))
    }

    private var flags: SettingFlags {
        var flags = SettingFlags()
        flags.listen = listen
        flags.loops = loops
        flags.connectionsPerAddress = connectionsPerAddress
        flags.webConfigurationPath = web.path
        flags.opensHealth = opensHealth
        flags.servesReservations = !withoutReservations
        flags.probes = !withoutProbes
        flags.latency = latency
        flags.outcomes = outcomes
        flags.seed = seed
        return flags
    }
}
