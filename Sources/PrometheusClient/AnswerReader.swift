import Base
import Matching
import Monitoring

/// Reads the answers of Prometheus' HTTP API (documentation, "HTTP API", format overview), piece by
/// piece: a week of several series is some hundred thousand samples, of which nothing but time and
/// value is kept.
///
/// About 3 million samples a second. Members that are not known are passed over.
package struct AnswerReader {
    /// What came, whichever way it is.
    package enum Outcome: Hashable {
        case answer(QueryAnswer)
        /// `errorType` and `error`.
        case error(type: String, text: String)
    }

    private let limits: PrometheusLimits
    private let secrets: [String]
    private var status: String?
    private var errorType = ""
    private var error = ""
    private var warnings: [String] = []
    private var type: String?

    /// Where the result stands that was passed over, for its type had not come.
    private var resultPlace: Int?
    private var result: QueryResult?
    private var sampleCount = 0

    /// A limit that was passed.
    private var excess: RequestFailure?

    /// The times that samples may have: those that `WallClockInstant` has, to the millisecond.
    private static let times = Int64.min / 1_000_000...Int64.max / 1_000_000

    /// Warnings that are kept.
    private static let warningCountMax = 10

    /// Reads an answer.
    ///
    /// - Parameter secrets: What the server was shown, and is not to be told should it say it.
    package static func read(
        _ bytes: [UInt8], limits: PrometheusLimits, hiding secrets: [String] = []
    ) throws(RequestFailure) -> Outcome {
        var reader = AnswerReader(limits: limits, secrets: secrets)
        do throws(JSONProblem) {
            return try reader.outcome(bytes)
        } catch {
            throw reader.excess
                ?? RequestFailure(.notPrometheus, "the answer cannot be read: \(error)")
        }
    }

    private init(limits: PrometheusLimits, secrets: [String]) {
        self.limits = limits
        self.secrets = secrets
    }

    private mutating func outcome(_ bytes: [UInt8]) throws(JSONProblem) -> Outcome {
        var scanner = JSONScanner(bytes)
        try scanner.members { scanner, name throws(JSONProblem) in
            switch name {
            case "status": status = try scanner.string()
            case "errorType": errorType = try scanner.string()
            case "error": error = try scanner.string()
            case "warnings", "infos": try readWarnings(&scanner)
            case "isPartial" where scanner.next == UInt8(ascii: "t"):
                try scanner.word("true")
                warn("the server says that the answer is partial")
            case "data" where scanner.next == UInt8(ascii: "{"): try readData(&scanner)
            default: try scanner.skipValue()
            }
        }
        try scanner.end()
        if status == "error" {
            return .error(
                type: errorType.firstLine(hiding: secrets),
                text: error.firstLine(hiding: secrets))
        }
        guard status == "success" else { throw scanner.problem("there is no status") }
        if let resultPlace {
            scanner.rewind(to: resultPlace)
            try readResult(&scanner)
        }
        guard let result else { throw scanner.problem("there is no result") }
        return .answer(QueryAnswer(result: result, warnings: warnings))
    }

    private mutating func readWarnings(_ scanner: inout JSONScanner) throws(JSONProblem) {
        guard scanner.next == UInt8(ascii: "[") else { return try scanner.skipValue() }
        try scanner.elements { scanner throws(JSONProblem) in warn(try scanner.string()) }
    }

    private mutating func warn(_ text: String) {
        let line = text.firstLine(hiding: secrets)
        guard warnings.count < Self.warningCountMax, !warnings.contains(line) else { return }
        warnings.append(line)
    }

    private mutating func readData(_ scanner: inout JSONScanner) throws(JSONProblem) {
        try scanner.members { scanner, name throws(JSONProblem) in
            switch name {
            case "resultType": type = try scanner.string()
            case "result" where type == nil:
                _ = scanner.next
                resultPlace = scanner.index
                try scanner.skipValue()
            case "result": try readResult(&scanner)
            default: try scanner.skipValue()
            }
        }
    }

    private mutating func readResult(_ scanner: inout JSONScanner) throws(JSONProblem) {
        switch type {
        case "vector": result = .vector(try series(&scanner))
        case "matrix": result = .matrix(try series(&scanner))
        case "scalar": result = .scalar(try sample(&scanner))
        case "string":
            var text = ""
            try pair(&scanner) { _, value in text = value }
            result = .string(text)
        default: throw scanner.problem("the result is of an unknown type")
        }
    }

    // MARK: Series

    private mutating func series(
        _ scanner: inout JSONScanner
    ) throws(JSONProblem) -> [MetricSeries] {
        var all: [MetricSeries] = []
        try scanner.elements { scanner throws(JSONProblem) in
            guard all.count < limits.seriesCountMax else {
                throw exceed("more than \(limits.seriesCountMax) series", scanner)
            }
            all.append(try oneSeries(&scanner))
        }
        return all
    }

    private mutating func oneSeries(
        _ scanner: inout JSONScanner
    ) throws(JSONProblem) -> MetricSeries {
        var labels: [String: String] = [:]
        var samples: [MetricSample] = []
        var histogramCount = 0
        try scanner.members { scanner, name throws(JSONProblem) in
            switch name {
            case "metric":
                try scanner.members { scanner, label throws(JSONProblem) in
                    labels[label] = try scanner.string()
                }
            case "value": samples.append(try sample(&scanner))
            case "values":
                try scanner.elements { scanner throws(JSONProblem) in
                    samples.append(try sample(&scanner))
                }
            case "histogram":
                histogramCount += 1
                try scanner.skipValue()
            case "histograms":
                try scanner.elements { scanner throws(JSONProblem) in
                    histogramCount += 1
                    try scanner.skipValue()
                }
            default: try scanner.skipValue()
            }
        }
        var series = MetricSeries(labels: labels, samples: samples)
        series.histogramCount = histogramCount
        return series
    }

    /// Reads `[1767225600.5, "0.25"]`.
    private mutating func sample(_ scanner: inout JSONScanner) throws(JSONProblem) -> MetricSample {
        sampleCount += 1
        guard sampleCount <= limits.sampleCountMax else {
            throw exceed("more than \(limits.sampleCountMax) samples", scanner)
        }
        guard scanner.take("["), let seconds = Double(try scanner.number()), scanner.take(",")
        else { throw scanner.problem("a sample's time is missing") }
        guard let value = Double(try scanner.string()), scanner.take("]") else {
            throw scanner.problem("a sample's value is no number")
        }
        guard let time = Int64(exactly: (seconds * 1_000).rounded()),
            Self.times.contains(time)
        else { throw scanner.problem("a sample's time is out of range") }
        return MetricSample(milliseconds: time, value: value)
    }

    private func pair(
        _ scanner: inout JSONScanner, _ body: (String, String) -> Void
    ) throws(JSONProblem) {
        guard scanner.take("[") else { throw scanner.problem("a sample is missing") }
        let time = try scanner.number()
        guard scanner.take(",") else { throw scanner.problem("a sample's value is missing") }
        body(time, try scanner.string())
        guard scanner.take("]") else { throw scanner.problem("a sample does not end") }
    }

    private mutating func exceed(_ what: String, _ scanner: JSONScanner) -> JSONProblem {
        excess = RequestFailure(.tooMuch, "the answer has \(what)")
        return scanner.problem(what)
    }
}
