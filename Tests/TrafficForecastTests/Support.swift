import Base
import Foundation
import Logging
import Metrics
import Monitoring
import Reactor
import Synchronization
import TestSupport
import TrafficForecast

/// A wall clock that stands still until a test moves it.
final class TestClock: Sendable {
    private let seconds: Mutex<Int64>

    init(_ seconds: Int64) {
        self.seconds = Mutex(seconds)
    }

    var now: WallClockInstant {
        WallClockInstant(nanoseconds: seconds.withLock { $0 } * 1_000_000_000)
    }

    func advance(by amount: Int64) {
        seconds.withLock { $0 += amount }
    }
}

/// A past that a test makes up; any thread may change it.
final class TestHistory: HistorySource, Sendable {
    typealias Answer = Result<HistoryAnswer, HistoryFailure>

    struct Read: Hashable {
        let query: String
        let range: QueryRange
    }

    private struct State {
        var answer: @Sendable (QueryRange) -> Answer
        var reads: [Read] = []
        var total: Double?
        var held: [@Sendable () -> Void]?
    }

    private let state: Mutex<State>

    init(_ answer: @escaping @Sendable (QueryRange) -> Answer) {
        state = Mutex(State(answer: answer))
    }

    func set(_ answer: @escaping @Sendable (QueryRange) -> Answer) {
        state.withLock { $0.answer = answer }
    }

    func set(total: Double?) {
        state.withLock { $0.total = total }
    }

    var reads: [Read] { state.withLock { $0.reads } }

    func read(
        _ query: String, over range: QueryRange, completion: @escaping (Answer) -> Void
    ) {
        let answer = state.withLock { state in
            state.reads.append(Read(query: query, range: range))
            return state.answer
        }
        completion(answer(range))
    }

    func total(ofOwnCounter name: String, where isMeant: ([String: String]) -> Bool) -> Double? {
        isMeant(["path": "/orders"]) && !isMeant(["path": "/other"])
            ? state.withLock { $0.total } : nil
    }
}

extension TestHistory {
    /// The traffic of all tests: ten weeks from the Monday of `TrafficSeries` on.
    private static let points = TrafficSeries(seed: 1).points(count: 10 * 2_016)

    /// One series with what there is at the moments of a range, and every five minutes at most.
    static func series(_ range: QueryRange) -> Monitoring.MetricSeries {
        var samples: [MetricSample] = []
        for time in stride(from: range.start, through: range.end, by: Int(range.step)) {
            guard time % 300_000 == 0 || range.pointCount < 300 else { continue }
            let index = Int((time / 1_000 - TrafficSeries.monday) / 300)
            guard points.indices.contains(index) else { continue }
            samples.append(MetricSample(milliseconds: time, value: points[index].value))
        }
        return Monitoring.MetricSeries(labels: [:], samples: samples)
    }
}

/// Forecasts on a thread of their own.
final class TestForecasts: Sendable {
    let registry = MetricRegistry()
    let clock: TestClock
    let log = LogRecorder()
    private let thread: LoopThread
    private let forecaster: LoopBound<TrafficForecaster>

    init(
        _ traffic: [ForecastedTraffic], history: TestHistory, clock: TestClock,
        folder: StateFolder? = nil
    ) throws {
        self.clock = clock
        let made = Handover<LoopBound<TrafficForecaster>>()
        thread = try LoopThread(name: "worker") { [registry, log] loop in
            let forecaster = TrafficForecaster(
                loop: loop, source: history, registry: registry, folder: folder,
                log: log.logger, now: { clock.now })
            forecaster.update(traffic)
            made.put(LoopBound(forecaster, on: loop.remote))
        }
        forecaster = made.take()
    }

    func update(_ traffic: [ForecastedTraffic]) {
        let done = Handover<Void>()
        thread.remote.submit { [forecaster] in
            forecaster.get().update(traffic)
            done.put(())
        }
        done.take()
    }

    func stop() {
        let done = Handover<Void>()
        thread.remote.submit { [forecaster] in
            forecaster.get().stop()
            done.put(())
        }
        done.take()
        thread.stop()
        thread.join()
    }

    /// The lines of a scrape without comments, and without those whose values are times.
    var lines: [String] {
        var writer = ByteWriter()
        registry.write(.text, into: &writer)
        return String(writer).split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("#") && !$0.hasPrefix("forecast_fit_duration_seconds") }
    }

    /// The value of a series.
    func value(_ series: String) -> Double? {
        lines.first { $0.hasPrefix(series + " ") }
            .flatMap { Double($0.dropFirst(series.count + 1)) }
    }
}

/// The messages that were logged.
final class LogRecorder: Sendable {
    private let messages = Mutex<[String]>([])

    var logger: Logger { Logger(label: "test") { _ in RecordingHandler(recorder: self) } }

    var lines: [String] { messages.withLock { $0 } }

    fileprivate func add(_ line: String) {
        messages.withLock { $0.append(line) }
    }
}

private struct RecordingHandler: LogHandler {
    let recorder: LogRecorder
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }
            .sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        recorder.add("\(event.level) \(event.message) \(fields.joined(separator: " "))")
    }
}

extension StateFolder {
    /// A folder whose files are replaced in the plainest way.
    init(writingTo path: String) {
        self.init(path: path) { try Data($0).write(to: URL(filePath: $1), options: .atomic) }
    }
}
