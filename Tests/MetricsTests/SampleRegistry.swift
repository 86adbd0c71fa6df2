import Base
import Metrics

/// A registry with every type of metric and many kinds of values, for judges and comparisons.
func sampleRegistry(seed: UInt64) -> MetricRegistry {
    var generator = SeededGenerator(seed: seed)
    let registry = registryOf2023()
    let gauge = registry.gauge("gauge", help: "G \\ \"g\"\n.", labels: ["a", "b"])
    let values = [
        0, -0.0, 1, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, 1e300, 0.1, 1e-7, 1e6,
        123_456_789,
    ]
    for value in values { gauge.labels("\(value)", "\"\\\nü�").set(value) }
    let counter = registry.counter("counter_total", help: "C.", labels: ["a"])
    for index in 0..<20 {
        counter.labels("\(index)").increment(
            by: Double.random(in: 0..<1e6, using: &generator), exemplar: ["id": "\(index)"],
            at: .of2023)
    }
    let histogram = registry.histogram(
        "histogram_seconds", help: "H.", labels: ["a"], unit: .seconds,
        buckets: [0.01, 0.1, 0.5, 2, 1e7], native: NativeBuckets())
    for index in 0..<200 {
        histogram.labels("\(index % 7)").observe(
            Double.random(in: 0..<3, using: &generator), exemplar: ["id": "\(index)"],
            at: .of2023)
    }
    _ = registry.info("build_info", help: "I.", labels: ["x"]).labels("y")
    registry.stateSet("state", help: "S.", states: ["on", "off"]).labels().become("off")
    return registry
}
