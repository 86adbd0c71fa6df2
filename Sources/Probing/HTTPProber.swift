import Base
import Monitoring
import Transfers

/// What the runs of all probes share.
///
/// Not `Sendable`: it belongs to the prober's thread.
final class ProbeTools {
    let engine: TransferEngine
    let files = FileCache()
    let builder: RequestBuilder
    let tokens: TokenStore

    /// What the identifiers of traces and spans are drawn from. They tell runs apart and are no
    /// secrets, so the kernel is asked for chance only once.
    var identifiers = SeededGenerator(seed: .random(in: 0 ... .max))

    /// Whether the answer is kept also of a step that succeeded.
    let keepsAllEvidence: Bool

    init(engine: TransferEngine, userAgent: String, keepsAllEvidence: Bool) {
        self.engine = engine
        self.keepsAllEvidence = keepsAllEvidence
        builder = RequestBuilder(userAgent: userAgent, files: files)
        tokens = TokenStore(engine: engine)
    }
}

/// Begins runs of probes.
///
/// Not `Sendable`: it belongs to the prober's thread.
final class HTTPProber {
    private let tools: ProbeTools

    init(engine: TransferEngine, userAgent: String, keepsAllEvidence: Bool = false) {
        tools = ProbeTools(
            engine: engine, userAgent: userAgent, keepsAllEvidence: keepsAllEvidence)
    }

    /// Begins a run; `completion` is called once, unless the run is cancelled: later, or before
    /// this returns where no request could be made.
    func start(
        _ probe: Probe, isInMaintenance: Bool = false,
        completion: @escaping (ProbeResult) -> Void
    ) -> ProbeRun {
        let run = ProbeRun(
            probe, tools, isInMaintenance: isInMaintenance, completion: completion)
        run.start()
        return run
    }
}
