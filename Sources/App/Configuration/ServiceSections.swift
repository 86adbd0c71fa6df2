import Base
import Documents
import Monitoring
import Reactor
import Reservations

extension ServerSettings {
    static let section = Section<ServerSettings>(
        "server", "Where and how requests are served; flags and variables win.",
        keys: [
            Key(
                "listen", \.listen, Shape<SocketAddress>.socketAddress.oneOrMore(),
                "Addresses to listen on; 0.0.0.0:8080 where nothing is said."),
            Key(
                "loops", \.loopCount, .integer(1...SettingReader.loopCountMax),
                "Threads that serve; one for each processor, at most four, where nothing is said."),
            Key(
                "connectionsPerAddress", \.peerConnectionCountMax,
                .integer(1...SettingReader.peerConnectionCountLimit),
                "Connections that one IPv4 address or IPv6 /64 network may have."),
        ])
}

extension MockSettings {
    static let section = Section<MockSettings>(
        "reservations", "The mock service; flags win.",
        keys: [
            Key("enabled", \.isEnabled, .boolean, standard: "false", "Whether it is served."),
            Key(
                "latency", \.latency,
                .parsed(
                    .text(TextRule(examples: ["default", "0s"])),
                    "must be `default` or a time such as 0s or 250ms, at most "
                        + DurationText.print(Fault.slowMax)
                ) { Latency($0) },
                standard: "default", "How long it takes: `default` for its draw, or a time."),
            Key(
                "outcomes", \.outcomes, .outcomes,
                "What it answers: weights by status code; 200: 12, 400: 1, 401: 1, 500: 1 where "
                    + "nothing is said."),
            Key(
                "seed", \.seed,
                .parsed(.integer(0...Int.max), "must be a whole number from 0 on") { UInt64($0) },
                "Makes its draws reproducible."),
        ])
}

extension Shape<Outcomes> {
    /// Weights by status code.
    fileprivate static var outcomes: Shape {
        let codes = KeyShape<Int>(
            pattern: "^[2-5][0-9][0-9]$", expectation: "must be a status code from 200 to 599"
        ) { text in
            Int(text).flatMap { Fault.allowedCodes.contains($0) ? $0 : nil }
        }
        return Shape<Int>.integer(0...Outcomes.weightMax).byKey(codes).flatMap {
            pairs, node, decoding in
            let text = pairs.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
            if let outcomes = Outcomes(text) { return outcomes }
            decoding.report(node.place, "needs a code with a weight above 0")
            return nil
        }
    }
}

extension HistorySettings {
    static let section = Section<HistorySettings>(
        "history", "Where results are kept.",
        keys: [
            Key("path", \.path, .path, isRequired: true, "The file of the database."),
            Key(
                "retention", \.retention, .duration(.seconds(3_600)...(.seconds(3_660 * 86_400))),
                standard: "90d", "How long results are kept."),
        ])
}
