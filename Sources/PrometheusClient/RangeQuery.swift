import Monitoring

/// A query over a range, made in pieces one behind the other, and put together again.
///
/// An answer that is too large, or takes the server too long, halves the pieces from then on.
///
/// Not `Sendable`: it belongs to the client's thread. It lives as long as a request is under way.
final class RangeQuery {
    private let expression: String
    private let client: PrometheusClient
    private let query: PrometheusQuery
    private let progress: (Int) -> Void
    private let completion: (Result<QueryAnswer, RequestFailure>) -> Void

    /// What has not been asked for; nil at the end.
    private var rest: QueryRange?

    /// Moments of one request.
    private var pieceSize: Int
    private var doneCount = 0

    /// The series so far, by their labels.
    private var series: [[String: String]: MetricSeries] = [:]
    private var sampleCount = 0
    private var warnings: [String] = []

    /// Pieces do not become smaller than this: then it is not the time that there is too much of.
    private static let pieceSizeMin = 100

    init(
        _ expression: String, over range: QueryRange, by client: PrometheusClient,
        for query: PrometheusQuery, progress: @escaping (Int) -> Void,
        completion: @escaping (Result<QueryAnswer, RequestFailure>) -> Void
    ) {
        self.expression = expression
        self.client = client
        self.query = query
        self.progress = progress
        self.completion = completion
        rest = range
        pieceSize = client.limits.pointCountMax
    }

    /// Asks for the next piece.
    func begin() {
        guard let (piece, rest) = rest?.split(after: pieceSize) else { return finish() }
        let fields = [
            ("query", expression), ("start", PrometheusClient.seconds(piece.start)),
            ("end", PrometheusClient.seconds(piece.end)),
            ("step", PrometheusClient.seconds(piece.step)),
        ]
        client.request("query_range", fields, for: query) { [self] result in
            guard !query.isCancelled else { return }
            switch result {
            case .success(let answer): take(answer, of: piece, rest)
            case .failure(let failure): handle(failure, of: piece)
            }
        }
    }

    private func take(_ answer: QueryAnswer, of piece: QueryRange, _ rest: QueryRange?) {
        guard case .matrix(let found) = answer.result else {
            return completion(.failure(RequestFailure(.notPrometheus, "the result is no matrix")))
        }
        for part in found {
            series[part.labels, default: MetricSeries(labels: part.labels, samples: [])]
                .append(part, of: piece)
            sampleCount += part.samples.count
        }
        for warning in answer.warnings where !warnings.contains(warning) {
            warnings.append(warning)
        }
        let limits = client.limits
        guard series.count <= limits.seriesCountMax else {
            return refuse("more than \(limits.seriesCountMax) series")
        }
        guard sampleCount <= limits.sampleCountMax else {
            return refuse("more than \(limits.sampleCountMax) samples")
        }
        doneCount += piece.pointCount
        progress(doneCount)
        guard !query.isCancelled else { return }
        self.rest = rest
        begin()
    }

    private func refuse(_ what: String) {
        completion(.failure(RequestFailure(.tooMuch, "the answer has \(what)")))
    }

    private func handle(_ failure: RequestFailure, of piece: QueryRange) {
        guard failure.isLessWithLessTime, piece.pointCount > Self.pieceSizeMin else {
            return completion(.failure(failure))
        }
        pieceSize = max(Self.pieceSizeMin, piece.pointCount / 2)
        begin()
    }

    private func finish() {
        // One of which nothing came that was asked for is none.
        let all = series.values.filter { !$0.samples.isEmpty || $0.histogramCount > 0 }
            .map { (name: $0.name, series: $0) }.sorted { $0.name < $1.name }
        completion(
            .success(QueryAnswer(result: .matrix(all.map(\.series)), warnings: warnings)))
    }
}

extension MetricSeries {
    /// Appends what a server says of a piece: the samples of the moments in it that come behind
    /// those that are known, each moment once. A server that answers for other times than it was
    /// asked for must not break the order, and whoever asks relies on the bounds.
    fileprivate mutating func append(_ part: MetricSeries, of piece: QueryRange) {
        var last = samples.last?.milliseconds ?? .min
        for sample in part.ordered
        where sample.milliseconds > last && (piece.start...piece.end).contains(sample.milliseconds)
        {
            samples.append(sample)
            last = sample.milliseconds
        }
        histogramCount += part.histogramCount
    }

    /// The samples in the order of time, in which nearly every server has them.
    private var ordered: [MetricSample] {
        let isOrdered = zip(samples, samples.dropFirst())
            .allSatisfy { $0.milliseconds <= $1.milliseconds }
        return isOrdered ? samples : samples.sorted { $0.milliseconds < $1.milliseconds }
    }
}
