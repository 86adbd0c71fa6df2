import Base
import Monitoring
import Probing
import Synchronization

/// Keeps how long the newest runs took, but for those of the first probe, which may be one that hangs.
final class DurationSink: ResultSink, Sendable {
    /// Of the size it keeps from the beginning, so that it does not pass for growth of the prober.
    private let newest = Mutex(Array(repeating: Float(0), count: 1 << 18))
    private let total = Atomic<Int>(0)

    /// How many runs there were.
    var count: Int { total.load(ordering: .relaxed) }

    func record(_ result: ProbeResult, _: ProbeState, _: ProbeState.Transition) {
        guard result.probe.name != "probe-0", let step = result.steps.first else { return }
        newest.withLock { $0[count % $0.count] = Float(step.duration.inSeconds) }
        total.add(1, ordering: .relaxed)
    }

    /// A percentile of the newest ones, in seconds.
    ///
    /// - Parameter change: What is made of each duration first.
    func percentile(_ share: Double, of change: (Double) -> Double = { $0 }) -> Double {
        let known = newest.withLock { Array($0.prefix(count)) }.map { change(Double($0)) }.sorted()
        return known.isEmpty ? 0 : known[Int(share * Double(known.count - 1))]
    }
}
