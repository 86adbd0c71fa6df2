import Base
import Metrics
import Synchronization
import Testing

@Suite struct HistogramTests {
    /// One value for each bucket of the bounds 1, 10, 100; the sums of different mixes differ.
    private static let values: [Double] = [1, 7, 50, 1_000]

    /// The numbers of a scrape of one histogram with the bounds 1, 10, 100.
    private struct Scrape {
        let counts: [Double]
        let sum: Double
        let count: Double

        init(_ registry: MetricRegistry) throws {
            let numbers = text(of: registry).split(separator: "\n").dropFirst(2).compactMap {
                line in
                line.split(separator: " ").last.flatMap { Double($0) }
            }
            try #require(numbers.count == 6)
            counts = zip(numbers[0..<4], [0] + numbers[0..<3]).map { $0 - $1 }
            sum = numbers[4]
            count = numbers[5]
        }
    }

    @Test(arguments: [1, 2, 4, 8], [nil, NativeBuckets()])
    func `no scrape sees an observation in part`(threadCount: Int, native: NativeBuckets?) throws {
        let registry = MetricRegistry()
        let handle = registry.histogram("h", help: "H.", buckets: [1, 10, 100], native: native)
            .labels()
        let isDone = Atomic(false)
        let observationCount = Atomic<Int>(0)
        onThreads(threadCount + 1) { thread in
            if thread == threadCount {
                Self.scrape(registry, times: 500)
                return isDone.store(true, ordering: .relaxed)
            }
            var count = 0
            while !isDone.load(ordering: .relaxed) {
                for value in Self.values { handle.observe(value) }
                count += 4
            }
            observationCount.add(count, ordering: .relaxed)
        }
        let count = observationCount.load(ordering: .relaxed)
        let scrape = try Scrape(registry)
        #expect(scrape.counts == Array(repeating: Double(count / 4), count: 4))
        #expect(scrape.count == Double(count))
    }

    /// Scrapes while others observe, and checks that each scrape agrees with itself.
    private static func scrape(_ registry: MetricRegistry, times: Int) {
        var previousCount = 0.0
        for _ in 0..<times {
            // Which part of it cannot be read, other tests tell.
            guard let scrape = try? Scrape(registry) else {
                Issue.record("a scrape that cannot be read")
                return
            }
            #expect(scrape.count == scrape.counts.reduce(0, +))
            #expect(scrape.sum == zip(scrape.counts, Self.values).reduce(0) { $0 + $1.0 * $1.1 })
            #expect(scrape.count >= previousCount)
            previousCount = scrape.count
        }
    }

    @Test(arguments: [1, 2, 4, 8])
    func `random observations on threads are counted as a serial model counts them`(
        threadCount: Int
    ) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let bounds = (0..<Int.random(in: 0...60, using: &generator)).map { Double($0) * 0.25 - 3 }
        let registry = MetricRegistry()
        let handle = registry.histogram("h", help: "H.", buckets: bounds).labels()
        @Sendable func values(of thread: Int) -> [Double] {
            var generator = SeededGenerator(seed: seed &+ UInt64(thread))
            // Multiples of 1/8, so that sums are exact in any order, and bounds are hit.
            return (0..<5_000).map { _ in Double(Int.random(in: -40...140, using: &generator)) / 8 }
        }
        onThreads(threadCount) { thread in
            for value in values(of: thread) { handle.observe(value) }
        }
        let all = (0..<threadCount).flatMap(values)
        var expected = ByteWriter()
        expected.write("# HELP h H.\n# TYPE h histogram\n")
        for bound in bounds {
            expected.write("h_bucket{le=\"")
            expected.write(bound)
            expected.write("\"} \(all.count { $0 <= bound })\n")
        }
        expected.write("h_bucket{le=\"+Inf\"} \(all.count)\nh_sum ")
        expected.write(all.reduce(0, +))
        expected.write("\nh_count \(all.count)\n")
        #expect(text(of: registry) == String(expected), "seed \(seed)")
    }

    @Test func `exemplars given by threads are whole`() {
        let registry = MetricRegistry()
        let handle = registry.histogram("h", help: "H.", buckets: [1]).labels()
        onThreads(4) { thread in
            for _ in 0..<500 { handle.observe(0.5, exemplar: ["thread": "\(thread)"], at: .of2023) }
        }
        let line = text(of: registry, .openMetrics).split(separator: "\n")[2]
        let expected = (0..<4).map {
            "h_bucket{le=\"1.0\"} 2000 # {thread=\"\($0)\"} 0.5 1700000000.25"
        }
        #expect(expected.contains(String(line)))
    }
}
