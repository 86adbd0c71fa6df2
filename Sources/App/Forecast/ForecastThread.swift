import Logging
import Metrics
import PrometheusClient
import Reactor
import TrafficForecast
import Transfers

/// The forecasts on their thread, a worker: what it does may take some milliseconds.
final class ForecastThread: Sendable {
    private let thread: LoopThread
    private let bound: LoopBound<Content>

    /// What belongs to the thread.
    private struct Content {
        let forecaster: TrafficForecaster
        let engine: TransferEngine
        let loop: EventLoop
    }

    private let registry: MetricRegistry

    /// Starts to forecast what a configuration says.
    init(_ configuration: Configuration, registry: MetricRegistry, log: Logger) throws {
        self.registry = registry
        let started = Handover<LoopBound<Content>>()
        thread = try LoopThread(name: "worker") { loop in
            let engine = try TransferEngine(loop: loop)
            let history = PrometheusHistory(
                configuration.prometheus, engine: engine, loop: loop, registry: registry)
            let forecaster = TrafficForecaster(
                loop: loop, source: history, registry: registry,
                folder: configuration.forecasts.stateFolder.map {
                    StateFolder(path: $0) { try FileReplacement.write($0, to: $1) }
                },
                log: log)
            forecaster.update(configuration.forecastedTraffic)
            let content = Content(forecaster: forecaster, engine: engine, loop: loop)
            started.put(LoopBound(content, on: loop.remote))
        }
        bound = started.take()
    }

    var remote: EventLoopRemote { thread.remote }

    /// Forecasts what `configuration` says from now on; what did not change goes on. Returns when
    /// it is done, or when the thread has ended. Not to be called on the thread.
    func update(_ configuration: Configuration) {
        let done = Handover<Void>()
        let isAccepted = thread.remote.submit { [bound, registry] in
            let content = bound.get()
            let history = PrometheusHistory(
                configuration.prometheus, engine: content.engine, loop: content.loop,
                registry: registry)
            content.forecaster.update(configuration.forecastedTraffic, source: history)
            done.put(())
        }
        if isAccepted { done.take() }
    }

    /// Saves the forecasters, and ends the thread. To be called once.
    func stop() {
        thread.remote.submit { [thread, bound] in
            bound.get().forecaster.stop()
            thread.remote.stop()
        }
        thread.join()
    }
}
