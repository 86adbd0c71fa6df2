import Logging
import Monitoring
import Probing
import Synchronization
import Testing

@Suite struct LogSinkTests {
    @Test func `a target that goes down and comes back is told once each, every run at debug`() {
        let lines = RecordedLines()
        let sink = LogSink(log: Logger(label: "test") { _ in lines })
        var state = ProbeState()
        let probe = exampleProbe()
        let refused = Outcome.failure(
            Failure(stage: .connect, reason: .refused, detail: "nobody listens"))
        let runs: [(Outcome, Int?)] = [
            (.success, 200), (.wrongStatus, 401), (refused, nil), (.success, 200), (.success, 200),
        ]
        for (outcome, status) in runs {
            let transition = state.record(outcome)
            sink.record(exampleResult(probe, outcome, status: status), state, transition)
        }
        let url = "http.url=http://REDACTED@shop.example/orders"
        let failed = "probe.duration_seconds=0.25 probe.name=shop probe.result=failure"
        let succeeded =
            "debug probe ran: http.method=POST http.status=200 \(url) "
            + "probe.duration_seconds=0.25 probe.name=shop probe.result=success"
        let unauthorized =
            "failure.detail=got 401, want 200 failure.reason=status failure.stage=expect "
            + "failure.step=request http.method=POST http.status=401 \(url) \(failed)"
        #expect(
            lines.all == [
                succeeded,
                "debug probe ran: \(unauthorized)",
                "warning target went down: \(unauthorized)",
                "debug probe ran: failure.detail=nobody listens failure.reason=refused "
                    + "failure.stage=connect failure.step=request http.method=POST \(url) \(failed)",
                succeeded,
                "notice target recovered: http.method=POST http.status=200 \(url) "
                    + "probe.duration_seconds=0.25 probe.failures=2 probe.name=shop "
                    + "probe.result=success",
                succeeded,
            ])
    }
}

/// Keeps log calls as text: level, message, and fields in the order of their keys.
final class RecordedLines: LogHandler {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func log(event: LogEvent) {
        let fields = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
        let line = "\(event.level) \(event.message): \(fields.joined(separator: " "))"
        lines.withLock { $0.append(line) }
    }

    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }

    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }
}
