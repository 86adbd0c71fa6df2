import Logging
import Metrics
import Monitoring
import Probing
import Reactor

/// The prober on its thread.
final class ProberThread: Sendable {
    private let thread: LoopThread
    private let prober: LoopBound<Prober>

    /// Starts to run `probes`.
    ///
    /// - Parameters:
    ///   - addedBounds: Bounds of their durations beside the fixed ones, in seconds.
    ///   - runsInFlightMax: How many runs may be under way at once.
    init(
        probes: [Probe], addedBounds: [Double], runsInFlightMax: Int, registry: MetricRegistry,
        log: Logger
    ) throws {
        let started = Handover<LoopBound<Prober>>()
        thread = try LoopThread(name: "prober") { loop in
            let prober = try Prober(
                loop: loop, probes: probes, registry: registry, log: log,
                addedBounds: addedBounds, userAgent: "Sonde/\(Version.current)",
                runsInFlightMax: runsInFlightMax)
            prober.start()
            started.put(LoopBound(prober, on: loop.remote))
        }
        prober = started.take()
    }

    var remote: EventLoopRemote { thread.remote }

    /// Runs `probes` from now on; those that did not change go on as they are. Returns when it is
    /// done, or when the thread has ended. Not to be called on the prober's thread.
    func update(probes: [Probe]) {
        let done = Handover<Void>()
        let isAccepted = thread.remote.submit { [prober] in
            prober.get().update(probes: probes)
            done.put(())
        }
        if isAccepted { done.take() }
    }

    /// Gives up the runs under way, which count neither as success nor as failure, and ends the
    /// thread. To be called once.
    func stop() {
        thread.remote.submit { [thread, prober] in
            prober.get().stop()
            thread.remote.stop()
        }
        thread.join()
    }
}
