import Base
import Foundation
import Metrics
import Testing

/// What a scrape gives; text format 0.0.4 unless told otherwise.
func text(of registry: MetricRegistry, _ format: ExpositionFormat = .text) -> String {
    var writer = ByteWriter()
    registry.write(format, into: &writer)
    return String(writer)
}

/// A registry whose series all come into being in 2023, at Unix time 1,700,000,000.25.
func registryOf2023(ownPrefix: String? = nil) -> MetricRegistry {
    MetricRegistry(ownPrefix: ownPrefix) { .of2023 }
}

extension WallClockInstant {
    static let of2023 = WallClockInstant(nanoseconds: 1_700_000_000_250_000_000)
}

/// The message of the trap that ended an exit test's process.
func trapMessage(_ result: ExitTest.Result?) -> String? {
    let lines = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        .split(separator: "\n")
    return lines.lazy.compactMap { line in
        line.firstRange(of: "Fatal error: ").map { String(line[$0.upperBound...]) }
    }.first
}

/// Runs `body` on `count` threads at once and waits for all, giving each its number.
func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let running = DispatchGroup()
    for number in 0..<count {
        running.enter()
        Thread.detachNewThread {
            body(number)
            running.leave()
        }
    }
    running.wait()
}
