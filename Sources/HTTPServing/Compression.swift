import Base
import HTTPWire
import Reactor

/// Compresses answers for the clients that take gzip, one after the other and a piece in each turn
/// of the loop, so that neither a large answer nor many of them delay anybody else for long.
final class Compression {
    /// Smaller content is sent as it is: it fits a packet anyway.
    static let byteCountMin = 1_400

    /// Bytes compressed in one turn: about 2 ms of work.
    static let byteCountPerTurn = 256 * 1024

    private struct Job {
        var response: Response
        let isWanted: () -> Bool
        let completion: (Response) -> Void
    }

    private let loop: EventLoop
    private let waitingCountMax: Int

    /// Told of each answer that is sent as it is because too many wait.
    private let onLimit: () -> Void

    /// Answers to be compressed, the first of which is under way if `isUnderWay`.
    private var jobs: [Job] = []
    private var isUnderWay = false
    private var isScheduled = false

    /// The working memory, made when it is needed first.
    private var stream: GzipStream?

    /// When the last piece was compressed, and what was compressed at that time.
    private var turn = MonotonicInstant.now()
    private var turnByteCount = 0

    /// - Parameter waitingCountMax: Answers that may wait; further ones are sent as they are.
    init(loop: EventLoop, waitingCountMax: Int, onLimit: @escaping () -> Void) {
        self.loop = loop
        self.waitingCountMax = waitingCountMax
        self.onLimit = onLimit
    }

    /// Whether an answer is too small to be worth it.
    static func isNeedless(_ response: Response) -> Bool {
        response.body.count < byteCountMin
    }

    /// Calls `completion` with the answer to be sent for `response`: now if it is to be sent as it
    /// is or its turn comes at once, else later. It is not called once `isWanted` says no.
    func prepare(
        _ response: Response, for request: Request, isWanted: @escaping () -> Bool,
        completion: @escaping (Response) -> Void
    ) {
        guard !Self.isNeedless(response), Self.isCompressible(response) else {
            return completion(response)
        }
        var response = response
        // RFC 9110 section 12.5.5: the answer depends on that field, also when it is not
        // compressed.
        response.headers.append("Vary", "Accept-Encoding")
        guard ListField.acceptsGzip(request.head.headers["accept-encoding"]) else {
            return completion(response)
        }
        guard jobs.count < waitingCountMax else {
            onLimit()
            return completion(response)
        }
        if stream == nil { stream = GzipStream() }
        // Without memory to compress in, the answer is sent as it is.
        guard let stream else { return completion(response) }
        jobs.append(Job(response: response, isWanted: isWanted, completion: completion))
        if !isScheduled { compress(stream) }
    }

    /// Compresses what this turn may.
    private func compress(_ stream: GzipStream) {
        if turn != loop.now {
            turn = loop.now
            turnByteCount = 0
        }
        while !jobs.isEmpty, turnByteCount < Self.byteCountPerTurn {
            if jobs[0].isWanted() { step(stream) } else { finishFirst() }
        }
        guard !jobs.isEmpty else { return }
        isScheduled = true
        loop.scheduleForNextTurn { [self] in
            isScheduled = false
            compress(stream)
        }
    }

    /// Compresses a piece of the first answer, and hands it on if that was the last.
    private func step(_ stream: GzipStream) {
        if !isUnderWay {
            isUnderWay = true
            stream.restart(jobs[0].response.body)
            jobs[0].response.body = []
        }
        let (byteCount, isComplete) = stream.step(Self.byteCountPerTurn - turnByteCount)
        turnByteCount += byteCount
        guard isComplete else { return }
        var job = finishFirst()
        job.response.body = stream.takeOutput()
        job.response.headers.append("Content-Encoding", "gzip")
        job.completion(job.response)
    }

    @discardableResult
    private func finishFirst() -> Job {
        isUnderWay = false
        return jobs.removeFirst()
    }

    /// Text of any kind; what the program serves besides is small or compressed already.
    private static func isCompressible(_ response: Response) -> Bool {
        guard !response.status.forbidsContent, let type = response.headers.contentType else {
            return false
        }
        return [
            "text/", "application/json", "application/openmetrics-text",
            "application/vnd.google.protobuf",
        ].contains { type.hasPrefix($0) }
    }
}
