import Base
import Documents
import Logging
import Metrics
import Reactor
import Synchronization

/// The configuration in force, and the thread that reads its file again.
///
/// All or nothing: a file with an error changes nothing. Any thread may ask for a reload; those who
/// ask while one is under way are answered by the next, together.
final class ConfigurationReload: Sendable {
    /// What a reload came to.
    enum Outcome: Sendable {
        /// In force now; the warnings of the file, and what holds from the next start on.
        case applied(notes: [String])
        /// Nothing was changed; all problems of the file.
        case rejected(problems: [String])
        /// There is no file.
        case impossible
    }

    private struct State {
        var content: ConfigurationFile.Content
        var waiting: [@Sendable (Outcome) -> Void] = []

        /// Puts a configuration in force, and returns when it is; nil until there is something to
        /// put it in force in.
        var apply: (@Sendable (Configuration) -> Void)?
    }

    private let file: ConfigurationFile?

    /// What the process was started with.
    private let started: Configuration
    private let log: Logger
    private let metrics: ConfigurationMetrics
    private let state: Mutex<State>
    private let thread: LoopThread

    /// Starts the thread; nothing is read before `begin`.
    ///
    /// - Parameter source: The file and what is in force; nil if there is no file.
    init(_ source: ConfigurationSource?, registry: MetricRegistry, log: Logger) throws {
        file = source?.file
        self.log = log
        metrics = ConfigurationMetrics(registry: registry)
        let content = source?.content ?? .none
        started = content.configuration
        state = Mutex(State(content: content))
        thread = try LoopThread(name: "worker") { _ in }
        metrics.succeed(content.hash, insteadOf: nil)
    }

    /// Answers requests from now on; `apply` puts a configuration in force, and returns when it is.
    func begin(apply: @escaping @Sendable (Configuration) -> Void) {
        state.withLock { $0.apply = apply }
        thread.remote.submit { [self] in answerAll("request") }
    }

    /// The configuration in force as YAML, secrets left out.
    var text: String { state.withLock { $0.content.text } }

    /// Reads the file again, soon, on the worker's thread.
    ///
    /// - Parameters:
    ///   - cause: Why, for the log.
    ///   - completion: Called on the worker's thread.
    func request(
        _ cause: String, completion: @escaping @Sendable (Outcome) -> Void = { _ in }
    ) {
        state.withLock { $0.waiting.append(completion) }
        thread.remote.submit { [self] in answerAll(cause) }
    }

    /// Has a change of the file, or of one that it includes, be a reason to read it. `loop` looks
    /// after the files as long as it turns.
    func watch(on loop: EventLoop) {
        guard file != nil else { return }
        FileWatch { [self] in state.withLock { $0.content.stamps } }
            .start(on: loop) { [self] in request("change of the file") }
    }

    /// Ends the thread. To be called once.
    func stop() {
        thread.stop()
        thread.join()
    }

    // MARK: On the worker's thread

    /// One reload for all who wait; none if one before has answered them.
    private func answerAll(_ cause: String) {
        let (waiting, apply) = state.withLock { state in
            defer { if state.apply != nil { state.waiting = [] } }
            return (state.waiting, state.apply)
        }
        guard !waiting.isEmpty, let apply else { return }
        let outcome = reload(cause, apply)
        for completion in waiting { completion(outcome) }
    }

    private func reload(
        _ cause: String, _ apply: @Sendable (Configuration) -> Void
    ) -> Outcome {
        guard let file else {
            log.warning("there is no configuration file", metadata: ["config.cause": "\(cause)"])
            return .impossible
        }
        let fields: Logger.Metadata = [
            "config.file": "\(file.path)", "config.cause": "\(cause)",
        ]
        do throws(DocumentProblems) {
            let content = try file.load()
            let old = state.withLock { $0.content }
            apply(content.configuration)
            state.withLock { $0.content = content }
            metrics.succeed(content.hash, insteadOf: old.hash)
            log.notice("configuration read", metadata: fields)
            let notes =
                content.warnings.map(\.description)
                + content.configuration.restartNotes(since: started)
            for note in notes {
                log.warning("configuration note", metadata: ["config.note": "\(note)"])
            }
            return .applied(notes: notes)
        } catch {
            metrics.fail()
            let problems = error.errors.map(\.description)
            log.error(
                "configuration cannot be used, the last one stays in force",
                metadata: fields.merging(
                    ["config.problems": "\(problems.joined(separator: "; "))"]) { $1 })
            return .rejected(problems: problems)
        }
    }
}

extension Configuration {
    /// What differs from the configuration that the process was started with and holds from the next
    /// start on.
    fileprivate func restartNotes(since old: Configuration) -> [String] {
        var notes: [String] = []
        if server != old.server { notes.append("server: holds from the next start on") }
        if reservations != old.reservations {
            notes.append("reservations: holds from the next start on")
        }
        if runsInFlightMax != old.runsInFlightMax {
            notes.append("schedule: holds from the next start on")
        }
        if forecasts.stateFolder != old.forecasts.stateFolder {
            notes.append("forecasts.state: holds from the next start on")
        }
        return notes
            + addedBounds.histograms(differingFrom: old.addedBounds).map {
                "objectives: their bounds of \($0) hold from the next start on"
            }
    }
}

/// The metrics of the configuration.
private struct ConfigurationMetrics: Sendable {
    private let isGood: Gauge
    private let lastSuccess: Gauge
    private let info: GaugeFamily

    init(registry: MetricRegistry) {
        isGood = registry.gauge(
            "sonde_config_last_reload_successful",
            help: "Whether the configuration could be used when it was last read."
        ).labels()
        lastSuccess = registry.gauge(
            "sonde_config_last_reload_success_timestamp_seconds",
            help: "When the configuration in force was read."
        ).labels()
        info = registry.gauge(
            "sonde_config_info", help: "Which configuration is in force; always 1.",
            labels: ["hash"])
    }

    func succeed(_ hash: String, insteadOf old: String?) {
        isGood.set(1)
        lastSuccess.set(WallClockInstant.now().secondsSinceEpoch)
        if let old, old != hash { info.remove(old) }
        info.labels(hash).set(1)
    }

    func fail() {
        isGood.set(0)
    }
}
