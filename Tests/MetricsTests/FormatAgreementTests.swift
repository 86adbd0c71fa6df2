import Base
import Metrics
import Testing

/// All formats tell the same, value by value.
@Suite struct FormatAgreementTests {
    @Test func `OpenMetrics has the samples of text`() {
        let seed = UInt64.random(in: 0 ... .max)
        let registry = sampleRegistry(seed: seed)
        let plain = text(of: registry).split(separator: "\n").filter { !$0.hasPrefix("#") }
        let open = text(of: registry, .openMetrics).split(separator: "\n")
            .filter { !$0.hasPrefix("#") && !$0.contains("_created") }
            .map { line in line.firstRange(of: " # {").map { line[..<$0.lowerBound] } ?? line }
            .map { $0.replacing("le=\"2.0\"", with: "le=\"2\"") }
        #expect(plain.elementsEqual(open) { $0 == $1 }, "seed \(seed)")
    }

    @Test func `protobuf has the samples and the exemplars of OpenMetrics`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        let registry = sampleRegistry(seed: seed)
        let open = text(of: registry, .openMetrics).split(separator: "\n")
            .filter { !$0.hasPrefix("#") && !$0.contains("_created") }
            .map { $0.hasSuffix(" ") ? String($0.dropLast()) : String($0) }
        let lines = try #require(families(of: registry)).flatMap(Self.lines)
        #expect(lines == open, "seed \(seed)")
    }

    /// The lines that a family would be in OpenMetrics.
    private static func lines(_ family: ProtobufMessage) -> [String] {
        let name = family.text(1) ?? "?"
        return family.messages(4).flatMap { metric in
            let labels = metric.messages(1).map { pair in
                "\(pair.text(1) ?? "?")=\"\(escaped(pair.text(2) ?? "?"))\""
            }
            func line(_ suffix: String, _ value: String, _ more: [String] = []) -> String {
                let all = (labels + more).joined(separator: ",")
                return name + suffix + (all.isEmpty ? "" : "{\(all)}") + " " + value
            }
            if let counter = metric.message(3) {
                return [line("", number(counter.double(1)) + exemplar(counter.message(2)))]
            }
            guard let histogram = metric.message(7) else {
                return [line("", number(metric.message(2)?.double(1)))]
            }
            let count = histogram.unsigned(1) ?? 0
            var buckets = histogram.messages(3).map { bucket in
                (
                    bound: bucket.double(2) ?? .nan, count: bucket.unsigned(1) ?? 0,
                    exemplar: exemplar(bucket.message(3))
                )
            }
            if buckets.last?.bound != .infinity { buckets.append((.infinity, count, "")) }
            return buckets.map { bucket in
                let bound = bucket.bound == 2 ? "2.0" : number(bucket.bound, exponentFrom: 6)
                return line("_bucket", "\(bucket.count)" + bucket.exemplar, ["le=\"\(bound)\""])
            } + [line("_sum", number(histogram.double(2))), line("_count", "\(count)")]
        }
    }

    private static func exemplar(_ message: ProtobufMessage?) -> String {
        guard let message, let time = message.message(3) else { return "" }
        let labels = message.messages(1).map { "\($0.text(1) ?? "?")=\"\($0.text(2) ?? "?")\"" }
        let seconds = Double(time.unsigned(1) ?? 0) + Double(time.unsigned(2) ?? 0) / 1e9
        return
            " # {\(labels.joined(separator: ","))} \(number(message.double(2))) \(number(seconds))"
    }

    private static func number(_ value: Double?, exponentFrom: Int = 21) -> String {
        var writer = ByteWriter()
        writer.write(value ?? .nan, exponentFrom: exponentFrom)
        return String(writer)
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n").replacing(
            "\"", with: "\\\"")
    }

    @Test func `headers agree, as far as the formats know them`() throws {
        let registry = sampleRegistry(seed: 1)
        let messages = try #require(families(of: registry))
        #expect(
            messages.map { $0.text(1) } == [
                "build_info", "counter_total", "gauge", "histogram_seconds", "state",
            ])
        #expect(messages.map { $0.text(2) } == ["I.", "C.", "G \\ \"g\"\n.", "H.", "S."])
        #expect(messages.map { $0.unsigned(3) } == [1, 0, 1, 4, 1])
        let headers = text(of: registry, .openMetrics).split(separator: "\n")
            .filter { $0.hasPrefix("#") }
        #expect(
            headers == [
                "# HELP build I.", "# TYPE build info", "# HELP counter C.",
                "# TYPE counter counter",
                #"# HELP gauge G \\ \"g\"\n."#, "# TYPE gauge gauge",
                "# HELP histogram_seconds H.", "# TYPE histogram_seconds histogram",
                "# UNIT histogram_seconds seconds",
                "# HELP state S.", "# TYPE state stateset", "# EOF",
            ])
    }
}
