package import Monitoring

/// Takes the results of probes; called on the prober's thread, so it must not wait for anything.
package protocol ResultSink: AnyObject {
    /// Takes the result of one run, and what it changed.
    func record(_ result: ProbeResult, _ state: ProbeState, _ transition: ProbeState.Transition)
}
