import Base
import Metrics
import Testing

/// `NativeBuckets.swift`, `NativeTable.swift` and `NativeCells.swift`.
@Suite struct NativeHistogramTests {
    /// The native buckets of one histogram after some observations.
    private func buckets(
        of values: [Double], _ native: NativeBuckets, classic: [Double] = []
    ) throws -> DecodedBuckets {
        let registry = MetricRegistry()
        let handle = registry.histogram("h", help: "H.", buckets: classic, native: native).labels()
        for value in values { handle.observe(value) }
        let histogram = try histogram(of: registry)
        #expect(histogram.unsigned(1) == UInt64(values.count))
        return DecodedBuckets(histogram)
    }

    private func histogram(of registry: MetricRegistry) throws -> ProtobufMessage {
        try #require(families(of: registry)?.first?.message(4)?.message(7))
    }

    @Test(arguments: [
        (1.001, 8), (1.0028, 8), (1.0027, 8), (1.1, 3), (1.0906, 3), (1.09, 4), (1.5, 1), (2, 0),
        (3.9, 0), (4, -1), (16, -2), (255, -2), (256, -3), (65_536, -4), (1e300, -4),
        (.infinity, -4),
    ])
    func `the schema is the coarsest that grows no faster than wished`(factor: Double, schema: Int)
        throws
    {
        let native = NativeBuckets(growthFactor: factor)
        #expect(try buckets(of: [], native).schema == schema)
    }

    @Test(
        arguments: [
            // Schema 0: bucket i holds (2^(i-1), 2^i].
            (2, 1, 0), (2, 1.0000001, 1), (2, 2, 1), (2, 2.5, 2), (2, 0.5, -1), (2, 0.25, -2),
            (2, 0.3, -1), (2, .greatestFiniteMagnitude, 1024), (2, .infinity, 1025),
            // Schema 1: the bounds are 2^(i/2).
            (1.5, 1, 0), (1.5, 1.4, 1), (1.5, 1.42, 2), (1.5, 2, 2), (1.5, 0.5, -2), (1.5, 0.7, -1),
            // Schema 3.
            (1.1, 1, 0), (1.1, 1.09, 1), (1.1, 1.091, 2), (1.1, 8, 24), (1.1, 8.1, 25),
            (1.1, 0.001, -79),
            // Schema -2: the bounds are 16^i.
            (16, 1, 0), (16, 1.1, 1), (16, 16, 1), (16, 17, 2), (16, 0.06, -1), (16, 0.0625, -1),
            (16, .infinity, 257),
        ] as [(Double, Double, Int)])
    func `a value falls into the bucket that the schema says`(
        factor: Double, value: Double, index: Int
    ) throws {
        let native = NativeBuckets(growthFactor: factor)
        let decoded = try buckets(of: [value, -value, -value], native)
        #expect(decoded.positive == [index: 1])
        #expect(decoded.negative == [index: 2])
    }

    @Test func `small values are in the zero bucket, NaN is in none`() throws {
        let values = [0, -0.0, 0x1p-128, -0x1p-128, 0x1.1p-128, .nan]
        let decoded = try buckets(of: values, NativeBuckets(growthFactor: 2))
        #expect(decoded.zeroCount == 4)
        #expect(decoded.positive == [-127: 1])
        #expect(decoded.negative == [:])
        let exact = NativeBuckets(growthFactor: 2, zeroThreshold: 0)
        let tiny = [
            0, .leastNonzeroMagnitude, .leastNormalMagnitude, .leastNormalMagnitude.nextDown,
        ]
        #expect(try buckets(of: tiny, exact).positive == [-1074: 1, -1022: 2])
        let wide = NativeBuckets(growthFactor: 2, zeroThreshold: 0.5)
        #expect(try buckets(of: [0.5, -0.3, 0.6], wide).zeroCount == 2)
    }

    @Test func `a native histogram without observations can be told from a classic one`() throws {
        let registry = MetricRegistry()
        let exact = NativeBuckets(zeroThreshold: 0)
        let labels = ["kind"]
        _ = registry.histogram(
            "h", help: "H.", labels: labels, buckets: [1], native: NativeBuckets()
        ).labels("a")
        _ = registry.histogram("i", help: "I.", labels: labels, buckets: [1], native: exact)
            .labels("b")
        _ = registry.histogram("j", help: "J.", labels: labels, buckets: [1]).labels("c")
        let histograms = try #require(families(of: registry)).map { $0.message(4)?.message(7) }
        #expect(histograms[0]?.double(6) == 0x1p-128)
        #expect(histograms[1]?.messages(12).first?.unsigned(2) == 0)
        #expect(histograms[2]?.signed(5) == [])
        #expect(histograms[2]?.messages(12) == [])
    }

    @Test func `gaps of more than two buckets begin a new span`() throws {
        let registry = MetricRegistry()
        let handle = registry.histogram(
            "h", help: "H.", buckets: [], native: NativeBuckets(growthFactor: 2)
        ).labels()
        // Buckets 1, 2, 5, 9, with counts 3, 1, 2, 1.
        for value in [2.0, 2, 2, 4, 32, 32, 512] { handle.observe(value) }
        let histogram = try histogram(of: registry)
        let spans = histogram.messages(12).map {
            [$0.signed(1).last, $0.unsigned(2).map(Int.init)]
        }
        #expect(spans == [[1, 5], [3, 1]])
        #expect(histogram.signed(13) == [3, -2, -1, 0, 2, -1])
    }

    @Test func `at the limit of buckets the resolution is halved, and nothing is lost`() throws {
        let values = (0..<200).map { 1.05 * Double($0 + 1) }
        let exact = try buckets(of: values, NativeBuckets(growthFactor: 1.005, bucketLimit: 1_000))
        let bounded = try buckets(of: values, NativeBuckets(growthFactor: 1.005, bucketLimit: 20))
        #expect(exact.schema == 8)
        let schema = try #require(bounded.schema)
        #expect(schema == 1)
        var expected: [Int: Int] = [:]
        for (index, count) in exact.positive {
            expected[-((-index) >> (8 - schema)), default: 0] += count
        }
        #expect(bounded.positive == expected)
        #expect(bounded.positive.count <= 20)
    }

    @Test func `at the coarsest schema the limit gives way`() throws {
        let values = (-60..<60).map { Double(sign: .plus, exponent: $0 * 16, significand: 1) }
        let decoded = try buckets(of: values, NativeBuckets(zeroThreshold: 0, bucketLimit: 8))
        #expect(decoded.schema == -4)
        #expect(decoded.positive.count == 120)
    }

    @Test(arguments: [1, 2, 4, 8])
    func `random observations on threads are counted as a serial model counts them`(
        threadCount: Int
    ) throws {
        let seed = UInt64.random(in: 0 ... .max)
        for round in 0..<10 {
            try observeOnThreads(threadCount, seed: seed &+ UInt64(round) << 32)
        }
    }

    /// Makes a histogram of so few buckets that its table grows and is halved while others observe,
    /// and compares what it has counted with what it should have.
    private func observeOnThreads(_ threadCount: Int, seed: UInt64) throws {
        let registry = MetricRegistry()
        let bounds = [0.01, 0.1, 0.5, 2]
        let native = NativeBuckets(growthFactor: 1.01, bucketLimit: 40)
        let handle = registry.histogram("h", help: "H.", buckets: bounds, native: native).labels()
        onThreads(threadCount) { thread in
            for value in Self.values(seed: seed &+ UInt64(thread)) { handle.observe(value) }
        }

        let all = (0..<threadCount).flatMap { Self.values(seed: seed &+ UInt64($0)) }
        let message = try histogram(of: registry)
        let decoded = DecodedBuckets(message)
        #expect(message.unsigned(1) == UInt64(all.count), "seed \(seed)")
        let classic = message.messages(3).map { $0.unsigned(1) }
        let expectedClassic = bounds.map { bound in UInt64(all.count { $0 <= bound }) }
        #expect(classic == expectedClassic, "seed \(seed)")
        let sum = try #require(message.double(2))
        #expect(abs(sum - all.reduce(0, +)) <= 1e-9 * all.reduce(0) { $0 + abs($1) })
        let schema = try #require(decoded.schema)
        let exact = try buckets(
            of: all, NativeBuckets(growthFactor: 1.001, bucketLimit: .max / 2))
        #expect(decoded.positive == Self.coarsened(exact.positive, to: schema), "seed \(seed)")
        #expect(decoded.negative == Self.coarsened(exact.negative, to: schema), "seed \(seed)")
        #expect(decoded.positive.count + decoded.negative.count <= 40, "seed \(seed)")
    }

    /// 1,000 values of either sign; the range widens, so that new buckets keep coming.
    private static func values(seed: UInt64) -> [Double] {
        var generator = SeededGenerator(seed: seed)
        return (0..<1_000).map { round in
            let width = round / 50
            let isNegative = UInt8.random(in: 0..<10, using: &generator) == 0
            return Double(
                sign: isNegative ? .minus : .plus,
                exponent: Int.random(in: -width...width, using: &generator),
                significand: Double.random(in: 1..<2, using: &generator))
        }
    }

    /// Counts at schema 8 as they are at a lower one.
    private static func coarsened(_ counts: [Int: Int], to schema: Int) -> [Int: Int] {
        var coarse: [Int: Int] = [:]
        for (index, count) in counts { coarse[-((-index) >> (8 - schema)), default: 0] += count }
        return coarse
    }
}
