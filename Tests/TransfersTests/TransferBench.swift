import Base
import Reactor
import TestSupport
import Testing
import Transfers

/// Transfers on a loop of their own.
final class TransferBench: Sendable {
    private let thread: LoopThread
    private let engine: LoopBound<TransferEngine>

    init() throws {
        let made = Handover<LoopBound<TransferEngine>>()
        thread = try LoopThread(name: "transfers") { loop in
            made.put(LoopBound(try TransferEngine(loop: loop), on: loop.remote))
        }
        engine = made.take()
    }

    deinit {
        thread.stop()
        thread.join()
    }

    /// Runs `body` on the loop's thread, with the engine.
    func onLoop(_ body: @escaping @Sendable (TransferEngine) -> Void) {
        thread.remote.submit { [engine] in body(engine.get()) }
    }

    /// Begins a transfer; its result will be handed over.
    func begin(_ request: TransferRequest) -> Handover<TransferResult> {
        let result = Handover<TransferResult>()
        onLoop { $0.start(request) { result.put($0) } }
        return result
    }

    /// How many transfers are under way.
    var activeCount: Int {
        get throws {
            let count = Handover<Int>()
            onLoop { count.put($0.activeCount) }
            return try #require(count.take(within: patience))
        }
    }

    /// The result of a whole transfer.
    func result(of request: TransferRequest) throws -> TransferResult {
        try #require(begin(request).take(within: patience))
    }
}

extension TransferResult {
    var response: TransferResponse? {
        if case .success(let response) = outcome { response } else { nil }
    }

    var failure: TransferFailure? {
        if case .failure(let failure) = outcome { failure } else { nil }
    }
}
