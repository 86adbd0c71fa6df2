import Base
import Documents
import HTTPServing
import HTTPWire
import Matching
import Monitoring
import Probing
import PrometheusClient
import Reservations
import RuleBook
import TrafficForecast
import Transfers

/// Every limit of the program: its name, its number and what happens when it is reached.
///
/// The numbers stand where they are enforced; this is the one list of them, and the README's table
/// is held equal to it by a test.
package enum Limits {
    package struct Row: Sendable {
        package let name: String
        package let value: String
        package let consequence: String
    }

    package static var rows: [Row] {
        serverRows + securityRows + reservationRows + probeRows + matchingRows + prometheusRows
            + forecastRows
            + logRows + configurationRows
    }

    private static var serverRows: [Row] {
        let server = ServerLimits()
        let request = server.request
        return [
            Row("Request head", bytes(request.headByteCountMax), "431"),
            Row("Header fields of a request", "\(request.headerCountMax)", "431"),
            Row("Request target", bytes(request.targetByteCountMax), "414"),
            Row("Request body", bytes(request.bodyByteCountMax), "413"),
            Row("Line before a chunk", bytes(request.chunkLineByteCountMax), "400"),
            Row("Lines before all chunks of a body", bytes(request.chunkLinesByteCountMax), "400"),
            Row("Trailer section of a body", bytes(request.trailerByteCountMax), "431"),
            Row("Time for a request head", time(server.headTimeout), "408"),
            Row("Time for a request body", time(server.bodyTimeout), "408"),
            Row("Idle connection", time(server.idleTimeout), "closed"),
            Row("Time for a handler to answer", time(server.answerTimeout), "connection reset"),
            Row(
                "Client that does not read its answer", time(server.sendTimeout), "connection reset"
            ),
            Row("Refused client that still sends", time(server.lingerTimeout), "closed"),
            Row("Requests on one connection", "\(server.requestCountMax)", "`Connection: close`"),
            Row("Connections of one loop", "\(server.connectionCountMax)", "closed when accepted"),
            Row(
                "Connections from one IPv4 address or IPv6 /64 network",
                peerConnectionCountMax(server), "closed when accepted"),
            Row(
                "Answers that wait for one client", bytes(server.waitingByteCountMax),
                "its next requests wait"),
            Row(
                "What one loop holds for clients", bytes(server.heldByteCountMax),
                "the longest stuck are reset"),
            Row(
                "Answers to be compressed on one loop", "\(server.compressionCountMax)",
                "sent as they are"),
            Row("Graceful stop", time(server.drainTimeout), "what is left is closed"),
            Row(
                "First request on a new connection during it", time(server.drainIdleTimeout),
                "closed"),
        ]
    }

    private static var securityRows: [Row] {
        [
            Row("Time for a TLS handshake", time(ServerLimits().handshakeTimeout), "closed"),
            Row(
                "TLS handshake messages of one client",
                "\(TLSContext.handshakeMessageCountMax)", "closed"),
            Row(
                "Passwords waiting to be checked", "\(PasswordChecker.waitingCountMax)",
                "503, `Retry-After`"),
            Row(
                "Passwords of one peer waiting to be checked",
                "\(PasswordChecker.waitingCountOfPeerMax)", "503, `Retry-After`"),
            Row(
                "Passwords whose check is remembered, right and wrong ones each",
                "\(PasswordChecker.resultCountMax)", "the oldest is checked again"),
        ]
    }

    private static func peerConnectionCountMax(_ limits: ServerLimits) -> String {
        limits.peerConnectionCountMax.map(String.init) ?? "half of all connections"
    }

    private static var reservationRows: [Row] {
        [
            Row(
                "Waiting requests of the mock on one loop",
                "\(ReservationsService.waitingCountMax)", "503"),
            Row("Reservations that the mock keeps", "\(ReservationStore.countMax)", "503"),
            Row("How long it keeps one", time(ReservationStore.lifetime), "404"),
            Row("Duration of a fault", time(FaultSwitch.durationMax), "400"),
            Row("Delay of the fault `slow`", time(Fault.slowMax), "400"),
        ]
    }

    private static var probeRows: [Row] {
        let tooLarge = "failure `too_large`"
        return [
            Row(
                "Runs of probes under way", "\(ProberLimits.runsInFlightMax)",
                "skipped and counted"),
            Row("First run of a probe", time(ProberLimits.firstRunSpread), "made out of turn"),
            Row(
                "Addresses of a name", "\(TransferLimits.addressCountMax)", "passed over"),
            Row("Response body of a probe", bytes(TransferLimits.bodyByteCountMax), tooLarge),
            Row(
                "Response header line of a probe", bytes(TransferLimits.headerLineByteCountMax),
                tooLarge),
            Row(
                "Response header of a probe", bytes(TransferLimits.headerSectionByteCountMax),
                tooLarge),
            Row("Value of a variable", bytes(Extraction.valueByteCountMax), tooLarge),
            Row("Cookies of one run", "\(CookieJar.cookieCountMax)", "passed over"),
            Row("Name and value of a cookie", bytes(CookieJar.cookieByteCountMax), "passed over"),
            Row(
                "File with a secret or a request's body", bytes(ProberLimits.fileByteCountMax),
                "failure `file`"),
            Row(
                "Content of such files that is kept", bytes(ProberLimits.keptFileByteCountMax),
                "read anew each time"),
        ]
    }

    private static var prometheusRows: [Row] {
        let limits = PrometheusLimits()
        let refused = "the query fails"
        return [
            Row(
                "Points of each series that one request to Prometheus asks for",
                "\(limits.pointCountMax)", "asked for in several"),
            Row(
                "Answer of Prometheus", bytes(limits.responseByteCountMax),
                "asked for in smaller pieces"),
            Row("Series of a query to Prometheus", "\(limits.seriesCountMax)", refused),
            Row("Samples of a query to Prometheus", "\(limits.sampleCountMax)", refused),
            Row(
                "Attempts of a request to Prometheus", "\(limits.attemptCountMax)", refused),
            Row(
                "Series of a query of `sonde rules suggest`", "\(RulesSuggest.seriesCountMax)",
                "the first ones are looked at"),
            Row(
                "Rows of a picture of `sonde rules backtest`", "\(BacktestTimeline.rowCountMax)",
                "counted"),
            Row(
                "Time for a request to Prometheus with its attempts", time(limits.deadline), refused
            ),
        ]
    }

    private static var forecastRows: [Row] {
        [
            Row(
                "File with a series for `sonde forecast`", bytes(SeriesFile.byteCountMax),
                "it is refused"),
            Row(
                "Reads of forecast traffic at once", "\(TrafficForecaster.readCountMax)",
                "they wait"),
            Row("Saved forecast", bytes(StateFolder.byteCountMax), "learned anew"),
        ]
    }

    private static var matchingRows: [Row] {
        let limited = "failure `regex_limit`"
        let noJSON = "failure `json`"
        let pattern = Pattern.Limits()
        let json = JSONLimits()
        return [
            Row(
                "Steps of a regular expression from one place of a text",
                "\(pattern.stepCountMax)", limited),
            Row("Places it may come back to", "\(pattern.depthMax)", limited),
            Row("Memory for them", bytes(Int(pattern.heapKibibytesMax) << 10), limited),
            Row("Time of a regular expression for one text", time(pattern.time), limited),
            Row("Values of an answer's JSON", "\(json.valueCountMax)", noJSON),
            Row("Lists and objects of it within each other", "\(json.depthMax)", noJSON),
            Row("Values that a JSON path looks at", "\(JSONPath.visitCountMax)", noJSON),
        ]
    }

    private static var logRows: [Row] {
        [
            Row(
                "Log lines waiting for a slow reader", bytes(LogOutput.pendingByteCountMax),
                "dropped and counted")
        ]
    }

    private static var configurationRows: [Row] {
        let limits = DocumentLimits()
        let refused = "the configuration is refused"
        return [
            Row("File of a configuration", bytes(limits.byteCountMax), refused),
            Row("Files of a configuration", "\(limits.fileCountMax)", refused),
            Row(
                "Values of a configuration, those of aliases counted each time",
                "\(limits.nodeCountMax)", refused),
            Row(
                "Sections and lists of a configuration within each other",
                "\(limits.nestingMax)", refused),
            Row(
                "File that a value of a configuration takes in",
                bytes(Decoding.valueFileByteCountMax), refused),
            Row("Probes", "\(ProberLimits.probeCountMax)", refused),
            Row("Steps of a probe", "\(ProbeSection.stepCountMax)", refused),
            Row("Attempts of a run", "\(Probe.attemptsMax)", refused),
            Row(
                "Bounds that objectives add to one of Sonde's histograms",
                "\(AddedBounds.countMax)", refused),
            Row("Regular expression", bytes(Pattern.byteCountMax), refused),
            Row("JSON path", bytes(JSONPath.byteCountMax), refused),
        ]
    }

    private static func bytes(_ count: Int) -> String {
        count % 1024 == 0
            ? (count % (1 << 20) == 0 ? "\(count >> 20) MiB" : "\(count >> 10) KiB")
            : "\(count) bytes"
    }

    private static func time(_ duration: Duration) -> String {
        DurationText.print(duration)
    }
}

extension Limits.Row {
    fileprivate init(_ name: String, _ value: String, _ consequence: String) {
        self.init(name: name, value: value, consequence: consequence)
    }
}
