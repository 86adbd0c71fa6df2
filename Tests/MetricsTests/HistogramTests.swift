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
    func `no scrape sees an observation in part`(taskCount: Int, native: NativeBuckets?)
        async throws
    {
        let registry = MetricRegistry()
        let handle = registry.histogram("h", help: "H.", buckets: [1, 10, 100], native: native)
            .labels()
        let isDone = Atomic(false)
        async let observing: Void = {
            await onTasks(taskCount) { task in
                for round in 0..<20_000 { handle.observe(Self.values[(round + task) % 4]) }
            }
            isDone.store(true, ordering: .releasing)
        }()
        var previousCount = 0.0
        var wasDone = false
        repeat {
            wasDone = isDone.load(ordering: .acquiring)
            let scrape = try Scrape(registry)
            #expect(scrape.count == scrape.counts.reduce(0, +))
            #expect(scrape.sum == zip(scrape.counts, Self.values).reduce(0) { $0 + $1.0 * $1.1 })
            #expect(scrape.count >= previousCount)
            previousCount = scrape.count
            await Task.yield()
        } while !wasDone
        await observing
        #expect(
            try Scrape(registry).counts == Array(repeating: Double(taskCount) * 5_000, count: 4))
    }

    @Test(arguments: [1, 2, 4, 8])
    func `random observations on threads are counted as a serial model counts them`(
        taskCount: Int
    ) async throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let bounds = (0..<Int.random(in: 0...60, using: &generator)).map { Double($0) * 0.25 - 3 }
        let registry = MetricRegistry()
        let handle = registry.histogram("h", help: "H.", buckets: bounds).labels()
        @Sendable func values(of task: Int) -> [Double] {
            var generator = SeededGenerator(seed: seed &+ UInt64(task))
            // Multiples of 1/8, so that sums are exact in any order, and bounds are hit.
            return (0..<5_000).map { _ in Double(Int.random(in: -40...140, using: &generator)) / 8 }
        }
        await onTasks(taskCount) { task in
            for value in values(of: task) { handle.observe(value) }
        }
        let all = (0..<taskCount).flatMap(values)
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

    @Test func `exemplars given by threads are whole`() async {
        let registry = MetricRegistry()
        let handle = registry.histogram("h", help: "H.", buckets: [1]).labels()
        await onTasks(4) { task in
            for _ in 0..<500 { handle.observe(0.5, exemplar: ["task": "\(task)"], at: .of2023) }
        }
        let line = text(of: registry, .openMetrics).split(separator: "\n")[2]
        let expected = (0..<4).map {
            "h_bucket{le=\"1.0\"} 2000 # {task=\"\($0)\"} 0.5 1700000000.25"
        }
        #expect(expected.contains(String(line)))
    }
}
