import AllocationCount
import Base
import Metrics

// The works of Benchmarks/client_golang/main.go, in the same order and of the same size.

let codes = ["200", "400", "401", "500"]

/// Observations that fall into every bucket.
let observations = (0..<1024).map { Double(($0 * 7919) % 1024) / 400 }

func makeFamily(in registry: MetricRegistry, native: NativeBuckets? = nil) -> HistogramFamily {
    registry.histogram(
        "http_request_duration", help: "Time to answer in seconds.",
        labels: ["method", "url", "code"], buckets: [0.01, 0.1, 0.5, 2], native: native)
}

func observe(_ histogram: Histogram, _ observations: [Double], _ count: Int) {
    for index in 0..<count { histogram.observe(observations[index & 1023]) }
}

func measureExposition() {
    let registry = MetricRegistry()
    let family = makeFamily(in: registry)
    let before = residentByteCount()
    for index in 0..<2_000 {
        let histogram = family.labels("POST", "/reservations/\(index)", "200")
        for step in 0..<20 { histogram.observe(observations[(index + step * 37) & 1023]) }
    }
    let growth = residentByteCount() - before
    report("resident memory of a histogram series", growth / 2_000, "bytes")

    var writer = ByteWriter()
    let formats: [(String, ExpositionFormat)] = [
        ("text", .text), ("OpenMetrics", .openMetrics), ("protobuf", .protobuf),
    ]
    for (name, format) in formats {
        let work = "\(name) of 2,000 histograms"
        let time = nanoseconds(20) { count in
            for _ in 0..<count {
                writer.removeAll()
                registry.write(format, into: &writer)
            }
        }
        report(work, time / 1e6, "ms")
        report("\(work), size", Double(writer.count), "bytes")
        let countBefore = allocation_count()
        let bytesBefore = allocation_byte_count()
        writer.removeAll()
        registry.write(format, into: &writer)
        let count = allocation_count() - countBefore
        let byteCount = allocation_byte_count() - bytesBefore
        report("\(work), allocations", Double(count), "")
        report("\(work), allocated", Double(byteCount), "bytes")
    }
}

func measureObserving() {
    let observations = observations
    for (name, native) in [("classic", nil), ("native", NativeBuckets(growthFactor: 1.1))] {
        let family = makeFamily(in: MetricRegistry(), native: native)
        let histogram = family.labels("POST", "/reservations", "200")
        for threadCount in [1, 2, 4, 8] {
            let time = nanoseconds(4_000_000) { count in
                if threadCount == 1 { return observe(histogram, observations, count) }
                onThreads(threadCount) { observe(histogram, observations, count / threadCount) }
            }
            report("observe, \(name), threads: \(threadCount)", time, "ns")
        }
    }
    let family = makeFamily(in: MetricRegistry())
    let time = nanoseconds(2_000_000) { count in
        for index in 0..<count {
            let histogram = family.labels("POST", "/reservations", codes[index & 3])
            histogram.observe(observations[index & 1023])
        }
    }
    report("look up by label values and observe", time, "ns")
}

measureExposition()
measureObserving()
